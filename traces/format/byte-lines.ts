/** Bytes of text that grow, and are used again: what a recorder writes lines into. */
import type { LineForm } from './line-form.js';

export class ByteLines {
  length = 0;
  private bytes: Buffer;

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Valid until the next change. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }

  /** Goes on, empty, in other memory; answers what there was. */
  exchange(memory: Buffer): Buffer {
    const { bytes } = this;
    this.bytes = memory;
    this.length = 0;
    return bytes;
  }

  /** As it is filled in now. */
  line({ bytes }: LineForm): void {
    const { length } = this;
    const end = length + bytes.length;
    if (end > this.bytes.length) this.grow(bytes.length);
    this.bytes.set(bytes, length);
    this.length = end;
  }

  text(text: string): void {
    const room = 3 * text.length;
    if (this.length + room > this.bytes.length) this.grow(room);
    this.length += this.bytes.write(text, this.length);
  }

  private grow(count: number): void {
    const longer = Buffer.allocUnsafeSlow(Math.max(2 * this.bytes.length, this.length + count));
    longer.set(this.view());
    this.bytes = longer;
  }
}
