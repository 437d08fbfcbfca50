/** Random messages, inputs, states and events, as a server and its trace may hold them. */
import fc from 'fast-check';
import type { Input, Message, Notification } from '#spec/model/messages.js';
import { Log } from '#spec/model/log.js';
import type { Txn } from '#spec/model/log.js';
import { sid } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { compareZxids } from '#spec/model/zxid.js';
import type { TraceEvent } from '#traces/format/event.js';
import { toTrace, toTraceZxid } from '#traces/format/translate.js';
import { hashBytes } from '#traces/format/hash.js';

/** As the code makes them: with a prototype. */
function record<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(fields, { noNullPrototype: true });
}

const word = fc.oneof(fc.nat(9), fc.constantFrom(10, 99, 100, 0x3fff_ffff, 0x4000_0000, 0xffff_ffff), fc.nat(0xffff_ffff));
const count = fc.oneof(fc.nat(1000), fc.constantFrom(2 ** 31, Number.MAX_SAFE_INTEGER));

export const zxids = record({ epoch: word, counter: word });
export const payloads = fc.uint8Array({ maxLength: 40 });
export const ids = fc.integer({ min: 1, max: 254 }).map(sid);
const digests = payloads.map(hashBytes);
const channels = fc.oneof(fc.constant('127.0.0.1:40000>127.0.0.1:50000'), fc.string());

const requests = record({
  sessionId: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  cxid: fc.integer(),
  type: fc.integer(),
  body: payloads,
  identities: fc.option(fc.array(record({ scheme: fc.string(), id: fc.string() }), { maxLength: 2 })),
});

const roles = fc.constantFrom('looking' as const, 'following' as const, 'leading' as const, 'observing' as const);
const votes = record({ leader: ids, zxid: zxids, epoch: fc.integer({ min: -1, max: 1000 }) });

export const notifications: fc.Arbitrary<Notification> = record({
  type: fc.constant('NOTIFICATION' as const),
  role: roles,
  round: count,
  vote: votes,
});

const typed = <T extends string, R extends object>(type: T, rest: fc.Arbitrary<R>): fc.Arbitrary<{ readonly type: T } & R> =>
  rest.map((fields) => ({ type, ...fields }));
const withZxid = record({ zxid: zxids });
const bare = fc.constant({});

export const messages: fc.Arbitrary<Message> = fc.oneof(
  notifications,
  typed('FOLLOWERINFO', record({ acceptedEpoch: word })),
  typed('OBSERVERINFO', record({ acceptedEpoch: word })),
  typed('LEADERINFO', record({ epoch: word })),
  typed('ACKEPOCH', record({ lastZxid: zxids, currentEpoch: fc.oneof(word, fc.constant(-1)) })),
  typed('DIFF', withZxid),
  typed('TRUNC', withZxid),
  zxids.map((zxid) => ({ type: 'SNAP' as const, zxid, log: Log.startingAt(zxid) })),
  typed('PROPOSAL', record({ zxid: zxids, value: payloads })),
  typed('COMMIT', withZxid),
  typed('INFORM', record({ zxid: zxids, value: payloads })),
  typed('NEWLEADER', record({ epoch: word })),
  typed('UPTODATE', bare),
  typed('ACK', withZxid),
  typed('REQUEST', record({ value: fc.oneof(requests, payloads, fc.constant(null)) })),
  typed('SYNC', bare),
  typed('PING', withZxid),
);

export const inputs: fc.Arbitrary<Input> = fc.oneof(
  fc.tuple(messages, ids).map(([message, from]) => ({ ...message, from })),
  typed('Start', bare),
  typed('ElectionTimeout', bare),
  typed('FinalizeWait', bare),
  typed('Connected', record({ to: ids })),
  typed('ConnectFailed', bare),
  typed('Disconnected', record({ peer: ids })),
  typed('QuorumTimeout', bare),
  typed('Tick', bare),
  typed('ClientWrite', record({ value: fc.oneof(requests, payloads) })),
  typed('ClientSync', bare),
  typed('SnapshotTaken', withZxid),
);

/** Entries in the order of their zxids, above `base`. */
export const logs: fc.Arbitrary<{
  readonly base: Txn['zxid'];
  readonly txns: readonly (Txn & { readonly value: Uint8Array })[];
}> = fc
  .tuple(record({ epoch: fc.nat(2), counter: fc.nat(5) }), fc.array(record({ zxid: zxids, value: payloads }), { maxLength: 12 }))
  .map(([base, entries]) => {
    const sorted = entries.toSorted((one, other) => compareZxids(one.zxid, other.zxid));
    const txns = sorted.filter(({ zxid }, at) => {
      const before = at === 0 ? base : (sorted[at - 1] as Txn).zxid;
      return compareZxids(zxid, before) > 0 && compareZxids(zxid, base) > 0;
    });
    return { base, txns };
  });

/** `from`: a log that goes on, or the base of a new one. */
export function logOf(from: Log | Txn['zxid'], txns: readonly Txn[]): Log {
  return txns.reduce((log, txn) => log.append(txn), from instanceof Log ? from : Log.startingAt(from));
}

const someLog = logs.map(({ base, txns }) => logOf(base, txns));
const tables = fc.dictionary(fc.integer({ min: 1, max: 9 }).map(String), record({ vote: votes, round: count, role: roles }), {
  maxKeys: 3,
  noNullPrototype: true,
});
const phases = fc.constantFrom('election' as const, 'discovery' as const, 'synchronization' as const, 'broadcast' as const);
const stages = fc.constantFrom(
  'waiting' as const,
  'informed' as const,
  'acknowledged' as const,
  'syncing' as const,
  'active' as const,
);
const servers = fc.uniqueArray(ids, { maxLength: 3 });

export const states: fc.Arbitrary<Local> = record({
  acceptedEpoch: word,
  currentEpoch: word,
  history: someLog,
  snapshotZxid: zxids,
  role: roles,
  phase: phases,
  lastCommitted: zxids,
  round: count,
  vote: votes,
  votes: tables,
  settledVotes: tables,
  finalizing: fc.boolean(),
  connected: fc.boolean(),
  syncing: fc.option(
    record({
      mode: fc.constantFrom('DIFF' as const, 'TRUNC' as const, 'SNAP' as const),
      log: someLog,
      committed: zxids,
      snapshot: zxids,
      newLeader: fc.boolean(),
    }),
  ),
  awaitedSyncs: fc.nat(3),
  leading: fc.option(
    record({
      learners: fc.dictionary(
        fc.integer({ min: 1, max: 9 }).map(String),
        record({ stage: stages, observer: fc.boolean(), acked: zxids }),
        { maxKeys: 3, noNullPrototype: true },
      ),
      proposedEpoch: word,
      connecting: servers,
      electing: servers,
      newLeaderAcks: servers,
      ackedBySelf: zxids,
      pendingSyncs: fc.array(record({ from: ids, after: zxids }), { maxLength: 2 }),
    }),
  ),
});

const pairs = zxids.map(toTraceZxid);
const writes = fc.oneof(
  fc.array(fc.tuple(pairs, digests), { maxLength: 3 }).map((entries) => ({ kind: 'append' as const, entries })),
  pairs.chain((zxid) =>
    fc.constantFrom('truncate' as const, 'replace' as const, 'snapshot' as const).map((kind) => ({ kind, zxid })),
  ),
  fc.constant({ kind: 'roll' as const }),
  word.chain((epoch) => fc.constantFrom('acceptedEpoch' as const, 'currentEpoch' as const).map((kind) => ({ kind, epoch }))),
);

export const events: fc.Arbitrary<TraceEvent> = fc.oneof(
  record({
    t: fc.constant('trace' as const),
    version: fc.constant(1 as const),
    run: fc.string(),
    server: ids,
    voters: servers,
    observers: servers,
    counterLimit: word,
    protocol: fc.string(),
  }),
  record({
    t: fc.constant('recovered' as const),
    acceptedEpoch: word,
    currentEpoch: word,
    snapshotZxid: pairs,
    base: pairs,
    entries: count,
  }),
  record({ t: fc.constant('entry' as const), zxid: pairs, hash: digests }),
  record({ t: fc.constantFrom('open' as const, 'close' as const), peer: ids, channel: channels }),
  record({
    t: fc.constantFrom('in' as const, 'out' as const),
    peer: ids,
    channel: channels,
    n: count,
    m: messages.map(toTrace),
  }),
  record({ t: fc.constantFrom('mail-in' as const, 'mail-out' as const), peer: ids, m: notifications.map(toTrace) }),
  record({ t: fc.constant('step' as const), action: fc.string(), input: inputs.map(toTrace), state: digests }),
  record({ t: fc.constant('write' as const), n: count, write: writes }),
  record({ t: fc.constant('durable' as const), n: count }),
  record({ t: fc.constant('delivered' as const), zxid: pairs }),
  record({ t: fc.constant('client-open' as const), client: count, session: digests, seen: pairs }),
  record({ t: fc.constant('client-close' as const), client: count, received: count, sent: count }),
  record({ t: fc.constant('request' as const), client: count, n: count, xid: fc.integer(), op: fc.integer() }),
  record({
    t: fc.constant('reply' as const),
    client: count,
    n: count,
    xid: fc.integer(),
    zxid: pairs,
    err: fc.integer({ max: 0 }),
  }),
  record({
    t: fc.constant('watch-event' as const),
    client: count,
    n: count,
    type: fc.integer({ min: 1, max: 4 }),
    path: digests,
    zxid: pairs,
  }),
  fc.constant({ t: 'stop' as const }),
);
