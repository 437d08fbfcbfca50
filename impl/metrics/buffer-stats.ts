/** The last, smallest and largest of some sizes in bytes, each -1 before the first (`BufferStats`). */
const NONE = -1;

export class BufferStats {
  private lastBytes = NONE;
  private minBytes = NONE;
  private maxBytes = NONE;

  get last(): number {
    return this.lastBytes;
  }

  get min(): number {
    return this.minBytes;
  }

  get max(): number {
    return this.maxBytes;
  }

  add(bytes: number): void {
    this.lastBytes = bytes;
    if (this.minBytes === NONE || bytes < this.minBytes) this.minBytes = bytes;
    if (bytes > this.maxBytes) this.maxBytes = bytes;
  }

  reset(): void {
    this.lastBytes = NONE;
    this.minBytes = NONE;
    this.maxBytes = NONE;
  }
}
