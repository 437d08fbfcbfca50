/** Lines of requests behind real connections: what their clients read is what counts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { Turn } from '#impl/net/turn.js';
import { RequestLines } from '#impl/server/request-lines.js';
import type { Answer, Entry } from '#impl/server/session-line.js';
import type { ClientConnection } from '#impl/server/client-connection.js';
import { opCode } from '#impl/wire/op-codes.js';
import { zxid } from '#spec/model/zxid.js';
import { turnEnd } from '../net/pair.js';
import { openClient } from './clients.js';
import type { Connected } from './clients.js';

const LIMIT = { timeout: 30_000 };

const ANSWER: Answer = { zxid: zxid(1, 1), reply: { err: 0, response: { op: 'ping', body: {} } } };

/** More than a client's connection may hold back. */
const LARGE: Answer = {
  zxid: zxid(1, 1),
  reply: { err: 0, response: { op: 'sasl', body: { token: new Uint8Array(0x80_0000) } } },
};

/** Lines, and a service that takes every request as a write and waits for `commit`. */
class Rig {
  readonly lines: RequestLines;
  readonly taken: number[] = [];
  readonly turn = new Turn();
  full = false;
  private readonly t: TestContext;

  constructor(t: TestContext, outstandingLimit: number) {
    this.t = t;
    this.lines = new RequestLines({
      turn: this.turn,
      outstandingLimit,
      isFull: () => this.full,
      answered: ({ connection, xid }, { zxid: at, reply }) => {
        connection.reply(xid, at, reply);
      },
    });
  }

  open(sessionId: bigint): Promise<Connected> {
    return openClient(this.t, sessionId, {
      turn: this.turn,
      mayTake: (connection) => this.lines.mayTake(connection),
      request: (connection, frame) => {
        assert.equal(frame.kind, 'request');
        this.taken.push(frame.xid);
        this.add(connection, frame.xid);
      },
      writable: (connection) => {
        this.lines.advance(connection.sessionId);
      },
      closed: (connection) => {
        this.lines.forget(connection);
      },
    });
  }

  add(connection: ClientConnection, xid: number, more: Partial<Entry> = {}): Entry {
    const entry: Entry = {
      connection,
      xid,
      opCode: opCode('setData'),
      receivedMs: 0,
      isWrite: true,
      largeBytes: 0,
      isLast: false,
      answer: null,
      ...more,
    };
    this.lines.add(connection.sessionId, entry);
    return entry;
  }

  read(connection: ClientConnection, xid: number, answer = ANSWER): void {
    this.add(connection, xid, { isWrite: false, answer: () => answer });
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await turnEnd();
  }
}

test('request lines: reads wait for the writes of their session in front of them, and for nobody else’s', LIMIT, async (t) => {
  const rig = new Rig(t, 1000);
  const [a, b] = [await rig.open(1n), await rig.open(2n)];
  rig.read(a.connection, 1);
  rig.add(a.connection, 2);
  rig.read(a.connection, 3);
  rig.add(a.connection, 4);
  rig.read(a.connection, 5);
  rig.read(b.connection, 6);
  assert.deepEqual(await a.client.readXids(1), [1]);
  assert.deepEqual(await b.client.readXids(1), [6]);
  assert.equal(rig.lines.outstanding, 4);
  rig.lines.committed(1n, 4, ANSWER);
  rig.lines.committed(2n, 2, ANSWER);
  rig.lines.committed(1n, 2, ANSWER);
  assert.deepEqual(await a.client.readXids(2), [2, 3]);
  rig.lines.committed(1n, 4, ANSWER);
  assert.deepEqual(await a.client.readXids(2), [4, 5]);
  assert.deepEqual([rig.lines.outstanding, a.connection.outstanding], [0, 0]);
});

test('request lines: an answer that becomes known later leaves when its turn comes', LIMIT, async (t) => {
  const rig = new Rig(t, 1000);
  const { connection, client } = await rig.open(1n);
  const sync = rig.add(connection, 1, { isWrite: false });
  rig.add(connection, 2);
  rig.lines.committed(1n, 2, ANSWER);
  assert.equal(rig.lines.outstanding, 2);
  sync.answer = () => ANSWER;
  rig.lines.advance(1n);
  rig.lines.advance(9n);
  assert.deepEqual(await client.readXids(2), [1, 2]);
});

test('request lines: at the limit, who waits for answers is not read from; who waits for none is', LIMIT, async (t) => {
  const rig = new Rig(t, 3);
  const [busy, idle] = [await rig.open(1n), await rig.open(2n)];
  for (let xid = 1; xid <= 10; xid++) busy.client.request(xid, { op: 'ping', body: {} });
  await rig.until(() => rig.taken.length >= 3);
  idle.client.request(100, { op: 'ping', body: {} });
  await rig.until(() => rig.taken.includes(100));
  assert.deepEqual(rig.taken, [1, 2, 3, 100]);
  assert.equal(busy.connection.isReading, false);
  // Each answer makes room; the idle one's request is one too many of them.
  for (let xid = 1; xid <= 10; xid++) {
    rig.lines.committed(1n, xid, ANSWER);
    assert.deepEqual(await busy.client.readXids(1), [xid]);
    if (xid < 8) await rig.until(() => rig.taken.includes(xid + 2));
    assert.ok(rig.lines.outstanding <= 4);
  }
  rig.lines.committed(2n, 100, ANSWER);
  assert.deepEqual(await idle.client.readXids(1), [100]);
  assert.deepEqual(
    rig.taken.filter((xid) => xid < 100),
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  );
  assert.equal(rig.lines.outstanding, 0);
});

test('request lines: while the disk is full nobody is read from; who was held back goes on', LIMIT, async (t) => {
  const rig = new Rig(t, 1000);
  const { client, connection } = await rig.open(1n);
  rig.full = true;
  client.request(1, { op: 'ping', body: {} });
  await rig.until(() => !connection.isReading);
  rig.lines.resumeStalled();
  assert.deepEqual(rig.taken, []);
  rig.full = false;
  rig.lines.resumeStalled();
  await rig.until(() => rig.taken.length === 1);
  assert.equal(connection.isReading, true);
});

test('request lines: a client that does not read its answers holds up its own line, and no other', LIMIT, async (t) => {
  const rig = new Rig(t, 1000);
  const [slow, other] = [await rig.open(1n), await rig.open(2n)];
  for (let xid = 1; xid <= 20; xid++) rig.read(slow.connection, xid, LARGE);
  await turnEnd();
  const waiting = rig.lines.outstanding;
  assert.ok(slow.connection.isBlocked && waiting >= 18, `${waiting} wait`);
  rig.read(other.connection, 21);
  assert.deepEqual(await other.client.readXids(1), [21]);
  assert.equal(rig.lines.outstanding, waiting);
  assert.deepEqual(
    await slow.client.readXids(20),
    Array.from({ length: 20 }, (_unused, index) => index + 1),
  );
  assert.equal(rig.lines.outstanding, 0);
});

test('request lines: a read never waits beyond a write of its own session that came behind it', LIMIT, async (t) => {
  const rig = new Rig(t, 1000);
  const { connection, client } = await rig.open(1n);
  const happened: string[] = [];
  rig.add(connection, 1);
  for (let xid = 2; xid <= 4; xid++) rig.read(connection, xid, LARGE);
  rig.add(connection, 5, {
    isWrite: false,
    answer: () => {
      happened.push('read');
      return ANSWER;
    },
  });
  rig.add(connection, 6);
  rig.read(connection, 7);
  rig.lines.committed(1n, 1, ANSWER);
  assert.ok(connection.isBlocked, 'the client does not read');
  happened.push('write');
  rig.lines.committed(1n, 6, ANSWER);
  assert.deepEqual(happened, ['read', 'write']);
  assert.equal(rig.lines.outstanding, 2, 'what is behind the last write waits for the client');
  assert.deepEqual(await client.readXids(7), [1, 2, 3, 4, 5, 6, 7]);
});

test(
  'request lines: of who is gone nothing is answered, and nothing stays; its writes are still waited for',
  LIMIT,
  async (t) => {
    const rig = new Rig(t, 2);
    const [gone, back] = [await rig.open(1n), await rig.open(1n)];
    rig.add(gone.connection, 1, { largeBytes: 100 });
    rig.read(gone.connection, 2);
    gone.connection.destroy();
    // The same session, by its new connection, behind its own old write.
    rig.read(back.connection, 1);
    await turnEnd();
    assert.equal(rig.lines.outstanding, 3);
    rig.lines.committed(1n, 1, ANSWER);
    assert.deepEqual(await back.client.readXids(1), [1]);
    assert.deepEqual([rig.lines.outstanding, rig.lines.largeRequestBytes, gone.connection.outstanding], [0, 0, 0]);
  },
);

const events = fc.array(
  fc.record({
    session: fc.integer({ min: 1, max: 3 }),
    kind: fc.constantFrom('write', 'read', 'commit', 'close'),
    large: fc.nat(1000),
  }),
  { maxLength: 60 },
);

test('request lines: whatever happens, counts and bytes balance, and end at zero', LIMIT, async (t) => {
  await fc.assert(
    fc.asyncProperty(events, async (schedule) => {
      const rig = new Rig(t, 1000);
      const open = [await rig.open(1n), await rig.open(2n), await rig.open(3n)];
      const writes: number[][] = [[], [], []];
      let xid = 0;
      const commit = (index: number): void => {
        const cxid = writes[index]?.shift();
        if (cxid !== undefined) rig.lines.committed(BigInt(index + 1), cxid, ANSWER);
      };
      for (const { session, kind, large } of schedule) {
        const index = session - 1;
        const connection = open[index]?.connection;
        assert.ok(connection);
        if (kind === 'commit') commit(index);
        else if (kind === 'close') connection.destroy();
        else if (!connection.isClosed) {
          xid += 1;
          if (kind === 'write') writes[index]?.push(xid);
          rig.add(connection, xid, {
            isWrite: kind === 'write',
            largeBytes: large,
            answer: kind === 'write' ? null : () => ANSWER,
          });
        }
        const under = writes.flat().length;
        assert.ok(rig.lines.outstanding >= under, 'a write under way is outstanding');
        assert.equal(under === 0, rig.lines.outstanding === 0);
      }
      for (let index = 0; index < 3; index++) while (writes[index]?.length !== 0) commit(index);
      assert.deepEqual([rig.lines.outstanding, rig.lines.largeRequestBytes], [0, 0]);
      for (const { connection } of open) assert.equal(connection.outstanding, 0);
    }),
    { numRuns: 40 },
  );
});
