/** Count, sum, average, least and greatest of what was added (`AvgMinMaxCounter`). All are 0 while there is nothing. */

/** Averages are shown with four decimals. */
const SCALE = 10_000;

export class Extremes {
  private added = 0;
  private total = 0;
  private least = Number.POSITIVE_INFINITY;
  private greatest = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.added += 1;
    this.total += value;
    if (value < this.least) this.least = value;
    if (value > this.greatest) this.greatest = value;
  }

  get count(): number {
    return this.added;
  }

  get sum(): number {
    return this.total;
  }

  get min(): number {
    return this.added === 0 ? 0 : this.least;
  }

  get max(): number {
    return this.added === 0 ? 0 : this.greatest;
  }

  /** To four decimals. */
  get avg(): number {
    return this.added === 0 ? 0 : Math.round((this.total / this.added) * SCALE) / SCALE;
  }

  reset(): void {
    this.added = 0;
    this.total = 0;
    this.least = Number.POSITIVE_INFINITY;
    this.greatest = Number.NEGATIVE_INFINITY;
  }
}
