/**
 * Observations by average, extremes and percentiles (`AvgMinMaxCounter`, `AvgMinMaxPercentileCounter`), alone or one for each key
 * (`AvgMinMaxCounterSet`, `AvgMinMaxPercentileCounterSet`).
 */
import { Extremes } from './extremes.js';
import { Reservoir } from './reservoir.js';

/** `ADVANCED` shows percentiles in `mntr`, and more of them in Prometheus (`MetricsContext.DetailLevel`). */
export type DetailLevel = 'BASIC' | 'ADVANCED';

const RESERVOIR_SIZES: Readonly<Record<DetailLevel, number>> = { BASIC: 1024, ADVANCED: 4096 };

/** Keys are named by clients, as in `read_per_namespace`. Values under further keys are left out. */
const KEYS_MAX = 256;

export class Summary {
  readonly name: string;
  readonly level: DetailLevel;
  readonly extremes = new Extremes();
  readonly reservoir: Reservoir;

  constructor(name: string, level: DetailLevel) {
    this.name = name;
    this.level = level;
    this.reservoir = new Reservoir(RESERVOIR_SIZES[level]);
  }

  /** Takes the nearest whole number; leaves out negative ones, and what is no number. */
  add(value: number): void {
    if (!(value >= 0)) return;
    const whole = Math.round(value);
    this.extremes.add(whole);
    this.reservoir.add(whole);
  }

  reset(): void {
    this.extremes.reset();
    this.reservoir.reset();
  }
}

export class SummarySet {
  readonly name: string;
  readonly level: DetailLevel;
  private readonly byKey = new Map<string, Summary>();

  constructor(name: string, level: DetailLevel) {
    this.name = name;
    this.level = level;
  }

  add(key: string, value: number): void {
    let summary = this.byKey.get(key);
    if (summary === undefined) {
      if (this.byKey.size >= KEYS_MAX) return;
      summary = new Summary(this.name, this.level);
      this.byKey.set(key, summary);
    }
    summary.add(value);
  }

  entries(): Iterable<readonly [key: string, summary: Summary]> {
    return this.byKey;
  }

  /** Forgets the keys as well: they may be of nodes and servers that are gone. */
  reset(): void {
    this.byKey.clear();
  }
}
