/**
 * Lines that differ in numbers and digests alone: the last one is kept, what is new is written over it, and all of it is copied at once.
 * Numbers mostly go up by a little, so that hardly more than a digit changes.
 *
 *     {"t":"out",…,"n":41,"m":{"type":"COMMIT","zxid":[3,117]}}          holes for numbers: 0, 1, 2
 *     {"t":"out",…,"n":43,"m":{"type":"COMMIT","zxid":[3,118]}}
 */

/** Places for a number, not below 0, and for a digest from its lanes. */
export const NUMBER = { hole: 'number' } as const;
export const DIGEST = { hole: 'digest' } as const;

export type Part = string | typeof NUMBER | typeof DIGEST;

const DIGEST_DIGITS = 16;
const ZERO_DIGIT = 0x30;
const NINE_DIGIT = 0x39;

/** Above this, a number is no small integer for the engine. */
const SMALL_MAX = 0x3fff_ffff;

interface Hole {
  value: number;
  /** Behind its last digit. */
  end: number;
  /** Of numbers with as many digits: the smallest, and the one behind the largest. */
  least: number;
  bound: number;
}

export class LineForm {
  /** The line as it was filled in last. */
  bytes: Uint8Array = new Uint8Array();
  private words = new DataView(this.bytes.buffer);
  private readonly parts: readonly Part[];
  private readonly numbers: Hole[] = [];
  /** Where they begin. */
  private readonly digests: number[] = [];

  constructor(parts: readonly Part[]) {
    this.parts = parts;
    for (const part of parts) if (part === NUMBER) this.numbers.push({ value: 0, end: 0, least: 0, bound: 10 });
    this.build();
  }

  get digestCount(): number {
    return this.digests.length;
  }

  number(hole: number, value: number): this {
    const number = this.numbers[hole] as Hole;
    const more = value - number.value;
    if (more === 0) return this;
    number.value = value;
    if (value < number.least || value >= number.bound) this.build();
    else if (more > 0 && more < 10) this.add(number.end - 1, more);
    else this.digits(number.end, value);
    return this;
  }

  digest(hole: number, a: number, b: number): this {
    const { words } = this;
    const at = this.digests[hole] as number;
    words.setUint32(at, hexadecimal(a >>> 16));
    words.setUint32(at + 4, hexadecimal(a & 0xffff));
    words.setUint32(at + 8, hexadecimal(b >>> 16));
    words.setUint32(at + 12, hexadecimal(b & 0xffff));
    return this;
  }

  /** In place, the sum having as many digits. */
  private add(last: number, more: number): void {
    const { bytes } = this;
    let at = last;
    let digit = (bytes[at] as number) + more;
    for (; digit > NINE_DIGIT; digit = (bytes[at] as number) + 1) {
      bytes[at] = digit - 10;
      at -= 1;
    }
    bytes[at] = digit;
  }

  private digits(end: number, value: number): void {
    const { bytes } = this;
    let at = end;
    let rest = value;
    // What is larger goes on in small pieces.
    for (; rest > SMALL_MAX; rest = Math.floor(rest / 10)) bytes[--at] = ZERO_DIGIT + (rest % 10);
    do {
      const shorter = (rest / 10) | 0;
      bytes[--at] = ZERO_DIGIT + rest - 10 * shorter;
      rest = shorter;
    } while (rest > 0);
  }

  /** Some number has more digits than before, or fewer. */
  private build(): void {
    const { numbers } = this;
    const digests = this.digests.map((at) => Buffer.from(this.bytes.subarray(at, at + DIGEST_DIGITS)).toString());
    this.digests.length = 0;
    let text = '';
    let next = 0;
    for (const part of this.parts) {
      if (typeof part === 'string') text += part;
      else if (part === NUMBER) text += this.placed(numbers[next++] as Hole, Buffer.byteLength(text));
      else {
        text += digests[this.digests.length] ?? '0'.repeat(DIGEST_DIGITS);
        this.digests.push(Buffer.byteLength(text) - DIGEST_DIGITS);
      }
    }
    this.bytes = Uint8Array.from(Buffer.from(text));
    this.words = new DataView(this.bytes.buffer);
  }

  private placed(number: Hole, at: number): string {
    const digits = String(number.value);
    number.end = at + digits.length;
    number.least = digits.length === 1 ? 0 : 10 ** (digits.length - 1);
    number.bound = 10 ** digits.length;
    return digits;
  }
}

/** Four digits of 16 bits, a byte each, the first one highest: all four at once. */
function hexadecimal(bits: number): number {
  const nibbles = (bits & 0xf) | ((bits & 0xf0) << 4) | ((bits & 0xf00) << 8) | ((bits & 0xf000) << 12);
  const letters = ((nibbles + 0x0606_0606) >>> 4) & 0x0101_0101;
  return nibbles + 0x3030_3030 + Math.imul(letters, 0x27);
}
