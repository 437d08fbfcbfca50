/** Sessions, their ephemeral nodes and their watches, as clients come and go, move, and servers die below them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { eventName } from '../driver/arrivals.js';
import { OPEN_ACL } from '../driver/driver.js';
import type { Driver } from '../driver/driver.js';
import { shakeHands } from '../driver/handshake.js';
import type { HandshakeOptions } from '../driver/handshake.js';
import { connectSomewhere, connectTo } from './client.js';
import { TICK_MS } from './cluster.js';
import type { Cluster } from './cluster.js';
import { scenario } from './scenario.js';
import type { ServerProcess } from './server-process.js';
import { until, within } from './until.js';

const EPHEMERAL = 1;
/** For what a loaded machine adds to a time limit of the servers. */
const SLACK_MS = 8000;
const TIMEOUT_MS = 2000;

function sessionOf({ sessionId, passwd, lastZxid, timeoutMs }: Driver): Omit<HandshakeOptions, 'port'> {
  return { sessionId, passwd, lastZxidSeen: lastZxid, timeoutMs };
}

/** Pings as clients do, until the connection ends. */
function keepAlive(driver: Driver): Driver {
  const pinging = setInterval(() => {
    driver.ping().catch(() => undefined);
  }, driver.timeoutMs / 4);
  void driver.closed.then(() => {
    clearInterval(pinging);
  });
  return driver;
}

async function moveTo(server: ServerProcess, session: Omit<HandshakeOptions, 'port'>): Promise<Driver> {
  const driver = await connectSomewhere(() => server.clientPort, session);
  assert(driver !== null, `the session lives, and server ${server.id} takes it`);
  return keepAlive(driver);
}

/** Answers how long the node is still there, counted from `sinceMs`. */
async function lifeOf(path: string, witness: Driver, sinceMs: number): Promise<number> {
  await until(`${path} goes`, async () => ((await witness.exists(path)) === null ? true : null), TIMEOUT_MS + SLACK_MS);
  return performance.now() - sinceMs;
}

/** The client of a follower dies. Its session lives for its time-out from the last word of it, and no shorter; then its nodes go. */
async function diesAndExpires(cluster: Cluster, witness: Driver): Promise<void> {
  const { clientPort } = await cluster.follower();
  const client = await connectTo(clientPort, TIMEOUT_MS);
  assert.equal(client.timeoutMs, TIMEOUT_MS);
  await client.create('/dies', { flags: EPHEMERAL });
  const heardMs = performance.now();
  await client.ping();
  const session = sessionOf(client);
  await client.cut();
  const livedMs = await lifeOf('/dies', witness, heardMs);
  assert(livedMs >= TIMEOUT_MS, `it went after ${livedMs} ms of silence; its time-out is ${TIMEOUT_MS} ms`);
  assert.equal(await connectSomewhere(() => clientPort, session), null, 'the session has expired');
}

/** It keeps its nodes, and the connection that it had before is closed. */
async function moves(cluster: Cluster, witness: Driver): Promise<void> {
  const leader = await cluster.leader();
  const [first, second] = cluster.others(leader.id);
  assert(first !== undefined && second !== undefined);
  const before = await connectTo(first.clientPort, TIMEOUT_MS);
  await before.create('/moves', { flags: EPHEMERAL });
  let last = before;
  for (const server of [second, leader]) {
    const next = await moveTo(server, sessionOf(last));
    assert.equal(next.sessionId, before.sessionId);
    await next.setData('/moves', `at ${server.id}`);
    const reply = await last.request('setData', { path: '/moves', data: null, version: -1 }).catch(() => null);
    assert.notEqual(reply?.err, 0, 'nothing is written over a connection that the session has left');
    last = next;
  }
  last = await moveTo(first, sessionOf(last));
  await within(before.closed, SLACK_MS, () => assert.fail('the connection that it had there before is still open'));
  const stat = await witness.exists('/moves');
  assert.equal(stat?.ephemeralOwner, before.sessionId);
  await last.closeSession();
  assert.equal(await witness.exists('/moves'), null, 'a session that is closed leaves nothing');
}

/** Two connections of one session at one server: the new one closes the old one. */
async function comesTwice(cluster: Cluster): Promise<void> {
  const { clientPort } = await cluster.follower();
  const before = await connectTo(clientPort, TIMEOUT_MS);
  const after = await connectSomewhere(() => clientPort, sessionOf(before));
  assert(after !== null);
  await within(before.closed, SLACK_MS, () => assert.fail('the old connection is still open'));
  await after.closeSession();
}

async function wrongPassword(cluster: Cluster): Promise<void> {
  const { clientPort } = await cluster.follower();
  const driver = await connectTo(clientPort, TIMEOUT_MS);
  const passwd = driver.passwd.map((byte) => byte ^ 1);
  const answer = await shakeHands({ port: clientPort, ...sessionOf(driver), passwd });
  assert.equal(answer.outcome, 'expired');
  answer.socket.destroy();
  await driver.ping();
  await driver.closeSession();
}

/** An event comes before any answer that shows what it is about. */
async function eventsComeFirst(cluster: Cluster, witness: Driver): Promise<void> {
  const { clientPort } = await cluster.follower();
  const watcher = await connectTo(clientPort);
  const path = await witness.create('/watched', { data: '0' });
  await watcher.sync();
  for (let round = 1; round <= 20; round++) {
    const { stat } = await watcher.getData(path, true);
    const from = watcher.arrivals.length;
    const written = witness.setData(path, `${round}`);
    await until('the new data is seen', async () => {
      const seen = await watcher.getData(path);
      return seen.stat.version > stat.version ? seen : null;
    });
    await written;
    const arrivals = watcher.arrivals.slice(from);
    const event = arrivals.findIndex(({ kind }) => kind === 'event');
    const shown = arrivals.findIndex(
      (each) =>
        each.kind === 'reply' && (each.body as { readonly stat: { readonly version: number } }).stat.version > stat.version,
    );
    assert(event >= 0 && event < shown, `round ${round}: event at ${event}, data at ${shown}`);
  }
  await watcher.closeSession();
}

/** What happened while it was away is told when it sets its watches again; what happens later, as it happens. */
async function watchesMove(cluster: Cluster, witness: Driver): Promise<void> {
  const leader = await cluster.leader();
  const [first, second] = cluster.others(leader.id);
  assert(first !== undefined && second !== undefined);
  for (const name of ['changed', 'deleted', 'kept', 'parent']) await witness.create(`/w-${name}`);
  const before = await connectTo(first.clientPort, TIMEOUT_MS * 2);
  await before.sync();
  const dataWatches = ['/w-changed', '/w-deleted', '/w-kept'];
  for (const path of dataWatches) await before.getData(path, true);
  await before.exists('/w-created', true);
  await before.getChildren('/w-parent', true);
  const relativeZxid = before.lastZxid;
  const session = sessionOf(before);
  await before.cut();
  await witness.setData('/w-changed', 'x');
  await witness.delete('/w-deleted');
  await witness.create('/w-created');
  await witness.create('/w-parent/child');
  const after = await moveTo(second, session);
  await after.sync();
  await after.setWatches({ relativeZxid, dataWatches, existWatches: ['/w-created'], childWatches: ['/w-parent'] });
  const events = (await after.untilEvents(4)).map(({ type, path }) => `${eventName(type)} ${path}`);
  assert.deepEqual(events.toSorted(), [
    'NodeChildrenChanged /w-parent',
    'NodeCreated /w-created',
    'NodeDataChanged /w-changed',
    'NodeDeleted /w-deleted',
  ]);
  await witness.setData('/w-kept', 'y');
  const last = (await after.untilEvents(5)).at(-1);
  assert.equal(last?.path, '/w-kept');
  await after.closeSession();
}

/** The leader dies; its sessions are alive at the next one, with all that is theirs, and expire there when their clients stay away. */
async function survivesLeader(cluster: Cluster): Promise<void> {
  const leader = await cluster.leader();
  const client = keepAlive(await connectTo(leader.clientPort, TIMEOUT_MS * 2));
  const lost = await connectTo(leader.clientPort, TIMEOUT_MS * 2);
  await client.create('/stays', { flags: EPHEMERAL, acl: OPEN_ACL });
  await lost.create('/goes', { flags: EPHEMERAL });
  const session = sessionOf(client);
  await leader.kill();
  const next = await cluster.leader(cluster.others(leader.id));
  const elsewhere = cluster.others(leader.id, next.id)[0];
  assert(elsewhere !== undefined);
  const [atElsewhere, atNext] = await Promise.all([moveTo(elsewhere, session), connectTo(next.clientPort)]);
  const witness = keepAlive(atNext);
  const ledMs = performance.now();
  await lifeOf('/goes', witness, ledMs);
  assert.equal((await witness.exists('/stays'))?.ephemeralOwner, client.sessionId);
  assert.equal(await connectSomewhere(() => next.clientPort, sessionOf(lost)), null, 'the session has expired');
  await atElsewhere.closeSession();
  assert.equal(await witness.exists('/stays'), null);
  leader.start();
  await leader.serving();
}

test('sessions, ephemeral nodes and watches', async () => {
  await scenario({ properties: { maxSessionTimeout: `${20 * TICK_MS}` } }, async (cluster) => {
    const witness = keepAlive(await connectTo((await cluster.leader()).clientPort, 20 * TICK_MS));
    await diesAndExpires(cluster, witness);
    await moves(cluster, witness);
    await comesTwice(cluster);
    await wrongPassword(cluster);
    await eventsComeFirst(cluster, witness);
    await watchesMove(cluster, witness);
    await witness.closeSession();
    await survivesLeader(cluster);
  });
});
