/** A metric with its value, on the way to `mntr`, to JSON or to Prometheus. */
import { javaDouble } from './java-number.js';
import type { Summary } from './summary.js';

export type Sample =
  | {
      readonly kind: 'gauge';
      readonly name: string;
      readonly value: number;
      /** Which of a set: a namespace, say. */
      readonly key?: string;
      /** Java has a `double` here, and prints a point even if the number is whole. */
      readonly isReal?: boolean;
    }
  | { readonly kind: 'counter'; readonly name: string; readonly value: number }
  | { readonly kind: 'summary'; readonly name: string; readonly summary: Summary; readonly key?: string };

/** One line of `mntr`, without the `zk_`. */
export interface Entry {
  readonly name: string;
  readonly value: number;
  readonly isReal: boolean;
}

const PERCENTILES: readonly (readonly [prefix: string, share: number])[] = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
];

export function entriesOf(sample: Sample): readonly Entry[] {
  const key = sample.kind === 'counter' ? undefined : sample.key;
  const name = key === undefined ? sample.name : `${key}_${sample.name}`;
  if (sample.kind === 'summary') return summaryEntries(name, sample.summary);
  return [{ name, value: sample.value, isReal: sample.kind === 'gauge' && sample.isReal === true }];
}

function summaryEntries(name: string, { extremes, reservoir, level }: Summary): readonly Entry[] {
  const { avg, min, max, count, sum } = extremes;
  const entries = [
    { name: `avg_${name}`, value: avg, isReal: true },
    { name: `min_${name}`, value: min, isReal: false },
    { name: `max_${name}`, value: max, isReal: false },
    { name: `cnt_${name}`, value: count, isReal: false },
    { name: `sum_${name}`, value: sum, isReal: false },
  ];
  if (level === 'BASIC') return entries;
  const values = reservoir.quantiles(PERCENTILES.map(([, share]) => share));
  const percentiles = PERCENTILES.map(([prefix], index) => ({
    name: `${prefix}_${name}`,
    value: Math.round(values[index] ?? 0),
    isReal: false,
  }));
  return [...entries, ...percentiles];
}

export function entryText({ value, isReal }: Entry): string {
  return isReal ? javaDouble(value) : String(value);
}
