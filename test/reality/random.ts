/** Chance that can be repeated: every choice of a scenario comes of its seed (mulberry32). */

export class Random {
  readonly seed: number;
  private state: number;

  constructor(seed: number) {
    this.seed = seed;
    this.state = seed >>> 0;
  }

  /** 0 up to 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  /** From 0 up to, but not, `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  pick<T>(from: readonly T[]): T {
    if (from.length === 0) throw new Error('nothing to choose from');
    return from[this.below(from.length)] as T;
  }
}

/** `REALITY_SEED`, or a new one. */
export function seed(): number {
  return Number(process.env['REALITY_SEED'] ?? Math.floor(Math.random() * 0x1_0000_0000));
}
