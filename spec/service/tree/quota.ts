/**
 * Quotas: text of the limits and statistics nodes (`StatsTrack`), the check that prep makes, and the count that every server keeps.
 *
 * Statistics are changed locally as transactions apply; no transaction carries them. The check reads them as applied: writes
 * still outstanding do not count, as in ZooKeeper.
 */
import { withLocalData } from './node.js';
import { childPath } from './path.js';
import { limitsPath, quotaAbove, statsPath } from './quota-path.js';
import { decodeUtf8, encodeAscii } from './utf8.js';
import type { ZNode } from './node.js';
import type { Store } from './store.js';

/** Values by name; a name left out stands for −1, no limit. */
export type QuotaText = ReadonlyMap<string, number>;

/** Separators are `,` and `;`; what does not read as an integer counts as −1. */
export function parseQuota(data: Uint8Array | null): QuotaText {
  const values = new Map<string, number>();
  if (data === null || data.length === 0) return values;
  for (const pair of decodeUtf8(data).split(/[,;]+/)) {
    const [name = '', value = ''] = pair.split('=');
    if (name !== '') values.set(name, /^[+-]?\d+$/.test(value) ? Number(value) : -1);
  }
  return values;
}

/** The stray `=` before further fields makes parsers of ZooKeeper 3.4 stop there. */
export function showQuota(values: QuotaText): string {
  const rest = [...values.keys()].filter((name) => name !== 'count' && name !== 'bytes').sort();
  const start = `count=${String(valueOf(values, 'count'))},bytes=${String(valueOf(values, 'bytes'))}`;
  return rest.length === 0 ? start : `${start}=${rest.map((name) => `;${name}=${String(valueOf(values, name))}`).join('')}`;
}

function valueOf(values: QuotaText, name: string): number {
  return values.get(name) ?? -1;
}

/** What a write adds to a subtree. */
export interface Growth {
  readonly count: number;
  readonly bytes: number;
}

/** Whether a hard limit forbids the write (`ZooKeeperServer.checkQuota`). Soft limits forbid nothing. */
export function exceedsQuota(store: Store, path: string, growth: Growth): boolean {
  const prefix = quotaAbove(store.quotaPaths, path);
  if (prefix === undefined) return false;
  const limits = store.get(limitsPath(prefix));
  const stats = store.get(statsPath(prefix));
  if (limits === undefined || stats === undefined) return false;
  const allowed = parseQuota(limits.data);
  const used = parseQuota(stats.data);
  return (
    isOver(growth.count, valueOf(used, 'count'), valueOf(allowed, 'countHardLimit')) ||
    isOver(growth.bytes, valueOf(used, 'bytes'), valueOf(allowed, 'byteHardLimit'))
  );
}

function isOver(growth: number, used: number, limit: number): boolean {
  return growth !== 0 && limit > -1 && used + growth > limit;
}

/** Keeps the statistics of the nearest quota above a node that changed. */
export function countTowardsQuota(store: Store, path: string, growth: Growth): void {
  const prefix = quotaAbove(store.quotaPaths, path);
  const node = prefix === undefined ? undefined : store.get(statsPath(prefix));
  if (prefix === undefined || node === undefined) return;
  const used = parseQuota(node.data);
  const counted = { count: valueOf(used, 'count') + growth.count, bytes: valueOf(used, 'bytes') + growth.bytes };
  write(store, prefix, node, new Map([...used, ...Object.entries(counted)]));
}

/** Counts a subtree afresh, as when its statistics node is created. */
export function recount(store: Store, path: string): void {
  const node = store.get(statsPath(path));
  if (node === undefined) return;
  let count = 0;
  let bytes = 0;
  for (const [, each] of nodesBelow(store, path)) {
    count += 1;
    bytes += each.data?.length ?? 0;
  }
  write(store, path, node, new Map(Object.entries({ count, bytes })));
}

/** After a snapshot is loaded, and once more after the log was replayed over it: a replay may pass nodes twice. */
export function recountQuotas(store: Store): void {
  for (const path of store.quotaPaths) recount(store, path);
}

function write(store: Store, prefix: string, node: ZNode, values: QuotaText): void {
  const path = statsPath(prefix);
  store.put(path, withLocalData(path, node, encodeAscii(showQuota(values))));
}

/** A node and all its descendants, parents first; nothing where there is no such node. */
export function* nodesBelow(store: Store, path: string): Generator<readonly [string, ZNode]> {
  const pending = [path];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const node = store.get(next);
    if (node === undefined) continue;
    yield [next, node];
    for (const name of store.childrenOf(next)) pending.push(childPath(next, name));
  }
}
