/**
 * Hashes of 64 bits, for telling values apart in traces: fast, the same on every machine, and no defence against somebody who looks for
 * collisions. Two lanes of 32 bits are mixed side by side, each as MurmurHash3 mixes its one, and with each other at the end.
 *
 * A value that is already a hash, as in a trace that was read, stands for itself: `hashValue(hashValue(bytes)) === hashValue(bytes)`.
 */
import type { Digest } from './event.js';

/** What the specification's REQUEST carries from a learner to its leader. */
export interface RequestLike {
  readonly sessionId: bigint;
  readonly cxid: number;
  readonly type: number;
  readonly body: Uint8Array;
  readonly identities: readonly { readonly scheme: string; readonly id: string }[] | null;
}

/** What a hash is of, so that things of different kinds differ where their words do not. */
export const KIND = {
  nothing: 1,
  no: 2,
  yes: 3,
  number: 4,
  text: 5,
  bytes: 6,
  list: 7,
  record: 8,
  log: 9,
  request: 10,
  zxid: 11,
} as const;

const HEX: readonly string[] = Array.from({ length: 0x1_0000 }, (_, word) => word.toString(16).padStart(4, '0'));

const DIGEST = /^[0-9a-f]{16}$/;

export function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && DIGEST.test(value);
}

export function digestOf(a: number, b: number): Digest {
  return (HEX[a >>> 16] as string) + (HEX[a & 0xffff] as string) + ((HEX[b >>> 16] as string) + (HEX[b & 0xffff] as string));
}

const floats = new Float64Array(1);
const floatWords = new Int32Array(floats.buffer);

/** Bytes are read as words here: of memory that lies anywhere, only single bytes can be read fast. */
const SCRATCH_BYTES = 0x1000;
const scratch = new Uint8Array(SCRATCH_BYTES);
const scratchWords = new DataView(scratch.buffer);

/** A hash under way. One is used again and again: `start`, what it is of, `finish`; then the lanes are the hash. */
export class Mixer {
  a = 0;
  b = 0;

  start(kind: number): this {
    this.a = kind | 0;
    this.b = Math.imul(kind, 0x9e37_79b1);
    return this;
  }

  /** 32 bits. */
  word(word: number): this {
    const k = Math.imul(word, 0xcc9e_2d51);
    const l = Math.imul(word, 0x2396_63e9);
    const a = this.a ^ Math.imul((k << 15) | (k >>> 17), 0x1b87_3593);
    const b = this.b ^ Math.imul((l << 16) | (l >>> 16), 0x38b3_4ae5);
    this.a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe654_6b64) | 0;
    this.b = (Math.imul((b << 17) | (b >>> 15), 5) + 0x561c_cd1b) | 0;
    return this;
  }

  /** Of exactly four words, finished: no two of the last two words have the same hash, the first two being the same. */
  four(first: number, second: number, third: number, fourth: number): this {
    const a = scattered((first + Math.imul(third, 0x9e37_79b1) + Math.imul(fourth, 0x85eb_ca6a)) | 0);
    const b = scattered((second + Math.imul(third, 0xc2b2_ae35) + Math.imul(fourth, 0x27d4_eb2f) + a) | 0);
    this.a = a;
    this.b = b;
    return this;
  }

  number(value: number): this {
    if ((value | 0) === value) return this.word(value);
    floats[0] = value;
    return this.word(KIND.number)
      .word(floatWords[0] as number)
      .word(floatWords[1] as number);
  }

  bigint(value: bigint): this {
    return this.word(Number(BigInt.asIntN(32, value))).word(Number(BigInt.asIntN(32, value >> 32n)));
  }

  text(text: string): this {
    for (let at = 0; at < text.length; at++) this.word(text.charCodeAt(at));
    return this.word(text.length);
  }

  bytes(bytes: Uint8Array): this {
    const { length } = bytes;
    if (length <= SCRATCH_BYTES) scratch.set(bytes);
    for (let from = 0; from < length; from += SCRATCH_BYTES) {
      const to = Math.min(length, from + SCRATCH_BYTES);
      if (length > SCRATCH_BYTES) scratch.set(bytes.subarray(from, to));
      this.scratchBytes(to - from);
    }
    return this.word(length);
  }

  /** `word` for each of them, in locals. The last one may be in part. */
  private scratchBytes(count: number): void {
    const whole = count & ~3;
    let { a, b } = this;
    for (let at = 0; at < whole; at += 4) {
      const word = scratchWords.getInt32(at, true);
      const k = Math.imul(word, 0xcc9e_2d51);
      const l = Math.imul(word, 0x2396_63e9);
      a ^= Math.imul((k << 15) | (k >>> 17), 0x1b87_3593);
      b ^= Math.imul((l << 16) | (l >>> 16), 0x38b3_4ae5);
      a = (Math.imul((a << 13) | (a >>> 19), 5) + 0xe654_6b64) | 0;
      b = (Math.imul((b << 17) | (b >>> 15), 5) + 0x561c_cd1b) | 0;
    }
    this.a = a;
    this.b = b;
    if (whole === count) return;
    let rest = 0;
    for (let at = whole; at < count; at++) rest = (rest << 8) | (scratch[at] as number);
    this.word(rest);
  }

  /** Every bit of what came before on every bit of both lanes. */
  finish(): this {
    let { a, b } = this;
    a = (a + Math.imul(b, 0x85eb_ca6b)) | 0;
    b = (b + Math.imul(a, 0xc2b2_ae35)) | 0;
    this.a = scattered(a);
    this.b = scattered(b);
    return this;
  }

  /** The lanes of a transaction's value: see `hashValue`. */
  value(value: unknown): this {
    if (value instanceof Uint8Array) return this.start(KIND.bytes).bytes(value).finish();
    if (isDigest(value)) {
      this.a = parseInt(value.slice(0, 8), 16) | 0;
      this.b = parseInt(value.slice(8), 16) | 0;
      return this;
    }
    if (typeof value === 'number') return this.start(KIND.number).number(value).finish();
    if (typeof value === 'string') return this.start(KIND.text).text(value).finish();
    if (isRequest(value)) return this.request(value);
    throw new TypeError(`neither the value of a transaction nor a request: ${typeof value}`);
  }

  get digest(): Digest {
    return digestOf(this.a, this.b);
  }

  private request({ sessionId, cxid, type, body, identities }: RequestLike): this {
    this.start(KIND.request).bigint(sessionId).word(cxid).word(type).bytes(body);
    this.word(identities === null ? -1 : identities.length);
    for (const { scheme, id } of identities ?? []) this.text(scheme).text(id);
    return this.finish();
  }
}

function scattered(lane: number): number {
  let x = lane ^ (lane >>> 16);
  x = Math.imul(x, 0x85eb_ca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2_ae35);
  return x ^ (x >>> 16);
}

function isRequest(value: unknown): value is RequestLike {
  return typeof value === 'object' && value !== null && 'sessionId' in value && 'body' in value;
}

const mixer = new Mixer();

export function hashBytes(bytes: Uint8Array): Digest {
  return mixer.value(bytes).digest;
}

/**
 * Of the value of a transaction or of a request: bytes, a `ForwardedRequest`, a hash that stands for itself, and the small numbers and
 * texts of a model. Anything else is a mistake of the caller's.
 */
export function hashValue(value: unknown): Digest {
  return isDigest(value) ? value : mixer.value(value).digest;
}

/** A value and its hash. */
interface Hashed {
  value: unknown;
  a: number;
  b: number;
}

/** Transactions whose hashes are remembered: those that are on their way to the disk or to other servers. */
const TRANSACTIONS_KEPT = 256;

/** `hashValue` for who asks for the same object several times, as a server does that logs and sends it. Nobody may change it. */
export class ValueHasher {
  private last: Hashed = { value: undefined, a: 0, b: 0 };
  private lastOfTransaction: Hashed = this.last;
  private readonly transactions = Array.from({ length: TRANSACTIONS_KEPT }, (): Hashed => ({ value: undefined, a: 0, b: 0 }));

  /** Valid until the next call. */
  lanes(value: unknown): Readonly<Hashed> {
    if (value === this.lastOfTransaction.value) return this.lastOfTransaction;
    return hashed(this.last, value);
  }

  /** Of the value of a transaction with this counter in its zxid. */
  transaction(counter: number, value: unknown): Readonly<Hashed> {
    if (value === this.lastOfTransaction.value) return this.lastOfTransaction;
    this.lastOfTransaction = hashed(this.transactions[counter % TRANSACTIONS_KEPT] as Hashed, value);
    return this.lastOfTransaction;
  }
}

function hashed(memory: Hashed, value: unknown): Hashed {
  if (value === memory.value) return memory;
  mixer.value(value);
  memory.value = value;
  memory.a = mixer.a;
  memory.b = mixer.b;
  return memory;
}
