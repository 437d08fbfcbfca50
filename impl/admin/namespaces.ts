/** Quotas and their use, summed by the first element of the path (`QuotaMetricsUtils`). */
import type { Sample } from '#impl/metrics/sample.js';
import { limitsPath, statsPath } from '#spec/service/tree/quota-path.js';
import { parseQuota } from '#spec/service/tree/quota.js';
import type { QuotaText } from '#spec/service/tree/quota.js';
import type { Store } from '#spec/service/tree/store.js';

const NAMES = [
  'quota_count_limit_per_namespace',
  'quota_bytes_limit_per_namespace',
  'quota_count_usage_per_namespace',
  'quota_bytes_usage_per_namespace',
] as const;

export function quotaSamples(store: Store): readonly Sample[] {
  const sums = new Map<string, number[]>();
  for (const path of store.quotaPaths) {
    const [, namespace = ''] = path.split('/');
    const limits = parseQuota(store.get(limitsPath(path))?.data ?? null);
    const stats = parseQuota(store.get(statsPath(path))?.data ?? null);
    const values = [
      limitOf(limits, 'countHardLimit', 'count'),
      limitOf(limits, 'byteHardLimit', 'bytes'),
      stats.get('count') ?? -1,
      stats.get('bytes') ?? -1,
    ];
    const before = sums.get(namespace);
    sums.set(
      namespace,
      values.map((value, index) => value + (before?.[index] ?? 0)),
    );
  }
  return NAMES.flatMap((name, index) =>
    [...sums].map(([key, values]) => ({ kind: 'gauge' as const, name, key, value: values[index] ?? 0 })),
  );
}

/** A hard limit goes before a soft one; -1 where there is neither. */
function limitOf(limits: QuotaText, hard: string, soft: string): number {
  const limit = limits.get(hard) ?? -1;
  return limit > -1 ? limit : (limits.get(soft) ?? -1);
}
