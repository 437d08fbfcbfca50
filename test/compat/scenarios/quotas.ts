/** Quotas, with `enforceQuota=true`: whose count they are, and what is refused. Left out: limits that are no limits, over which Apache falls. */
import { OPEN_ACL } from '../../driver/driver.js';
import { scenario } from '../stage.js';
import type { Ask, Scenario } from '../stage.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function create(path: string, data = ''): Ask {
  return ['create', { path, data: text(data), acl: OPEN_ACL, flags: 0 }];
}

const set = (path: string, data: string): Ask => ['setData', { path, data: text(data), version: -1 }];
const remove = (path: string): Ask => ['delete', { path, version: -1 }];
const LIMITS = '/zookeeper/quota/quota/zookeeper_limits';
const STATS: Ask = ['getData', { path: '/zookeeper/quota/quota/zookeeper_stats', watch: false }];

/** A quota on `/quota` with these limits. */
const limited = (limits: string): readonly Ask[] => [
  create('/zookeeper/quota/quota'),
  create(LIMITS, limits),
  create('/zookeeper/quota/quota/zookeeper_stats', 'count=0,bytes=0'),
];

const unlimited: readonly Ask[] = [
  remove(LIMITS),
  remove('/zookeeper/quota/quota/zookeeper_stats'),
  remove('/zookeeper/quota/quota'),
];

export const quotas: readonly Scenario[] = [
  'count=3,bytes=20',
  'count=-1,bytes=-1=;byteHardLimit=20;countHardLimit=3',
  'count=2,bytes=-1=;countHardLimit=3',
].map((limits) =>
  scenario(`quota ${limits}`, async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(a, create('/quota', 'four'), ...limited(limits), STATS, create('/quota/one', 'four'), STATS);
    await stage.askAll(a, create('/quota/two', 'four'), STATS, create('/quota/three', 'four'), STATS);
    await stage.askAll(a, set('/quota/one', 'a text that is much too long'), STATS, set('/quota/one', ''), STATS);
    await stage.ask(a, 'multi', [
      { op: 'delete', body: { path: '/quota/two', version: -1 } },
      { op: 'create', body: { path: '/quota/two', data: text('again'), acl: OPEN_ACL, flags: 0 } },
      { op: 'create', body: { path: '/quota/more', data: text('more'), acl: OPEN_ACL, flags: 1 } },
    ]);
    await stage.askAll(a, STATS, remove('/quota/two'), STATS, create('/quota/deep'), create('/quota/deep/er', 'four'), STATS);
    await stage.askAll(a, set(LIMITS, 'count=100,bytes=100'), create('/quota/five', 'four'), STATS, ...unlimited);
    await stage.ask(a, 'create', { path: '/quota/six', data: text('not counted any more'), acl: OPEN_ACL, flags: 0 });
  }),
);
