/**
 * Samples as Prometheus text (`PrometheusMetricsProvider`): names without `zk_`, the member of a set in the label `key`, summaries as
 * quantiles with `_count` and `_sum`.
 *
 * A registry is made for each scrape, so that what is gone is not shown. Summaries keep their own percentiles: prom-client's would
 * cost the server memory with each observation.
 */
import { Counter, Gauge, Registry, Summary as PromSummary } from 'prom-client';
import type { Sample } from './sample.js';
import type { DetailLevel } from './summary.js';

export const PROMETHEUS_CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE;

const QUANTILES: Readonly<Record<DetailLevel, readonly number[]>> = { BASIC: [0.5], ADVANCED: [0.5, 0.9, 0.95, 0.99] };

type SummarySample = Extract<Sample, { readonly kind: 'summary' }>;
type Shown = Awaited<ReturnType<PromSummary['get']>>;

/** One summary, or all of one set. */
class ShownSummary extends PromSummary {
  private readonly shown: readonly Shown['values'][number][];

  constructor(name: string, samples: readonly SummarySample[]) {
    super({ name, help: name, registers: [] });
    this.shown = samples.flatMap((sample) => linesOf(name, sample));
  }

  override async get(): Promise<Shown> {
    return { ...(await super.get()), values: [...this.shown] };
  }
}

function linesOf(name: string, { summary, key }: SummarySample): readonly Shown['values'][number][] {
  const { level, reservoir, extremes } = summary;
  const labels: Record<string, string> = key === undefined ? {} : { key };
  const shares = QUANTILES[level];
  return [
    ...reservoir.quantiles(shares).map((value, index) => ({ labels: { ...labels, quantile: String(shares[index]) }, value })),
    { metricName: `${name}_sum`, labels, value: extremes.sum },
    { metricName: `${name}_count`, labels, value: extremes.count },
  ];
}

export async function prometheusText(samples: Iterable<Sample>): Promise<string> {
  const registry = new Registry();
  const summaries = new Map<string, SummarySample[]>();
  const gauges = new Map<string, Gauge>();
  for (const sample of samples) {
    const { kind, name } = sample;
    if (kind === 'summary') {
      const same = summaries.get(name);
      if (same === undefined) summaries.set(name, [sample]);
      else same.push(sample);
    } else if (kind === 'counter') {
      new Counter({ name, help: name, registers: [registry] }).inc(sample.value);
    } else {
      const labelNames = sample.key === undefined ? [] : ['key'];
      const gauge = gauges.get(name) ?? new Gauge({ name, help: name, labelNames, registers: [registry] });
      gauges.set(name, gauge);
      if (sample.key === undefined) gauge.set(sample.value);
      else gauge.set({ key: sample.key }, sample.value);
    }
  }
  for (const [name, same] of summaries) registry.registerMetric(new ShownSummary(name, same));
  return registry.metrics();
}
