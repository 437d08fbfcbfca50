/**
 * Rows of integers appended one after another, in chunks: growing never copies, so it never needs twice the memory.
 */
const SHIFT = 16;
const ROWS = 2 ** SHIFT;
const MASK = ROWS - 1;

export class Rows {
  readonly stride: number;
  /** Rows below this number have memory. */
  capacity = 0;
  private readonly chunks: Int32Array[] = [];
  private readonly spare: Int32Array[] = [];
  private released = 0;

  constructor(stride: number) {
    this.stride = stride;
  }

  get bytes(): number {
    return (this.chunks.length - this.released + this.spare.length) * this.chunkBytes;
  }

  get chunkBytes(): number {
    return ROWS * this.stride * Int32Array.BYTES_PER_ELEMENT;
  }

  /** Gives memory to one more chunk of rows. */
  extend(): void {
    this.chunks.push(this.spare.pop() ?? new Int32Array(ROWS * this.stride));
    this.capacity += ROWS;
  }

  /** Bytes that `extend` would take. */
  get extensionBytes(): number {
    return this.spare.length > 0 ? 0 : this.chunkBytes;
  }

  write(row: number, words: Int32Array): void {
    const chunk = this.chunks[row >>> SHIFT];
    const from = (row & MASK) * this.stride;
    // A loop beats TypedArray.set at these lengths.
    for (let column = 0; column < this.stride; column++) chunk[from + column] = words[column];
  }

  read(row: number, into: Int32Array): void {
    const chunk = this.chunks[row >>> SHIFT];
    const from = (row & MASK) * this.stride;
    for (let column = 0; column < this.stride; column++) into[column] = chunk[from + column];
  }

  /** Whether a row begins with the first `width` of these words. */
  matches(row: number, words: Int32Array, width: number): boolean {
    const chunk = this.chunks[row >>> SHIFT];
    const from = (row & MASK) * this.stride;
    for (let column = 0; column < width; column++) {
      if (chunk[from + column] !== words[column]) return false;
    }
    return true;
  }

  get(row: number, column: number): number {
    return this.chunks[row >>> SHIFT][(row & MASK) * this.stride + column];
  }

  set(row: number, column: number, word: number): void {
    this.chunks[row >>> SHIFT][(row & MASK) * this.stride + column] = word;
  }

  /** Rows before this one will not be read again; their chunks serve for later rows. */
  release(before: number): void {
    for (const full = before >>> SHIFT; this.released < full; this.released++) {
      this.spare.push(this.chunks[this.released]);
      this.chunks[this.released] = NONE;
    }
  }
}

const NONE = new Int32Array(0);
