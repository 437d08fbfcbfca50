/**
 * A sample of fixed size of all values so far, each with the same chance to be in it (Vitter's algorithm R, as
 * `ResettableUniformReservoir`), and its quantiles.
 */
import assert from 'node:assert/strict';

export class Reservoir {
  private readonly values: Float64Array;
  private readonly random: () => number;
  private seen = 0;

  /** `random` answers numbers from 0 up to 1, without 1. */
  constructor(size: number, random: () => number = Math.random) {
    assert(size > 0, 'a reservoir has room');
    this.values = new Float64Array(size);
    this.random = random;
  }

  /** Values held: at most the size. */
  get length(): number {
    return Math.min(this.seen, this.values.length);
  }

  add(value: number): void {
    const at = this.seen < this.values.length ? this.seen : Math.floor(this.random() * (this.seen + 1));
    this.seen += 1;
    if (at < this.values.length) this.values[at] = value;
  }

  /** The values at these shares (from 0 to 1) of the sorted sample, between neighbours in proportion. Empty without values. */
  quantiles(shares: readonly number[]): readonly number[] {
    const sorted = this.values.slice(0, this.length).sort();
    return sorted.length === 0 ? [] : shares.map((share) => quantile(sorted, share));
  }

  reset(): void {
    this.seen = 0;
  }
}

/** As `UniformSnapshot.getValue`. */
function quantile(sorted: Float64Array, share: number): number {
  const position = share * (sorted.length + 1);
  const index = Math.floor(position);
  const lower = sorted[Math.min(Math.max(index - 1, 0), sorted.length - 1)] ?? 0;
  const upper = sorted[Math.min(index, sorted.length - 1)] ?? 0;
  return index < 1 ? lower : lower + (position - index) * (upper - lower);
}
