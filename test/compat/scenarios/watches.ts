/** Which events come, with which zxid, in which order, and before which reply. */
import type { Zxid } from '#spec/model/zxid.js';
import { OPEN_ACL } from '../../driver/driver.js';
import { scenario } from '../stage.js';
import type { Ask, Scenario } from '../stage.js';

const data = new Uint8Array([1]);
const create = (path: string, flags = 0): Ask => ['create', { path, data, acl: OPEN_ACL, flags }];
const remove = (path: string): Ask => ['delete', { path, version: -1 }];
const set = (path: string): Ask => ['setData', { path, data, version: -1 }];
const exists = (path: string): Ask => ['exists', { path, watch: true }];
const getData = (path: string): Ask => ['getData', { path, watch: true }];
const getChildren = (path: string): Ask => ['getChildren', { path, watch: true }];
const addWatch = (path: string, mode: number): Ask => ['addWatch', { path, mode }];
const removeWatches = (path: string, type: number): Ask => ['removeWatches', { path, type }];

/** A life of a node with children, as everyone who watches sees it. */
const LIFE: readonly Ask[] = [create('/v/n'), set('/v/n'), create('/v/n/c'), set('/v/n/c'), remove('/v/n/c'), remove('/v/n')];

function watching(name: string, ...before: readonly Ask[]): Scenario {
  return scenario(name, async (stage) => {
    const a = await stage.connect('a');
    const b = await stage.connect('b');
    await stage.askAll(a, create('/v'));
    await stage.askAll(b, ...before);
    await stage.askAll(a, ...before, ...LIFE);
    await stage.settle(b);
    await stage.askAll(a, ...LIFE, remove('/v'));
    await stage.settle(b);
  });
}

export const watches: readonly Scenario[] = [
  watching('exists: before the node is', exists('/v/n')),
  watching('exists, getData and getChildren on what is', getData('/v'), getChildren('/v'), exists('/v')),
  watching('reads that fail leave no watch', getData('/v/n'), getChildren('/v/n')),
  watching('persistent', addWatch('/v/n', 0)),
  watching('recursive', addWatch('/v', 1)),
  watching('recursive on the root', addWatch('/', 1)),
  watching('persistent and recursive on one path', addWatch('/v/n', 0), addWatch('/v/n', 1), exists('/v/n')),
  watching('persistent above, standard below', addWatch('/v', 0), exists('/v/n'), getChildren('/v')),
  scenario('one event of a deletion, with both kinds of watch', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(
      a,
      create('/both'),
      getData('/both'),
      getChildren('/both'),
      exists('/both'),
      getChildren('/'),
      remove('/both'),
    );
    await stage.askAll(a, create('/both'), getChildren('/both'), set('/both'), remove('/both'));
    await stage.settle(a);
  }),
  scenario('events stand between the replies where they belong', async (stage) => {
    const a = await stage.connect('a');
    await stage.askTogether(
      a,
      create('/o'),
      exists('/o'),
      set('/o'),
      getData('/o'),
      create('/o/c'),
      getChildren('/o'),
      remove('/o/c'),
      remove('/o'),
    );
    await stage.settle(a);
  }),
  scenario('setACL and failed writes fire nothing', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(
      a,
      create('/quiet'),
      getData('/quiet'),
      getChildren('/quiet'),
      addWatch('/quiet', 1),
      addWatch('/quiet', 0),
    );
    await stage.askAll(
      a,
      ['setACL', { path: '/quiet', acl: OPEN_ACL, version: -1 }],
      ['setData', { path: '/quiet', data, version: 7 }],
    );
    await stage.askAll(
      a,
      create('/quiet'),
      create('/quiet/no/such'),
      ['delete', { path: '/quiet', version: 3 }],
      ['sync', { path: '/quiet' }],
    );
  }),
  scenario('removed by kind', async (stage) => {
    for (const type of [1, 2, 3, 4, 5]) {
      const a = await stage.connect(`a${type}`);
      await stage.askAll(a, create('/k'), getData('/k'), getChildren('/k'), addWatch('/k', 0), addWatch('/k', 1));
      for (const each of [1, 2, 3, 4, 5]) await stage.ask(a, 'checkWatches', { path: '/k', type: each });
      await stage.askAll(a, removeWatches('/k', type), removeWatches('/k', type));
      for (const each of [1, 2, 3, 4, 5]) await stage.ask(a, 'checkWatches', { path: '/k', type: each });
      await stage.askAll(a, set('/k'), create('/k/c'), remove('/k/c'), remove('/k'));
      await stage.settle(a);
    }
  }),
  scenario('adding a mode changes or adds to the former', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(
      a,
      create('/mode'),
      addWatch('/mode', 0),
      addWatch('/mode', 0),
      addWatch('/mode', 1),
      getData('/mode'),
      set('/mode'),
    );
    await stage.askAll(
      a,
      create('/mode/c'),
      removeWatches('/mode', 5),
      set('/mode'),
      remove('/mode/c'),
      removeWatches('/mode', 4),
      remove('/mode'),
    );
    await stage.settle(a);
  }),
  scenario('events are not told to those who may not read', async (stage) => {
    const a = await stage.connect('a');
    const b = await stage.connect('b');
    const secret = [{ perms: 31, id: { scheme: 'digest', id: 'u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=' } }];
    await stage.ask(a, 'auth', { type: 0, scheme: 'digest', auth: new TextEncoder().encode('u:p') });
    await stage.askAll(a, create('/s'), addWatch('/s', 1));
    await stage.askAll(b, addWatch('/s', 1), addWatch('/s', 0), exists('/s/hidden'));
    await stage.askAll(a, ['create', { path: '/s/hidden', data, acl: secret, flags: 0 }], set('/s/hidden'));
    await stage.settle(b);
    await stage.askAll(a, ['setACL', { path: '/s', acl: secret, version: -1 }], create('/s/open'), set('/s/open'), set('/s'));
    await stage.settle(b);
    await stage.askAll(a, remove('/s/open'), remove('/s/hidden'), remove('/s'));
    await stage.settle(b);
  }),
  scenario('ephemerals of a closed session', async (stage) => {
    const a = await stage.connect('a');
    const b = await stage.connect('b');
    await stage.askAll(a, create('/eph'), create('/eph/one', 1));
    await stage.askAll(b, getChildren('/eph'), exists('/eph/one'), addWatch('/eph', 1));
    await stage.ask(a, 'closeSession', {});
    await stage.closed(a);
    await stage.settle(b);
    await stage.askAll(b, ['getChildren2', { path: '/eph', watch: false }], remove('/eph'));
  }),
  scenario(
    'events at another server come after a sync',
    async (stage) => {
      const a = await stage.connect('a');
      const b = await stage.connect('b', {}, 1);
      const c = await stage.connect('c', {}, 2);
      await stage.askAll(a, create('/far'));
      await stage.settle(b, c);
      await stage.askAll(b, getData('/far'), getChildren('/far'), addWatch('/far', 1));
      await stage.askAll(c, addWatch('/far', 0), exists('/far/x'));
      await stage.askAll(a, set('/far'), create('/far/x'), remove('/far/x'), remove('/far'));
      await stage.settle(b, c);
    },
    'ensemble',
  ),
  ...(['setWatches', 'setWatches2'] as const).map((op) =>
    scenario(`${op}: what happened since is told before the reply`, async (stage) => {
      const a = await stage.connect('a');
      await stage.askAll(a, create('/sw'), create('/sw/same'), create('/sw/set'), create('/sw/gone'), create('/sw/kids'));
      await stage.askAll(a, create('/sw/kids/old'));
      const since: Zxid = await a.ping();
      await stage.askAll(a, set('/sw/set'), remove('/sw/gone'), create('/sw/kids/new'), create('/sw/born'));
      const all = ['/sw/same', '/sw/set', '/sw/gone', '/sw/kids', '/sw/born', '/sw/never', 'bad'];
      const b = await stage.connect('b');
      const standard = { relativeZxid: since, dataWatches: all, existWatches: all, childWatches: all };
      const more = { persistentWatches: ['/sw/same', '/sw/set'], persistentRecursiveWatches: ['/sw/kids'] };
      if (op === 'setWatches') await stage.ask(b, op, standard);
      else await stage.ask(b, op, { ...standard, ...more });
      await stage.askAll(a, set('/sw/same'), set('/sw/set'), create('/sw/never'), create('/sw/same/c'), set('/sw/kids/old'));
      await stage.askAll(a, remove('/sw/born'));
      await stage.settle(b);
    }),
  ),
];
