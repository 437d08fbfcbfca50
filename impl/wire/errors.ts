/**
 * What can be wrong with bytes. Codecs answer with a `Decoded` value; nothing here throws across the boundary of `impl/wire`.
 *
 * Inside, a reader throws `WireFault`, so that the path of a value that is fine carries no checks of results.
 */

/** Codes are for ever: logs, tests and operators' notes cite them. */
export type WireErrorCode = 'ZAB-W001' | 'ZAB-W002' | 'ZAB-W003' | 'ZAB-W004' | 'ZAB-W005' | 'ZAB-W006' | 'ZAB-W007' | 'ZAB-W008';

export interface WireErrorText {
  readonly meaning: string;
  readonly advice: string;
}

export const WIRE_ERRORS: Readonly<Record<WireErrorCode, WireErrorText>> = {
  'ZAB-W001': {
    meaning: 'the bytes end inside a value',
    advice: 'the sender was cut off, or claims a length that it did not send',
  },
  'ZAB-W002': { meaning: 'a length or a count that cannot be', advice: 'the sender does not speak this protocol on this port' },
  'ZAB-W003': { meaning: 'a length above the limit', advice: 'raise jute.maxbuffer on every server and client, or send less' },
  'ZAB-W004': {
    meaning: 'null where a value is needed',
    advice: 'the sender left out a field that the protocol does not let be null',
  },
  'ZAB-W005': {
    meaning: 'a code that means nothing here',
    advice: 'the sender is newer than 3.9, or does not speak this protocol',
  },
  'ZAB-W006': { meaning: 'bytes are left behind the last field', advice: 'the sender is newer than 3.9, or the length is wrong' },
  'ZAB-W007': {
    meaning: 'a number outside the range that this server works with',
    advice: 'check clocks, epochs and server ids of the sender',
  },
  'ZAB-W008': { meaning: 'text that is not of the form it must have', advice: 'compare it with the form named in the message' },
};

export interface WireError {
  readonly code: WireErrorCode;
  /** Path of the field, as `acl/0/id/scheme`; empty for the value as a whole. */
  readonly at: string;
  /** Where in the bytes the field starts. */
  readonly offset: number;
  readonly message: string;
}

export type Decoded<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: WireError };

/** Thrown and caught inside `impl/wire` only. */
export class WireFault extends Error {
  readonly code: WireErrorCode;
  readonly offset: number;
  private readonly detail: string;
  private readonly path: string[] = [];

  constructor(code: WireErrorCode, offset: number, detail: string) {
    super(code);
    this.code = code;
    this.offset = offset;
    this.detail = detail;
  }

  /** Called on the way out by everything that contains the faulty value, innermost first. */
  within(part: string | number): this {
    this.path.push(String(part));
    return this;
  }

  toError(): WireError {
    const at = this.path.toReversed().join('/');
    const where = at === '' ? '' : `${at}: `;
    const { meaning } = WIRE_ERRORS[this.code];
    return { code: this.code, at, offset: this.offset, message: `${where}${meaning}: ${this.detail} (byte ${this.offset})` };
  }
}

export function fail(code: WireErrorCode, offset: number, detail: string): { readonly ok: false; readonly error: WireError } {
  return { ok: false, error: new WireFault(code, offset, detail).toError() };
}

/** The boundary: a fault becomes a value; anything else is a defect of ours and goes on. */
export function attempt<T>(work: () => T): Decoded<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error: faultOf(error).toError() };
  }
}

/** For `catch` clauses of codecs: what was thrown, which must be a fault. */
export function faultOf(error: unknown): WireFault {
  if (error instanceof WireFault) return error;
  throw error;
}
