/** What each event of a trace looks like, for io-ts: the field names of `event.ts` and of `spec/model/messages.ts`, and what may stand in them. */
import * as t from 'io-ts';
import type { Event, MessageType } from '#spec/model/messages.js';
import type { Digest, TraceEvent, TraceZxid, WriteEvent } from './event.js';
import { isDigest } from './hash.js';

function leaf<A>(name: string, is: (value: unknown) => value is A): t.Type<A> {
  return new t.Type<A>(name, is, (value, context) => (is(value) ? t.success(value) : t.failure(value, context)), t.identity);
}

const isInteger = (value: unknown): value is number => Number.isSafeInteger(value);
const isCount = (value: unknown): value is number => isInteger(value) && value >= 0;
const isWord = (value: unknown): value is number => isCount(value) && value <= 0xffff_ffff;
const isZxid = (value: unknown): value is TraceZxid =>
  Array.isArray(value) && value.length === 2 && isWord(value[0]) && isWord(value[1]);

const count = leaf('a whole number, not below 0', isCount);
/** -1 is none. */
const epoch = leaf('a whole number, not below -1', (value): value is number => isInteger(value) && value >= -1);
const zxid = leaf('[epoch, counter], both of 32 bits', isZxid);
const digest = leaf('16 hexadecimal digits', isDigest);
const digestOrNull = leaf('16 hexadecimal digits, or null', (value): value is Digest | null => value === null || isDigest(value));
/** Numbers of clients and for them: of requests, of operations. */
const int32 = leaf('a whole number of 32 bits', (value): value is number => isInteger(value) && (value | 0) === value);
const errorCode = leaf('an error code: 0, or below', (value): value is number => int32.is(value) && value <= 0);
/** Created, deleted, data changed, children changed. */
const watchType = leaf('a type of watch events, 1 to 4', (value): value is number => isCount(value) && value >= 1 && value <= 4);
const servers = t.readonlyArray(count, 'a list of server ids');
const role = t.keyof({ down: null, looking: null, following: null, leading: null, observing: null }, 'a role');

type Tagged = Readonly<Record<string, unknown>>;
type Props = Readonly<Record<string, t.Mixed>>;

/** A record told apart by one of its fields; unknown fields are dropped. */
function tagged<K extends string>(tag: string, shapes: Readonly<Record<K, Props>>): t.Type<Tagged> {
  const codecs = new Map<unknown, t.Mixed>();
  for (const [name, props] of Object.entries<Props>(shapes)) codecs.set(name, t.strict({ [tag]: t.literal(name), ...props }));
  const names = leaf(`one of ${[...codecs.keys()].join(', ')}`, (value): value is string => codecs.has(value));
  const of = (value: unknown): t.Mixed | undefined =>
    typeof value === 'object' && value !== null ? codecs.get((value as Readonly<Record<string, unknown>>)[tag]) : undefined;
  const without = t.type({ [tag]: names });
  return new t.Type<Tagged>(
    `a record with ${tag}`,
    (value): value is Tagged => of(value)?.is(value) ?? false,
    (value, context) => (of(value) ?? without).validate(value, context) as t.Validation<Tagged>,
    t.identity,
  );
}

const vote = t.strict({ leader: count, zxid, epoch });

const MESSAGES = {
  NOTIFICATION: { role, round: count, vote },
  FOLLOWERINFO: { acceptedEpoch: count },
  OBSERVERINFO: { acceptedEpoch: count },
  LEADERINFO: { epoch: count },
  ACKEPOCH: { lastZxid: zxid, currentEpoch: epoch },
  DIFF: { zxid },
  TRUNC: { zxid },
  SNAP: { zxid },
  PROPOSAL: { zxid, value: digest },
  COMMIT: { zxid },
  INFORM: { zxid, value: digest },
  NEWLEADER: { epoch: count },
  UPTODATE: {},
  ACK: { zxid },
  REQUEST: { value: digestOrNull },
  SYNC: {},
  PING: { zxid },
} as const satisfies Readonly<Record<MessageType, Props>>;

const SURROUNDINGS = {
  Start: {},
  ElectionTimeout: {},
  FinalizeWait: {},
  Connected: { to: count },
  ConnectFailed: {},
  Disconnected: { peer: count },
  QuorumTimeout: {},
  Tick: {},
  ClientWrite: { value: digestOrNull },
  ClientSync: {},
  SnapshotTaken: { zxid },
} as const satisfies Readonly<Record<Event['type'], Props>>;

const WRITES = {
  append: { entries: t.readonlyArray(t.tuple([zxid, digest])) },
  truncate: { zxid },
  replace: { zxid },
  snapshot: { zxid },
  roll: {},
  acceptedEpoch: { epoch: count },
  currentEpoch: { epoch: count },
} as const satisfies Readonly<Record<WriteEvent['write']['kind'], Props>>;

const RECEIVED = Object.fromEntries(Object.entries(MESSAGES).map(([type, props]) => [type, { ...props, from: count }]));

const message = tagged('type', MESSAGES);
const input = tagged('type', { ...RECEIVED, ...SURROUNDINGS });
const connection = { peer: count, channel: t.string };
const packet = { ...connection, n: count, m: message };
const client = { client: count };
const mail = { peer: count, m: tagged('type', { NOTIFICATION: MESSAGES.NOTIFICATION }) };

export const eventShape = tagged('t', {
  trace: {
    version: t.literal(1),
    run: t.string,
    server: count,
    voters: servers,
    observers: servers,
    counterLimit: count,
    protocol: t.string,
  },
  recovered: { acceptedEpoch: count, currentEpoch: count, snapshotZxid: zxid, base: zxid, entries: count },
  entry: { zxid, hash: digest },
  open: connection,
  close: connection,
  in: packet,
  out: packet,
  'mail-in': mail,
  'mail-out': mail,
  step: { action: t.string, input, state: digest },
  write: { n: count, write: tagged('kind', WRITES) },
  durable: { n: count },
  delivered: { zxid },
  'client-open': { ...client, session: digest, seen: zxid },
  'client-close': { ...client, received: count, sent: count },
  request: { ...client, n: count, xid: int32, op: int32 },
  reply: { ...client, n: count, xid: int32, zxid, err: errorCode },
  'watch-event': { ...client, n: count, type: watchType, path: digest, zxid },
  stop: {},
} satisfies Readonly<Record<TraceEvent['t'], Props>>);
