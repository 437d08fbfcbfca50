/**
 * Lines as events. The codec of `format/` looks at every field of everything; this looks at the few kinds that make up nearly all of a long trace
 * by hand, and leaves the rest, and every complaint, to the codec.
 */
import { decodeEvent, decodeLine } from '#traces/format/codec.js';
import type { DecodedEvent } from '#traces/format/codec.js';
import type { TraceEvent } from '#traces/format/event.js';
import { isDigest } from '#traces/format/hash.js';

type Fields = Readonly<Record<string, unknown>>;

/** `line`: its number, from 1. */
export function eventOf(text: string, line: number): DecodedEvent {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return decodeLine(text, line);
  }
  return isFields(json) && isCommon(json) ? { ok: true, event: json as unknown as TraceEvent } : decodeEvent(json, line);
}

function isFields(json: unknown): json is Fields {
  return typeof json === 'object' && json !== null;
}

function isCommon(event: Fields): boolean {
  switch (event['t']) {
    case 'in':
    case 'out':
      return isCount(event['peer']) && typeof event['channel'] === 'string' && isCount(event['n']) && isMessage(event['m']);
    case 'step':
      return typeof event['action'] === 'string' && isDigest(event['state']) && isMessage(event['input'], true);
    case 'request':
      return isCount(event['client']) && isCount(event['n']) && isInt(event['xid']) && isInt(event['op']);
    case 'reply':
      return isReply(event);
    case 'durable':
      return isCount(event['n']);
    case 'delivered':
      return isZxid(event['zxid']);
    case 'write':
      return isCount(event['n']) && isAppend(event['write']);
    default:
      return false;
  }
}

function isReply(event: Fields): boolean {
  const { client, n, xid, zxid, err } = event;
  return isCount(client) && isCount(n) && isInt(xid) && isZxid(zxid) && isInt(err) && (err as number) <= 0;
}

function isMessage(m: unknown, asInput = false): boolean {
  if (!isFields(m)) return false;
  switch (m['type']) {
    case 'PROPOSAL':
    case 'INFORM':
      return isZxid(m['zxid']) && isDigest(m['value']) && isCount(m['from'] ?? 0) && asInput === 'from' in m;
    case 'COMMIT':
    case 'ACK':
    case 'PING':
      return isZxid(m['zxid']) && isCount(m['from'] ?? 0) && asInput === 'from' in m;
    case 'ClientWrite':
      return asInput && isDigest(m['value']);
    default:
      return false;
  }
}

function isAppend(write: unknown): boolean {
  if (!isFields(write) || write['kind'] !== 'append' || !Array.isArray(write['entries'])) return false;
  return write['entries'].every(
    (entry: unknown) => Array.isArray(entry) && entry.length === 2 && isZxid(entry[0]) && isDigest(entry[1]),
  );
}

function isInt(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isWord(value: unknown): boolean {
  return isCount(value) && (value as number) <= 0xffff_ffff;
}

function isZxid(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && isWord(value[0]) && isWord(value[1]);
}
