/** Adler-32 (RFC 1950), as `java.util.zip.Adler32`: of log records, and of whole snapshots while they stream. */

const BASE = 65521;

/** So many bytes fit before the sums must be reduced: zlib's NMAX, which keeps them below 2^32. */
const RUN_MAX = 5552;

export class Adler32 {
  private a = 1;
  private b = 0;

  update(bytes: Uint8Array, start = 0, end: number = bytes.length): this {
    let { a, b } = this;
    for (let at = start; at < end;) {
      const stop = Math.min(at + RUN_MAX, end);
      for (; at < stop; at++) {
        a += bytes[at] as number;
        b += a;
      }
      a %= BASE;
      b %= BASE;
    }
    this.a = a;
    this.b = b;
    return this;
  }

  /** Unsigned. */
  get value(): number {
    return ((this.b << 16) | this.a) >>> 0;
  }
}

export function adler32(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  return new Adler32().update(bytes, start, end).value;
}
