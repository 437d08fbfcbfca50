/**
 * Bytes of a stream that wait to be decoded: chunks in, contiguous views out.
 *
 *     bytes   [ taken | waiting      | room ]
 *                     ^start         ^end
 *
 * A chunk that arrives when nothing waits is used where it lies; otherwise it is copied behind what waits, into a buffer that doubles.
 * Memory follows the bytes that came, never a length that was only claimed. What was handed out is never written to again.
 */
const ROOM_FIRST = 256;

const EMPTY = new Uint8Array(0);

export class ByteQueue {
  private bytes: Uint8Array = EMPTY;
  private start = 0;
  private end = 0;
  /** The room behind `end` is ours: not that of a chunk. */
  private owned = false;

  get length(): number {
    return this.end - this.start;
  }

  /** The queue keeps the chunk: its sender must not write to it afterwards. */
  push(chunk: Uint8Array): void {
    if (this.length === 0) {
      this.bytes = chunk;
      this.start = 0;
      this.end = chunk.length;
      this.owned = false;
      return;
    }
    const end = this.end + chunk.length;
    if (!this.owned || end > this.bytes.length) this.move(chunk.length);
    this.bytes.set(chunk, this.end);
    this.end += chunk.length;
  }

  /** The int `at` bytes from the front, all four of which have come. */
  int(at: number): number {
    const { bytes } = this;
    const from = this.start + at;
    const [a = 0, b = 0, c = 0, d = 0] = [bytes[from], bytes[from + 1], bytes[from + 2], bytes[from + 3]];
    return (a << 24) | (b << 16) | (c << 8) | d;
  }

  /** The next `count` bytes, which have come. */
  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.start, this.start + count);
    this.start += count;
    return taken;
  }

  private move(more: number): void {
    const needed = this.length + more;
    const moved = new Uint8Array(Math.max(ROOM_FIRST, 2 * needed));
    moved.set(this.bytes.subarray(this.start, this.end));
    this.end = this.length;
    this.start = 0;
    this.bytes = moved;
    this.owned = true;
  }
}
