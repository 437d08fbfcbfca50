/**
 * A map from tuples of `width` non-negative integers to one non-negative integer: the memory of every memo.
 *
 * Open addressing with linear probing in one flat array. An entry is `width + 1` words:
 *
 *     answer + 1 | key 0 | key 1 | ...        answer + 1 = 0: free
 *
 * The caller writes the tuple into `key`, hashes it on the way with `extendHash`, and then asks; nothing is allocated but on growth.
 */
const FIRST_ENTRIES = 64;

/** The hash of a tuple one part longer; that of the empty tuple is 0. */
export function extendHash(hash: number, part: number): number {
  const mixed = Math.imul(hash ^ part, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

export class TupleMap {
  /** The tuple that `find` looks up and `put` stores. */
  readonly key: Int32Array;
  size = 0;
  private readonly width: number;
  private entries: Int32Array;
  private mask: number;

  constructor(width: number) {
    this.width = width;
    this.key = new Int32Array(width);
    this.entries = new Int32Array(FIRST_ENTRIES * (width + 1));
    this.mask = FIRST_ENTRIES - 1;
  }

  get bytes(): number {
    return this.entries.byteLength;
  }

  /** The answer stored for `key`, whose hash is given, or -1. */
  find(hash: number): number {
    const { entries, mask, width, key } = this;
    for (let entry = hash & mask; ; entry = (entry + 1) & mask) {
      const at = entry * (width + 1);
      const answer = entries[at] - 1;
      if (answer < 0) return -1;
      let part = 0;
      while (part < width && entries[at + 1 + part] === key[part]) part++;
      if (part === width) return answer;
    }
  }

  /** Stores `answer` for `key`, for which there is none yet. */
  put(answer: number): void {
    // A quarter of the entries stays free, which bounds the probes.
    if (4 * (this.size + 1) > 3 * (this.mask + 1)) this.grow();
    this.size += 1;
    this.insert(answer + 1, this.key);
  }

  private insert(first: number, tuple: Int32Array): void {
    const { entries, mask, width } = this;
    let hash = 0;
    for (const part of tuple) hash = extendHash(hash, part);
    let entry = hash & mask;
    while (entries[entry * (width + 1)] !== 0) entry = (entry + 1) & mask;
    entries[entry * (width + 1)] = first;
    entries.set(tuple, entry * (width + 1) + 1);
  }

  private grow(): void {
    const old = this.entries;
    const stride = this.width + 1;
    this.entries = new Int32Array(2 * old.length);
    this.mask = 2 * this.mask + 1;
    for (let at = 0; at < old.length; at += stride) {
      if (old[at] !== 0) this.insert(old[at], old.subarray(at + 1, at + stride));
    }
  }
}
