/**
 * Which states were met: two tables of the same layout, two 32-bit words an entry, open addressing, linear probing.
 *
 * Neither needs the states when it grows: an entry's place follows from a word it holds.
 */
import type { Rows } from './rows.js';

export interface Visited {
  readonly bytes: number;
  /** States that fit before the next growth. */
  readonly capacity: number;
  /** The row of a state met before, or -1 after noting that this one, now met, will be in `row`. Needs room. */
  meet(vector: Int32Array, hash1: number, hash2: number, row: number): number;
  grow(): void;
}

const FIRST_ENTRIES = 2 ** 12;

/** Entries are full at three quarters: beyond that runs of probes leave the cache line they began in. */
function capacityOf(words: Int32Array): number {
  return (words.length / 8) * 3;
}

/**
 * Exact: an entry is `row + 1 | first hash`. The hash only saves most comparisons; equality is decided on the vectors.
 */
export class ExactVisited implements Visited {
  private words = new Int32Array(2 * FIRST_ENTRIES);
  private readonly vectors: Rows;
  private readonly keyCount: number;

  constructor(vectors: Rows, keyCount: number) {
    this.vectors = vectors;
    this.keyCount = keyCount;
  }

  get bytes(): number {
    return this.words.byteLength;
  }

  get capacity(): number {
    return capacityOf(this.words);
  }

  meet(vector: Int32Array, hash1: number, _hash2: number, row: number): number {
    const { words, vectors, keyCount } = this;
    // Offsets are doubled by multiplying: `entry << 1` would overflow at 2^30 entries.
    const mask = words.length / 2 - 1;
    let entry = hash1 & mask;
    for (;;) {
      const known = words[entry * 2] - 1;
      if (known < 0) {
        words[entry * 2] = row + 1;
        words[entry * 2 + 1] = hash1;
        return -1;
      }
      if (words[entry * 2 + 1] === hash1 && vectors.matches(known, vector, keyCount)) return known;
      entry = (entry + 1) & mask;
    }
  }

  grow(): void {
    const old = this.words;
    this.words = new Int32Array(2 * old.length);
    const mask = old.length - 1;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] === 0) continue;
      let entry = old[at + 1] & mask;
      while (this.words[entry * 2] !== 0) entry = (entry + 1) & mask;
      this.words[entry * 2] = old[at];
      this.words[entry * 2 + 1] = old[at + 1];
    }
  }
}

/**
 * Fingerprints: an entry is both hashes and nothing else. Two states with one fingerprint are taken for one.
 */
export class FingerprintVisited implements Visited {
  private words = new Int32Array(2 * FIRST_ENTRIES);

  get bytes(): number {
    return this.words.byteLength;
  }

  get capacity(): number {
    return capacityOf(this.words);
  }

  /** Answers 0 for any state met before: fingerprints do not say in which row it was. */
  meet(_vector: Int32Array, hash1: number, hash2: number): number {
    const { words } = this;
    const mask = words.length / 2 - 1;
    // Two zero words mean a free entry, so the one fingerprint that looks like it is moved aside.
    const second = hash1 === 0 && hash2 === 0 ? 1 : hash2;
    let entry = hash1 & mask;
    for (;;) {
      const at = entry * 2;
      if (words[at] === hash1 && words[at + 1] === second) return 0;
      if (words[at] === 0 && words[at + 1] === 0) {
        words[at] = hash1;
        words[at + 1] = second;
        return -1;
      }
      entry = (entry + 1) & mask;
    }
  }

  grow(): void {
    const old = this.words;
    this.words = new Int32Array(2 * old.length);
    const mask = old.length - 1;
    for (let at = 0; at < old.length; at += 2) {
      if (old[at] === 0 && old[at + 1] === 0) continue;
      let entry = old[at] & mask;
      while (this.words[entry * 2] !== 0 || this.words[entry * 2 + 1] !== 0) entry = (entry + 1) & mask;
      this.words[entry * 2] = old[at];
      this.words[entry * 2 + 1] = old[at + 1];
    }
  }
}
