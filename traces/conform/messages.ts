/** Messages and inputs as the judge handles them: the specification's own, a transaction's value being its hash. */
import { Log } from '#spec/model/log.js';
import type { Input, Message } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { sameZxid, showZxid, zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { TraceMessage, TraceZxid } from '#traces/format/event.js';
import { fromTrace } from '#traces/format/translate.js';

/** A message of a trace. What comes often is turned by hand; the rest goes the general way. */
export function messageOf(m: TraceMessage): Message {
  switch (m.type) {
    case 'PROPOSAL':
    case 'INFORM':
      return { type: m.type, zxid: pair(m['zxid']), value: m['value'] };
    case 'COMMIT':
    case 'ACK':
    case 'PING':
      return { type: m.type, zxid: pair(m['zxid']) };
    default:
      return fromTrace(m) as Message;
  }
}

export function inputOf(m: TraceMessage): Input {
  if (m['from'] === undefined) return fromTrace(m) as Input;
  return { ...messageOf(m), from: sid(m['from'] as number) };
}

function pair(value: unknown): Zxid {
  const [epoch, counter] = value as TraceZxid;
  return zxid(epoch, counter);
}

/** As sent on a wire, where a SNAP brings a state and no log. */
export function sameMessage(a: Message, b: Message): boolean {
  if (a.type !== b.type) return false;
  switch (a.type) {
    case 'PROPOSAL':
    case 'INFORM': {
      const other = b as typeof a;
      return sameZxid(a.zxid, other.zxid) && a.value === other.value;
    }
    case 'COMMIT':
    case 'ACK':
    case 'PING':
    case 'DIFF':
    case 'TRUNC':
    case 'SNAP':
      return sameZxid(a.zxid, (b as typeof a).zxid);
    case 'FOLLOWERINFO':
    case 'OBSERVERINFO':
      return a.acceptedEpoch === (b as typeof a).acceptedEpoch;
    case 'LEADERINFO':
    case 'NEWLEADER':
      return a.epoch === (b as typeof a).epoch;
    case 'ACKEPOCH': {
      const other = b as typeof a;
      return sameZxid(a.lastZxid, other.lastZxid) && a.currentEpoch === other.currentEpoch;
    }
    case 'REQUEST':
      return a.value === (b as typeof a).value;
    case 'UPTODATE':
    case 'SYNC':
      return true;
    case 'NOTIFICATION': {
      const other = b as typeof a;
      return a.role === other.role && a.round === other.round && sameVote(a.vote, other.vote);
    }
  }
}

interface VoteLike {
  readonly leader: ServerId;
  readonly zxid: Zxid;
  readonly epoch: number;
}

function sameVote(a: VoteLike, b: VoteLike): boolean {
  return a.leader === b.leader && a.epoch === b.epoch && sameZxid(a.zxid, b.zxid);
}

/** `PROPOSAL 1.4 value=…`: on one line, for people. */
export function showMessage(of: Message | Input): string {
  const { type, ...fields } = of as { readonly type: string; readonly [name: string]: unknown };
  const told = Object.entries(fields)
    .filter(([name]) => name !== 'log' && name !== 'from')
    .map(([name, value]) => (name === 'zxid' ? show(value) : `${name}=${show(value)}`));
  const from = typeof fields['from'] === 'number' ? [`from ${fields['from']}`] : [];
  return [type, ...told, ...from].join(' ');
}

function show(value: unknown): string {
  if (value instanceof Log) return value.toString();
  if (typeof value !== 'object' || value === null) return String(value);
  if ('counter' in value) return showZxid(value as Zxid);
  const fields = Object.entries(value).map(([name, each]) => `${name} ${show(each)}`);
  return `(${fields.join(', ')})`;
}
