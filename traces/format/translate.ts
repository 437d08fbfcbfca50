/**
 * Messages and inputs of the specification as a trace tells them, and back. A zxid becomes a pair, the value of a transaction its hash, and
 * the log of a SNAP is left out. On the way back hashes stay in place of values, and a SNAP's log is one that begins at its zxid.
 */
import { Log } from '#spec/model/log.js';
import type { Input, Message } from '#spec/model/messages.js';
import { zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { TraceMessage, TraceZxid } from './event.js';
import { hashValue } from './hash.js';

export function toTraceZxid({ epoch, counter }: Zxid): TraceZxid {
  return [epoch, counter];
}

export function fromTraceZxid([epoch, counter]: TraceZxid): Zxid {
  return zxid(epoch, counter);
}

/** A transaction that could not be prepared has no value: null, as it is. */
export function toTrace(of: Input | Message): TraceMessage {
  const { type, ...fields } = of as { readonly type: string; readonly [name: string]: unknown };
  const told: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'log') continue;
    if (name === 'value') told[name] = value === null ? null : hashValue(value);
    else told[name] = name === 'vote' ? withPairs(value as object) : pairOr(value);
  }
  return { type, ...told };
}

/** Of a message or input that the codec has let through. */
export function fromTrace(told: TraceMessage): Input | Message {
  const of: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(told)) of[name] = name === 'vote' ? withZxids(value as object) : zxidOr(value);
  // The codec knows the fields of every type; here they only change their form.
  const message = of as unknown as Input | Message;
  return message.type === 'SNAP' ? { ...message, log: Log.startingAt(message.zxid) } : message;
}

function pairOr(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'counter' in value ? toTraceZxid(value as Zxid) : value;
}

function zxidOr(value: unknown): unknown {
  return Array.isArray(value) ? fromTraceZxid(value as unknown as TraceZxid) : value;
}

function withPairs(record: object): object {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, pairOr(value)]));
}

function withZxids(record: object): object {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, zxidOr(value)]));
}
