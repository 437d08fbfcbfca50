/** Handshakes by real connections; where they are asked about is the test's. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { Metrics } from '#impl/metrics/server-metrics.js';
import type { ClientConnection } from '#impl/server/client-connection.js';
import { ClientSessions } from '#impl/server/client-sessions.js';
import type { ClientWrite, Upstream } from '#impl/server/upstream.js';
import { sid } from '#spec/model/quorum.js';
import { zxid } from '#spec/model/zxid.js';
import { firstSessionId, sessionPassword } from '#spec/service/session/session-id.js';
import { closed, readAll, turnEnd } from '../net/pair.js';
import { config, connected } from './clients.js';
import type { Client, Connected } from './clients.js';

const LIMIT = { timeout: 30_000 };

interface Claim {
  readonly sessionId: bigint;
  readonly timeoutMs: number;
  readonly answer: (valid: boolean) => void;
}

/** A leader far away: writes and claims are noted, and answered when the test says so. */
class Rig {
  readonly writes: ClientWrite[] = [];
  readonly claims: Claim[] = [];
  readonly sessions: ClientSessions;
  takes = true;
  private readonly t: TestContext;

  constructor(t: TestContext) {
    this.t = t;
    const upstream: Pick<Upstream, 'write' | 'claim'> = {
      write: (write) => {
        this.writes.push(write);
        return this.takes;
      },
      claim: (sessionId, timeoutMs, answer) => {
        this.claims.push({ sessionId, timeoutMs, answer });
      },
    };
    this.sessions = new ClientSessions({
      self: sid(3),
      config: config({ tickTime: 1000 }),
      upstream: upstream as Upstream,
      metrics: new Metrics(),
      lastZxid: () => zxid(2, 7),
    });
  }

  connect(): Promise<Connected> {
    return connected(this.t, {
      handshake: (connection, request) => {
        this.sessions.handshake(connection, request);
      },
      closed: (connection) => {
        this.sessions.forget(connection);
      },
    });
  }

  /** A session that is open. */
  async session(): Promise<Connected & { readonly id: bigint }> {
    const made = await this.connect();
    made.client.shakeHands();
    const id = (await this.nextWrite()).sessionId;
    this.sessions.created(id);
    await made.client.readHandshake();
    return { ...made, id };
  }

  async nextWrite(): Promise<ClientWrite> {
    while (this.writes.length === 0) await turnEnd();
    return this.writes.shift() as ClientWrite;
  }

  async nextClaim(): Promise<Claim> {
    while (this.claims.length === 0) await turnEnd();
    return this.claims.shift() as Claim;
  }

  async reopen(id: bigint, passwd: Uint8Array | null = sessionPassword(id)): Promise<Connected> {
    const made = await this.connect();
    made.client.shakeHands({ sessionId: id, passwd });
    return made;
  }
}

async function dropped(client: Client): Promise<void> {
  assert.equal((await readAll(client.socket)).length, 0, 'without a word');
  await closed(client.socket);
}

test(
  'client sessions: a new one is a transaction, and confirmed when that is applied; its id has the server in it',
  LIMIT,
  async (t) => {
    const rig = new Rig(t);
    const { connection, client } = await rig.connect();
    client.shakeHands({ timeOut: 5000 });
    const { sessionId, operation, cxid } = await rig.nextWrite();
    assert.deepEqual([operation, cxid], [{ op: 'createSession', body: { timeOut: 5000 } }, 0]);
    assert.equal(sessionId >> 56n, 3n);
    assert.equal(connection.isOpen, false);
    rig.sessions.created(sessionId + 1n);
    assert.equal(connection.isOpen, false);
    rig.sessions.created(sessionId);
    const response = await client.readHandshake();
    assert.deepEqual([response.sessionId, response.timeOut, response.readOnly], [sessionId, 5000, false]);
    assert.deepEqual(Buffer.from(response.passwd ?? []), Buffer.from(sessionPassword(sessionId)));
    assert.equal(connection.isOpen, true);
  },
);

test(
  'client sessions: a server that is started again gives other ids, however soon after its start it is asked',
  LIMIT,
  async (t) => {
    const clock = new URL('../../../../impl/server/session-clock.ts', import.meta.url).href;
    const print = `import(${JSON.stringify(clock)}).then(({ sessionClockMs }) => console.log(sessionClockMs()))`;
    const before = await new Rig(t).session();
    const started = execFileSync(process.execPath, ['--import', 'tsx', '--eval', print], { encoding: 'utf8' });
    const after = await new Rig(t).session();
    const between = firstSessionId(3, Number(started));
    assert.ok(before.id < between && between < after.id, `${before.id}, in another process ${between}, then ${after.id}`);
  },
);

test('client sessions: each gets an id of its own, and a time-out within the limits', LIMIT, async (t) => {
  const rig = new Rig(t);
  const ids: bigint[] = [];
  for (const [asked, granted] of [
    [1, 2000],
    [2000, 2000],
    [15_000, 15_000],
    [1_000_000, 20_000],
    [-1, 2000],
  ] as const) {
    const { client } = await rig.connect();
    client.shakeHands({ timeOut: asked });
    const write = await rig.nextWrite();
    assert.deepEqual(write.operation.body, { timeOut: granted });
    ids.push(write.sessionId);
  }
  assert.deepEqual(
    ids,
    ids.map((_id, index) => (ids[0] ?? 0n) + BigInt(index)),
  );
});

test(
  'client sessions: who has seen more than is here is not let in; what Java takes for negative is above nothing',
  LIMIT,
  async (t) => {
    const rig = new Rig(t);
    const ahead = await rig.connect();
    ahead.client.shakeHands({ lastZxidSeen: zxid(2, 8) });
    await dropped(ahead.client);
    for (const lastZxidSeen of [zxid(2, 7), zxid(0x8000_0000, 0)]) {
      const level = await rig.connect();
      level.client.shakeHands({ lastZxidSeen });
      await rig.nextWrite();
    }
  },
);

test('client sessions: a write that is not taken ends the connection', LIMIT, async (t) => {
  const rig = new Rig(t);
  rig.takes = false;
  const { client } = await rig.connect();
  client.shakeHands();
  await dropped(client);
  rig.sessions.created((await rig.nextWrite()).sessionId);
});

test(
  'client sessions: one that comes back is asked about; alive, it is confirmed, and its old connection ends',
  LIMIT,
  async (t) => {
    const rig = new Rig(t);
    const { id, client: old } = await rig.session();
    const { client, connection } = await rig.reopen(id);
    const { sessionId, timeoutMs, answer } = await rig.nextClaim();
    assert.deepEqual([sessionId, timeoutMs], [id, 10_000]);
    assert.equal(connection.isOpen, false);
    answer(true);
    assert.equal((await client.readHandshake()).sessionId, id);
    await dropped(old);
    assert.equal(connection.isOpen, true, 'that the old one is forgotten does not touch the new');
    rig.sessions.ended(id);
    assert.equal(connection.isClosed, true);
  },
);

test('client sessions: one that is over, and one with another password, are told so and closed', LIMIT, async (t) => {
  const rig = new Rig(t);
  const { id, connection } = await rig.session();
  for (const passwd of [new Uint8Array(16), null, new Uint8Array(3), sessionPassword(id + 1n)]) {
    const { client } = await rig.reopen(id, passwd);
    const { sessionId, timeOut, passwd: told } = await client.readHandshake();
    assert.deepEqual([sessionId, timeOut, Buffer.from(told ?? [])], [0n, 0, Buffer.alloc(16)]);
    await dropped(client);
  }
  assert.deepEqual(rig.claims, [], 'nobody is asked about a guess');
  const { client } = await rig.reopen(id);
  (await rig.nextClaim()).answer(false);
  assert.equal((await client.readHandshake()).sessionId, 0n);
  await dropped(client);
  assert.equal(connection.isOpen, true, 'the one who has the session keeps it');
});

test('client sessions: a client that does not wait for its answer leaves nothing behind', LIMIT, async (t) => {
  const rig = new Rig(t);
  const impatient: ClientConnection[] = [];
  const fresh = await rig.connect();
  fresh.client.shakeHands();
  const { sessionId } = await rig.nextWrite();
  const { id, connection } = await rig.session();
  const back = await rig.reopen(id);
  const { answer } = await rig.nextClaim();
  for (const each of [fresh, back]) {
    impatient.push(each.connection);
    each.client.socket.destroy();
  }
  while (!impatient.every((each) => each.isClosed)) await turnEnd();
  rig.sessions.created(sessionId);
  answer(true);
  assert.equal(connection.isOpen, true, 'a connection that is gone takes a session from nobody');
});
