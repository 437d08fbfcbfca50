/** Nodes that the server removes by itself, with `znode.container.checkIntervalMs=200`: whose, when, and what watches say. */
import { OPEN_ACL } from '../../driver/driver.js';
import { scenario } from '../stage.js';
import type { Ask, Scenario } from '../stage.js';

const data = new Uint8Array([1]);

const create = (path: string): Ask => ['create', { path, data, acl: OPEN_ACL, flags: 0 }];
const container = (path: string): Ask => ['createContainer', { path, data, acl: OPEN_ACL, flags: 4 }];
const ttl = (path: string, ttlMs: bigint): Ask => ['createTTL', { path, data, acl: OPEN_ACL, flags: 5, ttl: ttlMs }];
const watch = (path: string): Ask => ['exists', { path, watch: true }];

export const vanishing: readonly Scenario[] = [
  scenario('a container goes with its last child, not before', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(
      a,
      create('/gone'),
      container('/gone/c'),
      container('/gone/unused'),
      create('/gone/c/x'),
      watch('/gone/c'),
    );
    await stage.askAll(a, ['getChildren', { path: '/gone', watch: true }], ['delete', { path: '/gone/c/x', version: -1 }]);
    await a.untilEvents(2);
    stage.show(a);
    await stage.ask(a, 'getChildren2', { path: '/gone', watch: false });
  }),
  scenario('a node with a time to live goes when it is left alone and empty', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(a, create('/gone'), ttl('/gone/long', 1_000_000n));
    // In one, or it might be gone before it is filled.
    const full = { data, acl: OPEN_ACL };
    await stage.ask(a, 'multi', [
      { op: 'createTTL', body: { ...full, path: '/gone/full', flags: 5, ttl: 1n } },
      { op: 'create', body: { ...full, path: '/gone/full/x', flags: 0 } },
    ]);
    await stage.askAll(a, ['addWatch', { path: '/gone', mode: 1 }], ttl('/gone/short', 1n));
    await a.untilEvents(2);
    stage.show(a);
    await stage.askAll(a, ['delete', { path: '/gone/full/x', version: -1 }]);
    await a.untilEvents(4);
    stage.show(a);
    await stage.ask(a, 'getChildren2', { path: '/gone', watch: false });
  }),
];
