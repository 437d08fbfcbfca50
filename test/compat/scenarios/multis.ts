/** multi and multiRead: layouts of results, of failures, and what the parts see of each other. */
import type { MultiOperation, MultiReadOperation } from '#impl/wire/multi.js';
import { OPEN_ACL } from '../../driver/driver.js';
import { scenario } from '../stage.js';
import type { Scenario } from '../stage.js';

const data = new Uint8Array([7]);

function create(path: string, flags = 0): MultiOperation {
  return { op: 'create', body: { path, data, acl: OPEN_ACL, flags } };
}

const create2 = (path: string, flags = 0): MultiOperation => ({ op: 'create2', body: { path, data, acl: OPEN_ACL, flags } });
const remove = (path: string, version = -1): MultiOperation => ({ op: 'delete', body: { path, version } });
const set = (path: string, version = -1): MultiOperation => ({ op: 'setData', body: { path, data, version } });
const check = (path: string, version = -1): MultiOperation => ({ op: 'check', body: { path, version } });
const getData = (path: string, watch = false): MultiReadOperation => ({ op: 'getData', body: { path, watch } });
const getChildren = (path: string, watch = false): MultiReadOperation => ({ op: 'getChildren', body: { path, watch } });

export const multis: readonly Scenario[] = [
  scenario('multi: every kind of part', async (stage) => {
    const a = await stage.connect('a');
    await stage.ask(a, 'multi', [
      create('/m'),
      create2('/m/c2'),
      create('/m/e', 1),
      create('/m/s-', 2),
      { op: 'createContainer', body: { path: '/m/c', data: null, acl: OPEN_ACL, flags: 4 } },
      { op: 'createTTL', body: { path: '/m/t', data, acl: OPEN_ACL, flags: 5, ttl: 100_000n } },
      check('/m', 0),
      set('/m', 0),
      set('/m', 1),
      remove('/m/c2', 0),
    ]);
    await stage.askAll(a, ['getChildren2', { path: '/m', watch: false }], ['exists', { path: '/m/t', watch: false }]);
    await stage.ask(a, 'getEphemerals', { prefixPath: null });
    await stage.ask(a, 'multi', []);
    await stage.ask(a, 'exists', { path: '/m', watch: false });
  }),
  scenario('multi: failures', async (stage) => {
    const a = await stage.connect('a');
    await stage.ask(a, 'multi', [create('/mf'), create('/mf/e', 1)]);
    for (const failing of [
      create('/mf'),
      create('bad'),
      create('/no/such'),
      create('/mf/e/c'),
      { op: 'create', body: { path: '/mf/y', data, acl: [], flags: 0 } } as const,
      { op: 'createTTL', body: { path: '/mf/y', data, acl: OPEN_ACL, flags: 5, ttl: 0n } } as const,
      remove('/mf'),
      remove('/mf/e', 4),
      remove('/missing'),
      remove('/'),
      set('/mf', 3),
      set('/missing'),
      check('/mf', 9),
      check('/missing'),
      check('bad'),
    ]) {
      await stage.ask(a, 'multi', [create('/mf/x'), failing, set('/mf'), check('/nowhere')]);
      await stage.ask(a, 'multi', [failing]);
    }
    await stage.askAll(a, ['getChildren2', { path: '/mf', watch: false }], ['getEphemerals', { prefixPath: '/mf' }]);
  }),
  scenario('multi: parts see those before them, others see all or nothing', async (stage) => {
    const a = await stage.connect('a');
    const b = await stage.connect('b');
    await stage.askAll(b, ['exists', { path: '/ms', watch: true }], ['getChildren', { path: '/', watch: true }]);
    await stage.ask(a, 'multi', [create('/ms'), create('/ms/a'), remove('/ms/a'), remove('/ms')]);
    await stage.settle(b);
    await stage.ask(a, 'multi', [
      create('/ms'),
      create('/ms/q-', 2),
      create('/ms/q-', 2),
      remove('/ms/q-0000000000'),
      create('/ms/q-', 2),
    ]);
    await stage.askAll(b, ['getChildren2', { path: '/ms', watch: true }], ['getData', { path: '/ms', watch: true }]);
    await stage.ask(a, 'multi', [set('/ms'), create('/ms/z'), set('/ms'), remove('/ms/z'), check('/ms', 2)]);
    await stage.settle(b);
    await stage.ask(b, 'getChildren2', { path: '/ms', watch: false });
  }),
  scenario('multi: failed and right ones, pipelined', async (stage) => {
    const a = await stage.connect('a');
    await stage.askTogether(
      a,
      ['multi', [create('/mp'), create('/mp/a')]],
      ['multi', [create('/mp/b'), remove('/mp')]],
      ['create', { path: '/mp/c', data, acl: OPEN_ACL, flags: 0 }],
      ['multi', [check('/mp/b')]],
      ['multi', [remove('/mp/a'), remove('/mp/c'), create('/mp/d')]],
      ['getChildren2', { path: '/mp', watch: false }],
    );
  }),
  scenario('multiRead: each part has its own answer, watches are not set', async (stage) => {
    const a = await stage.connect('a');
    await stage.ask(a, 'multi', [
      create('/mr'),
      create('/mr/x'),
      { op: 'create', body: { path: '/mr/p', data, acl: [{ perms: 8, id: { scheme: 'world', id: 'anyone' } }], flags: 0 } },
    ]);
    await stage.ask(a, 'multiRead', [
      getData('/mr', true),
      getChildren('/mr', true),
      getData('/missing'),
      getChildren('bad'),
      getData('/mr/p'),
    ]);
    await stage.askAll(a, ['multiRead', []], ['multiRead', [getData('')]]);
    await stage.ask(a, 'multi', [set('/mr'), create('/mr/y')]);
    await stage.settle(a);
  }),
];
