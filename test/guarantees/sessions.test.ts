/** Sessions: how they end, by themselves or in time, and what goes with them; and that each has one voice. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { shakeHands } from '../driver/handshake.js';
import { indexOfEvent, nodeBody, refused, shown } from './expect.js';
import { startInProcess, TICK_MS } from './in-process.js';
import type { Member } from './in-process.js';

const ensemble = await startInProcess({ observers: 1 });
after(() => ensemble.close());

const TIMEOUT_MS = 3 * TICK_MS;

/** For a machine that has other things to do. */
const SLACK_MS = 1000;

for (const member of ensemble.kinds) {
  const root = `/s-${member.mode}`;

  test(`ephemeral nodes are gone when the close of their session is answered, for everybody: ${member.mode}`, async () => {
    const owner = await member.connect();
    const same = await member.connect();
    await owner.create(root);
    for (const name of ['a', 'b']) await owner.create(`${root}/${name}`, { flags: 1 });
    for (const name of ['c-', 'c-']) await owner.create(`${root}/${name}`, { flags: 3 });
    await same.sync();
    await same.addWatch(root, 0);
    assert.equal((await same.getChildren(root)).length, 4);
    const closing = owner.request('closeSession', {});
    // Behind it nothing of this session may come to be.
    const late = owner.request('create', nodeBody(`${root}/late`, null, 1)).catch(() => null);
    const closed = await closing;
    assert.equal(closed.err, 0);
    assert.deepEqual(await same.getChildren(root), [], 'the same server');
    assert.equal(await owner.closed, 'closed by the server');
    assert.equal(await late, null, 'what stands behind the close is not answered');
    for (const other of ensemble.members) {
      const driver = await other.connect();
      await driver.sync();
      assert.deepEqual(await driver.getChildren(root), [], other.mode);
      await driver.closeSession();
    }
    assert.ok(same.events.length >= 1);
    await same.closeSession();
  });

  test(`a session that closed is over: ${member.mode}`, async () => {
    const driver = await member.connect();
    const { sessionId, passwd } = driver;
    await driver.closeSession();
    for (const other of ensemble.kinds) {
      const again = await shakeHands({ port: other.port, sessionId, passwd });
      assert.equal(again.outcome, 'expired', other.mode);
      assert.deepEqual([again.response.sessionId, again.response.timeOut], [0n, 0]);
      assert.deepEqual(again.response.passwd, new Uint8Array(16));
    }
    const strange = await shakeHands({ port: member.port, sessionId: 4711n, passwd });
    assert.equal(strange.outcome, 'expired', 'a session that never was');
    const live = await member.connect();
    const wrong = await shakeHands({ port: member.port, sessionId: live.sessionId, passwd: new Uint8Array(16) });
    assert.equal(wrong.outcome, 'expired', 'another password');
    assert.equal((await live.ping()).epoch, live.lastZxid.epoch, 'and that is no harm to the session');
    await live.closeSession();
  });

  test(`a session that is silent expires after its time-out, not before and not much later: ${member.mode}`, async () => {
    const path = `${root}-silent`;
    const watcher = await ensemble.leader.connect();
    await watcher.exists(path, true);
    const idle = await member.connect({ timeoutMs: TIMEOUT_MS });
    assert.equal(idle.timeoutMs, TIMEOUT_MS);
    const sentMs = performance.now();
    await idle.create(path, { flags: 1 });
    const heardMs = performance.now();
    await watcher.untilEvents(1);
    await watcher.exists(path, true);
    await watcher.untilEvents(2);
    const nowMs = performance.now();
    assert.deepEqual(watcher.events.map(shown), [`NodeCreated ${path}`, `NodeDeleted ${path}`]);
    assert.ok(nowMs - sentMs >= TIMEOUT_MS, `not before its time: ${nowMs - sentMs} ms`);
    const late = nowMs - heardMs - TIMEOUT_MS;
    assert.ok(late <= 2 * TICK_MS + SLACK_MS, `in time: ${late} ms late`);
    assert.equal(await idle.closed, 'closed by the server');
    const again = await shakeHands({ port: member.port, sessionId: idle.sessionId, passwd: idle.passwd });
    assert.equal(again.outcome, 'expired');
    await watcher.closeSession();
  });

  test(`a session that comes back at another server has left the old one: ${member.mode}`, async () => {
    const home = ensemble.members.find((other) => other !== member && other.mode !== 'observer');
    assert.ok(home !== undefined);
    const old = await home.connect();
    const { sessionId, passwd } = old;
    await old.create(`${root}-moved`, { flags: 1 });
    const moved = await member.connect({ sessionId, passwd });
    assert.equal(moved.sessionId, sessionId);
    await moved.setData(`${root}-moved`, 'by the new one');
    // The old connection may not know yet; but it can write no more.
    const write = old.request('setData', { path: `${root}-moved`, data: null, version: -1 });
    await assert.rejects(write, { name: 'ConnectionOver' });
    await old.closed;
    const { stat } = await moved.getData(`${root}-moved`);
    assert.deepEqual([stat.version, stat.ephemeralOwner], [1, sessionId]);
    await moved.closeSession();
  });

  test(`a session that comes back at the same server has one connection: ${member.mode}`, async () => {
    const old = await member.connect();
    const { sessionId, passwd } = old;
    const again = await member.connect({ sessionId, passwd });
    assert.equal(await old.closed, 'closed by the server');
    await again.create(`${root}-same`, { flags: 1 });
    await again.closeSession();
  });
}

test('a session lives on by any sign of life, with or without a connection at the time', async () => {
  const timeoutMs = 8 * TICK_MS;
  const live = async (member: Member): Promise<void> => {
    const path = `/s-lively-${member.mode}`;
    let driver = await member.connect({ timeoutMs });
    await driver.create(path, { flags: 1 });
    const untilMs = performance.now() + 2.5 * timeoutMs;
    for (let round = 0; performance.now() < untilMs; round++) {
      await wait(timeoutMs / 4);
      // Not before the time-out has passed twice: coming back is a sign of life too.
      if (round !== 8) await (round % 2 === 0 ? driver.ping() : driver.exists(path));
      else {
        const { sessionId, passwd } = driver;
        await driver.cut();
        driver = await member.connect({ sessionId, passwd, timeoutMs });
        assert.equal(driver.sessionId, sessionId);
      }
    }
    assert.notEqual(await driver.exists(path), null, member.mode);
    await driver.closeSession();
  };
  await Promise.all(ensemble.kinds.map(live));
});

test('a multi over an old connection of a session that moved is refused as well', async () => {
  const old = await ensemble.leader.connect();
  const { sessionId, passwd } = old;
  await old.create('/s-multi');
  const moved = await ensemble.follower.connect({ sessionId, passwd });
  const write = old.multi([{ op: 'setData', body: { path: '/s-multi', data: null, version: -1 } }]);
  await assert.rejects(write, { name: 'ConnectionOver' });
  await old.closed;
  assert.equal((await moved.exists('/s-multi'))?.version, 0);
  await moved.closeSession();
});

test('timeouts are brought within the limits of the server', async () => {
  const { port } = ensemble.leader;
  for (const [asked, granted] of [
    [0, 2 * TICK_MS],
    [-5, 2 * TICK_MS],
    [TICK_MS, 2 * TICK_MS],
    [10 * TICK_MS, 10 * TICK_MS],
    [0x7fff_ffff, 60_000],
  ] as const) {
    const shaken = await shakeHands({ port, timeoutMs: asked });
    assert.ok(shaken.outcome === 'connected');
    assert.equal(shaken.response.timeOut, granted);
    shaken.socket.destroy();
  }
});

test('a session that is gone takes only its own ephemeral nodes', async () => {
  const [one, two] = [await ensemble.follower.connect(), await ensemble.observer.connect()];
  await one.create('/s-own');
  await Promise.all([
    one.create('/s-own/1', { flags: 1 }),
    one.create('/s-own/stays'),
    two.sync().then(() => two.create('/s-own/2', { flags: 1 })),
  ]);
  assert.deepEqual(await one.getEphemerals(), ['/s-own/1']);
  assert.deepEqual(await one.getEphemerals('/s-own/1'), ['/s-own/1']);
  assert.deepEqual(await one.getEphemerals('/s-owned'), []);
  await one.closeSession();
  await two.sync();
  assert.deepEqual((await two.getChildren('/s-own')).toSorted(), ['2', 'stays']);
  assert.equal((await two.exists('/s-own/2'))?.ephemeralOwner, two.sessionId);
  await refused(two.create('/s-own/2/child'), 'NOCHILDRENFOREPHEMERALS');
  await two.closeSession();
});

test('a watcher hears of an expiry before it can read of it', async () => {
  const { observer } = ensemble;
  const watcher = await observer.connect();
  const idle = await observer.connect({ timeoutMs: TIMEOUT_MS });
  await idle.create('/s-heard', { flags: 1 });
  await watcher.exists('/s-heard', true);
  for (let here = true; here;) here = (await watcher.exists('/s-heard')) !== null;
  const missing = watcher.arrivals.findIndex((arrival) => arrival.kind === 'reply' && arrival.err === -101);
  const told = indexOfEvent(watcher.arrivals, 'NodeDeleted /s-heard');
  assert.ok(told >= 0 && told < missing);
  await watcher.closeSession();
});
