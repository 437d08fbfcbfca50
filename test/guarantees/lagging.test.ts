/**
 * Servers that are behind. They may answer reads with what was; but never with less than a session has seen, and not after a sync.
 * The servers here are made to lag: what their leader sends them is held back.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { compareZxids, ZERO } from '#spec/model/zxid.js';
import { Driver } from '../driver/driver.js';
import { shakeHands } from '../driver/handshake.js';
import type { HandshakeOptions } from '../driver/handshake.js';
import { textOf } from './expect.js';
import { startInProcess } from './in-process.js';
import type { Member } from './in-process.js';
import { within } from './within.js';

// Server 1 never wins the first election: whoever it could win with has a larger id. 4 is an observer.
const ensemble = await startInProcess({ observers: 1, delayed: [1, 4] });
after(() => ensemble.close());

const leader = ensemble.leader;
const lagging = ensemble.members.filter(({ id }) => id === 1 || id === 4);

async function whileHeld(member: Member, work: () => Promise<void>): Promise<void> {
  member.hold();
  try {
    await work();
  } finally {
    member.release();
  }
}

/** As a client does: it tries until it is let in. */
async function letIn(member: Member, options: Omit<HandshakeOptions, 'port'>): Promise<Driver> {
  for (;;) {
    const shaken = await shakeHands({ ...options, port: member.port });
    assert.notEqual(shaken.outcome, 'expired');
    if (shaken.outcome === 'connected') return Driver.over(shaken);
  }
}

test('the servers that lag are a follower and an observer', () => {
  assert.deepEqual(
    lagging.map(({ mode }) => mode),
    ['follower', 'observer'],
  );
});

for (const member of lagging) {
  const path = `/seen-${member.mode}`;

  test(`what was acknowledged elsewhere may be read late, but not behind a sync: ${member.mode}`, async () => {
    const writer = await leader.connect();
    await writer.create(path, { data: 'old' });
    const reader = await member.connect();
    await reader.sync();
    assert.equal(textOf((await reader.getData(path)).data), 'old');
    await whileHeld(member, async () => {
      await writer.setData(path, 'new');
      const before = await reader.getData(path);
      assert.equal(textOf(before.data), 'old', 'a read needs nobody but its own server');
      let answered = false;
      const synced = reader.sync('/no/such/path').then((echoed) => {
        answered = true;
        return echoed;
      });
      const behind = reader.getData(path);
      // Another session on the same server is served meanwhile: it is the sync that waits.
      const other = await shakeHands({ port: member.port, sessionId: 1n });
      assert.equal(other.outcome, 'expired', 'the server is there');
      assert.equal(answered, false, 'the leader has not been heard, so nothing is synced');
      member.release();
      assert.equal(await synced, '/no/such/path');
      assert.equal(textOf((await behind).data), 'new');
    });
    await Promise.all([writer.closeSession(), reader.closeSession()]);
  });

  test(`a client that has seen more than a server is not let in until the server has caught up: ${member.mode}`, async () => {
    const writer = await leader.connect();
    const reader = await member.connect();
    const { sessionId, passwd } = reader;
    await writer.setData(path, 'seen by nobody');
    await reader.sync();
    await reader.cut();
    await whileHeld(member, async () => {
      await writer.setData(path, 'seen by one');
      const ahead = { port: member.port, lastZxidSeen: writer.lastZxid };
      // At once: a server that let them in would have to ask its leader, and would not hear from it.
      for (const options of [ahead, { ...ahead, sessionId, passwd }]) {
        const { outcome } = await within(3_000, 'the server hangs up', shakeHands(options));
        assert.equal(outcome, 'closed');
      }
    });
    const late = await letIn(member, { lastZxidSeen: writer.lastZxid, timeoutMs: 30_000 });
    assert.equal(textOf((await late.getData(path)).data), 'seen by one');
    await Promise.all([writer.closeSession(), late.closeSession()]);
  });

  test(`a write through a server that lags is answered once the server has it: ${member.mode}`, async () => {
    const witness = await leader.connect();
    const writer = await member.connect();
    const own = `/own-${member.mode}`;
    await witness.addWatch(own, 0);
    await whileHeld(member, async () => {
      let answered = false;
      const created = writer.create(own, { data: 'mine' }).finally(() => {
        answered = true;
      });
      const read = writer.getData(own);
      // It is committed, as the leader's own client sees.
      await witness.untilEvents(1);
      assert.equal(answered, false);
      member.release();
      assert.equal(await created, own);
      assert.equal(textOf((await read).data), 'mine');
    });
    await Promise.all([witness.closeSession(), writer.closeSession()]);
  });
}

test('a client that has seen just what a server has is let in, and one that says nonsense (a negative zxid) as well', async () => {
  const driver = await leader.connect();
  await driver.create('/equal');
  for (const lastZxidSeen of [driver.lastZxid, ZERO, { epoch: 0xffff_ffff, counter: 0xffff_ffff }]) {
    const again = await leader.connect({ lastZxidSeen });
    await again.closeSession();
  }
  const beyond = { epoch: driver.lastZxid.epoch + 1, counter: 0 };
  assert.equal((await shakeHands({ port: leader.port, lastZxidSeen: beyond })).outcome, 'closed');
  await driver.closeSession();
});

test('reads of a session that wanders between servers never go back', async () => {
  const ROUNDS = 60;
  const writer = await leader.connect();
  await writer.create('/wander', { data: '0' });
  const over = new AbortController();
  const writing = (async () => {
    while (!over.signal.aborted) await writer.setData('/wander', '');
  })();
  let wanderer = await leader.connect();
  const { sessionId, passwd } = wanderer;
  let seen = ZERO;
  let version = -1;
  for (let round = 0; round < ROUNDS; round++) {
    const node = await wanderer.getData('/wander');
    assert.ok(node.stat.version >= version, `version ${node.stat.version} after ${version}`);
    version = node.stat.version;
    if (compareZxids(wanderer.lastZxid, seen) > 0) seen = wanderer.lastZxid;
    await wanderer.cut();
    const member = ensemble.members[round % ensemble.members.length] as Member;
    wanderer = await letIn(member, { sessionId, passwd, lastZxidSeen: seen, timeoutMs: 30_000 });
  }
  assert.ok(version > 0, 'there was something to see');
  over.abort();
  await writing;
  await Promise.all([writer.closeSession(), wanderer.closeSession()]);
});
