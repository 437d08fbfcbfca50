/**
 * Which containers and nodes with a life time may go (`ContainerManager.getCandidates`): the leader asks once per check
 * interval and sends a `deleteContainer` for each. Its clock picks candidates only; prep looks again at what it deletes.
 */
import { ttlOf } from './owner.js';
import type { Store } from './store.js';

/** `maxNeverUsedMs`: how long a container that never had a child may stay; 0 for ever. `now` is wall time, as in transactions. */
export function expiringNodes(store: Store, now: number, maxNeverUsedMs: number): string[] {
  const candidates: string[] = [];
  for (const path of store.containers()) {
    const node = store.get(path);
    if (node?.numChildren !== 0) continue;
    // A container used before goes at once; one never used waits, or it would go before its first child comes.
    if (node.cversion > 0 || (maxNeverUsedMs !== 0 && now - node.mtime > maxNeverUsedMs)) candidates.push(path);
  }
  for (const path of store.ttlNodes()) {
    const node = store.get(path);
    if (node?.numChildren !== 0) continue;
    const ttlMs = ttlOf(node.owner);
    if (ttlMs !== 0 && now - node.mtime > ttlMs) candidates.push(path);
  }
  return candidates;
}
