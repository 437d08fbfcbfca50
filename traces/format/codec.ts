/**
 * Events from lines of JSON, as `encode.ts` makes them. What is read is checked field by field; an error says where and what was expected:
 * `events/412/m/zxid: expected [epoch, counter], both of 32 bits`. The number is the line's, from 1.
 */
import type { Errors } from 'io-ts';
import type { TraceError } from './errors.js';
import type { TraceEvent } from './event.js';
import { eventShape } from './shapes.js';

export type DecodedEvent = { readonly ok: true; readonly event: TraceEvent } | { readonly ok: false; readonly error: TraceError };

/** `line`: its number, from 1. */
export function decodeLine(text: string, line: number): DecodedEvent {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { ok: false, error: { code: 'ZAB-T001', message: `events/${line}: expected a line of JSON` } };
  }
  return decodeEvent(json, line);
}

export function decodeEvent(json: unknown, line: number): DecodedEvent {
  const decoded = eventShape.decode(json);
  // The shapes are those of `event.ts`, which a test walks through.
  if (decoded._tag === 'Right') return { ok: true, event: decoded.right as unknown as TraceEvent };
  return { ok: false, error: { code: 'ZAB-T002', message: complaint(decoded.left, line) } };
}

/** Of the first thing that is wrong. */
function complaint(errors: Errors, line: number): string {
  const context = errors[0]?.context ?? [];
  const path = context.map(({ key }) => key).filter((key) => key !== '');
  return `${['events', line, ...path].join('/')}: expected ${context.at(-1)?.type.name ?? 'an event'}`;
}
