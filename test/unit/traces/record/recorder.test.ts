/** What a recorder writes down of real servers: read whole, and taken again action by action it comes to the same states. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Env } from '#spec/kit/action.js';
import { applyStep, decide, dispatchOf } from '#spec/kit/protocol.js';
import { Log } from '#spec/model/log.js';
import type { Input } from '#spec/model/messages.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import { durableOf, stopped } from '#spec/model/state.js';
import type { Local } from '#spec/model/state.js';
import { compareZxids, zxid, ZERO } from '#spec/model/zxid.js';
import { zab } from '#spec/protocols/zab.js';
import { StateDigester } from '#traces/format/digest.js';
import type { HeaderEvent, PacketEvent, RecoveredEvent, TraceEvent } from '#traces/format/event.js';
import { hashBytes } from '#traces/format/hash.js';
import { fromTrace, fromTraceZxid } from '#traces/format/translate.js';
import { openRecorder } from '#traces/record/recorder.js';
import type { TraceRecorder } from '#traces/record/recorder.js';
import { startRecordedEnsemble } from '../../../bench/recorded-ensemble.js';
import { Driver } from '../../../driver/driver.js';
import { contentOf, inFolder, SUFFIXES } from './files.js';

const HEADER = { server: 1, voters: [1, 2, 3], observers: [], counterLimit: 0xffff_ffff, protocol: zab.id };

function opened(file: string): TraceRecorder {
  const result = openRecorder({
    file,
    header: HEADER,
    failed: ({ message }) => {
      assert.fail(message);
    },
  });
  assert(result.ok, result.ok ? '' : result.error.message);
  return result.recorder;
}

function only<T extends TraceEvent['t']>(
  events: readonly TraceEvent[],
  ...types: readonly T[]
): readonly Extract<TraceEvent, { t: T }>[] {
  return events.filter((event): event is Extract<TraceEvent, { t: T }> => (types as readonly string[]).includes(event.t));
}

/** The server that recovered this. */
function recovered(header: HeaderEvent, event: RecoveredEvent, entries: readonly TraceEvent[]): Local {
  const history = only(entries, 'entry').reduce(
    (log, { zxid: id, hash }) => log.append({ zxid: fromTraceZxid(id), value: hash }),
    Log.startingAt(fromTraceZxid(event.base)),
  );
  const { acceptedEpoch, currentEpoch, snapshotZxid } = event;
  return stopped({ acceptedEpoch, currentEpoch, history, snapshotZxid: fromTraceZxid(snapshotZxid) }, sid(header.server));
}

/** Takes every step of one run again, and compares the states behind them. Answers how many there were. */
function stepsTakenAgain(events: readonly TraceEvent[]): number {
  const [header, start, ...rest] = events;
  assert(header?.t === 'trace' && start?.t === 'recovered');
  const voters = header.voters.map(sid);
  const env: Env = { self: sid(header.server), voters, isQuorum: majorityOf(voters), counterLimit: header.counterLimit };
  const dispatch = dispatchOf(zab);
  const digester = new StateDigester();
  let local = recovered(header, start, rest.slice(0, start.entries));
  const steps = only(rest, 'step');
  for (const { action, input, state } of steps) {
    const decision = decide(dispatch, local, fromTrace(input) as Input, env);
    assert(decision.kind === 'taken', `${action} is not enabled`);
    assert.equal(decision.action.id, action);
    local = applyStep(local, decision.step);
    // As a server forgets what its snapshot covers.
    if (compareZxids(local.history.base, local.snapshotZxid) < 0) {
      local = { ...local, history: local.history.startingAfter(local.snapshotZxid) };
    }
    assert.equal(digester.digest(local), state, action);
  }
  return steps.length;
}

/** The packets of each channel, in the order of their numbers, which are all there. */
function packetsOf(events: readonly TraceEvent[], t: 'in' | 'out'): ReadonlyMap<string, readonly PacketEvent[]> {
  const packets = new Map<string, PacketEvent[]>();
  for (const event of only(events, 'in', 'out')) {
    if (event.t !== t) continue;
    const before = packets.get(event.channel) ?? [];
    assert.equal(event.n, before.length);
    packets.set(event.channel, [...before, event]);
  }
  return packets;
}

for (const suffix of SUFFIXES) {
  test(`recorder ${suffix}: three servers and their clients, read whole and taken again`, { timeout: 60_000 }, async () => {
    const ensemble = await startRecordedEnsemble(suffix);
    try {
      const paths = ['/a', '/b', '/c'];
      const drivers = await Promise.all(ensemble.ports().map((port) => Driver.connect({ port, timeoutMs: 30_000 })));
      await Promise.all(
        drivers.map(async (driver, index) => {
          const path = paths[index] ?? '';
          await driver.create(path);
          await Promise.all(Array.from({ length: 100 }, (_, n) => driver.setData(path, Buffer.from(`${n}`))));
          await driver.closeSession();
        }),
      );
      await ensemble.close();
      const traces = await Promise.all(ensemble.traces.map(contentOf));
      assert.deepEqual(
        traces.map(({ end, events }) => [end, events[0]?.t, events.at(-1)?.t]),
        traces.map(() => [null, 'trace', 'stop']),
      );
      for (const { events } of traces) {
        assert(stepsTakenAgain(events) > 300);
        const delivered = only(events, 'delivered').at(-1);
        assert(delivered !== undefined && delivered.zxid[1] >= 309, JSON.stringify(delivered));
        const durable = only(events, 'durable').at(-1);
        assert.equal(durable?.n, only(events, 'write').at(-1)?.n);
      }
      sentIsReceived(traces.map(({ events }) => events));
    } finally {
      ensemble.remove();
    }
  });
}

/** What one end received is what the other end had sent, from the first message on. */
function sentIsReceived(traces: readonly (readonly TraceEvent[])[]): void {
  const sent = new Map(
    traces.flatMap((events) =>
      [...packetsOf(events, 'out')].map(([channel, packets]) => [`${channel} to ${packets[0]?.peer ?? 0}`, packets]),
    ),
  );
  let count = 0;
  for (const [index, events] of traces.entries()) {
    for (const [channel, packets] of packetsOf(events, 'in')) {
      const theirs = sent.get(`${channel} to ${index + 1}`) ?? [];
      assert.deepEqual(
        packets.map(({ m }) => m),
        theirs.slice(0, packets.length).map(({ m }) => m),
      );
      count += packets.length;
    }
  }
  assert(count > 1500, `${count} packets`);
}

test('recorder: what a disk is given, whatever its kind, and what was recovered from it', async () => {
  await inFolder(async (path) => {
    const file = path('server-1.ndjson');
    const recorder = opened(file);
    const payload = Uint8Array.of(1, 2, 3);
    const history = Log.startingAt(zxid(1, 7)).append({ zxid: zxid(1, 8), value: payload });
    recorder.recovered({ acceptedEpoch: 2, currentEpoch: 1, history, snapshotZxid: zxid(1, 7) });
    recorder.issued({ kind: 'append', entries: [{ zxid: zxid(2, 1), payload }] }, 1);
    recorder.issued({ kind: 'truncate', zxid: zxid(1, 8) }, 2);
    recorder.issued({ kind: 'replace', snapshot: { zxid: zxid(3, 1) } }, 3);
    recorder.issued({ kind: 'snapshot', snapshot: { zxid: zxid(3, 2) } }, 4);
    recorder.issued({ kind: 'roll' }, 5);
    recorder.issued({ kind: 'acceptedEpoch', epoch: 4 }, 6);
    recorder.issued({ kind: 'currentEpoch', epoch: 5 }, 7);
    recorder.durable(7);
    recorder.delivered(ZERO);
    await recorder.stop(true);
    const { events } = await contentOf(file);
    const hash = hashBytes(payload);
    const writes = [
      { kind: 'append', entries: [[[2, 1], hash]] },
      { kind: 'truncate', zxid: [1, 8] },
      { kind: 'replace', zxid: [3, 1] },
      { kind: 'snapshot', zxid: [3, 2] },
      { kind: 'roll' },
      { kind: 'acceptedEpoch', epoch: 4 },
      { kind: 'currentEpoch', epoch: 5 },
    ];
    assert.deepEqual(events.slice(1), [
      { t: 'recovered', acceptedEpoch: 2, currentEpoch: 1, snapshotZxid: [1, 7], base: [1, 7], entries: 1 },
      { t: 'entry', zxid: [1, 8], hash },
      ...writes.map((write, at) => ({ t: 'write', n: at + 1, write })),
      { t: 'durable', n: 7 },
      { t: 'delivered', zxid: [0, 0] },
      { t: 'stop' },
    ]);
  });
});

test('recorder: a server that did not stop as it was asked says so by saying nothing', async () => {
  await inFolder(async (path) => {
    const recorder = opened(path('server-1.ndjson'));
    recorder.durable(1);
    await recorder.stop(false);
    const { events } = await contentOf(path('server-1.ndjson'));
    assert.deepEqual(
      events.map(({ t }) => t),
      ['trace', 'durable'],
    );
  });
});

test('recorder: a server that starts again goes on in its file, with a run of its own', async () => {
  await inFolder(async (path) => {
    const file = path('server-1.ndjson.gz');
    for (let run = 0; run < 2; run++) {
      const recorder = opened(file);
      recorder.recovered(
        durableOf(stopped({ acceptedEpoch: 0, currentEpoch: 0, history: Log.of([]), snapshotZxid: ZERO }, sid(1))),
      );
      await recorder.stop(true);
    }
    const { events, end } = await contentOf(file);
    assert.equal(end, null);
    assert.deepEqual(
      events.map(({ t }) => t),
      ['trace', 'recovered', 'stop', 'trace', 'recovered', 'stop'],
    );
    const headers = only(events, 'trace');
    assert.deepEqual(
      headers.map(({ t: _t, version: _version, run: _run, ...header }) => header),
      [HEADER, HEADER],
    );
    const runs = headers.map(({ run }) => run);
    assert.deepEqual(runs, runs.toSorted());
    assert.match(runs[0] ?? '', new RegExp(`^\\d{13}-${process.pid}$`));
  });
});
