/** A list of integers that grows by doubling; what was never written reads as `fill`. */
export class IntList {
  words: Int32Array;
  private readonly fill: number;

  constructor(fill: number, capacity = 1024) {
    this.fill = fill;
    this.words = new Int32Array(capacity).fill(fill);
  }

  /** After this call every index below `length` can be read and written through `words`. */
  reserve(length: number): void {
    if (length <= this.words.length) return;
    const old = this.words;
    this.words = new Int32Array(Math.max(length, 2 * old.length));
    this.words.set(old);
    this.words.fill(this.fill, old.length);
  }

  get bytes(): number {
    return this.words.byteLength;
  }
}
