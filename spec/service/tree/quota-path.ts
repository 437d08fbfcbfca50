/**
 * Where quotas are kept (`Quotas`): the limits of `/a/b` in `/zookeeper/quota/a/b/zookeeper_limits`, its usage in
 * `/zookeeper/quota/a/b/zookeeper_stats`.
 */
import { parentOf, QUOTA_PATH, ROOT } from './path.js';

const LIMITS = '/zookeeper_limits';
const STATS = '/zookeeper_stats';

export function limitsPath(path: string): string {
  return QUOTA_PATH + path + LIMITS;
}

export function statsPath(path: string): string {
  return QUOTA_PATH + path + STATS;
}

/** The path that a limits node limits. Undefined for other nodes, and for limits of the root, which ZooKeeper does not have. */
export function quotaPathOf(path: string): string | undefined {
  return subjectOf(path, LIMITS);
}

/** The path whose usage a statistics node tells. */
export function statsPathOf(path: string): string | undefined {
  return subjectOf(path, STATS);
}

function subjectOf(path: string, suffix: string): string | undefined {
  if (!path.endsWith(suffix) || !path.startsWith(`${QUOTA_PATH}/`)) return undefined;
  const subject = path.slice(QUOTA_PATH.length, -suffix.length);
  return subject === '' ? undefined : subject;
}

/** The nearest path at or above `path` that has a quota (`DataTree.getMaxPrefixWithQuota`). */
export function quotaAbove(quotas: ReadonlySet<string>, path: string): string | undefined {
  if (quotas.size === 0) return undefined;
  for (let at = path; at !== ROOT; at = parentOf(at)) {
    if (quotas.has(at)) return at;
  }
  return undefined;
}
