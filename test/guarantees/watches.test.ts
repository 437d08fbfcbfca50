/** Watches: who is told what, when, how often and in which order. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sameZxid } from '#spec/model/zxid.js';
import type { Driver } from '../driver/driver.js';
import { OPEN_ACL } from '../driver/driver.js';
import { assertIncreasing, indexOfEvent, nodeBody, refused, shown } from './expect.js';
import { startInProcess } from './in-process.js';

const ensemble = await startInProcess({ observers: 1 });
after(() => ensemble.close());

const CHILD = 1;
const DATA = 2;
const ANY = 3;
const PERSISTENT = 4;
const RECURSIVE = 5;

/** Everything that its server had to tell it has come: a reply stands behind it. */
async function eventsOf(driver: Driver): Promise<readonly string[]> {
  await driver.sync();
  return driver.events.map(shown);
}

async function closeAll(...drivers: readonly Driver[]): Promise<void> {
  await Promise.all(drivers.map((driver) => driver.closeSession()));
}

for (const member of ensemble.kinds) {
  const root = `/w-${member.mode}`;

  test(`the event of one’s own write comes before the reply to it: ${member.mode}`, async () => {
    const driver = await member.connect();
    await driver.create(root);
    await driver.getChildren(root, true);
    await driver.exists(`${root}/own`, true);
    const made = await driver.request('create', nodeBody(`${root}/own`));
    await driver.exists(`${root}/own`, true);
    const set = await driver.request('setData', { path: `${root}/own`, data: null, version: -1 });
    await driver.exists(`${root}/own`, true);
    const removed = await driver.request('delete', { path: `${root}/own`, version: -1 });
    for (const [event, reply] of [
      [`NodeCreated ${root}/own`, made],
      [`NodeChildrenChanged ${root}`, made],
      [`NodeDataChanged ${root}/own`, set],
      [`NodeDeleted ${root}/own`, removed],
    ] as const) {
      const at = indexOfEvent(driver.arrivals, event);
      assert.ok(at >= 0 && at < driver.arrivals.indexOf(reply), `${event} comes before its reply`);
      const told = driver.arrivals[at];
      assert.ok(told !== undefined && sameZxid(told.zxid, reply.zxid), `${event} has the zxid of its write`);
    }
    await driver.closeSession();
  });

  test(`nobody reads new data before the event that tells of it: ${member.mode}`, async () => {
    const WRITES = 60;
    const path = `${root}-others`;
    const writers = await Promise.all([ensemble.leader.connect(), member.connect()]);
    const reader = await member.connect();
    await writers[0].create(path);
    await reader.sync();
    await reader.addWatch(path, 0);
    let written = 0;
    const writing = Promise.all(
      writers.map(async (writer) => {
        for (let count = 0; count < WRITES / 2; count++) await writer.setData(path, `${count}`);
      }),
    ).then(() => {
      written = WRITES;
    });
    while (written === 0) await Promise.all([reader.getData(path), reader.exists(path), reader.getData(path)]);
    await writing;
    let told = 0;
    let seen = 0;
    for (const arrival of reader.arrivals) {
      if (arrival.kind === 'event') {
        told += 1;
        continue;
      }
      const body = arrival.body as { readonly stat?: { readonly version: number } } | null;
      if (body?.stat === undefined) continue;
      assert.ok(told >= body.stat.version, `version ${body.stat.version} was read, of which ${told} events had told`);
      if (body.stat.version > 0) seen += 1;
    }
    assert.ok(seen > 0, 'new data were read');
    await closeAll(...writers, reader);
  });

  test(`a watch tells once, one change: ${member.mode}`, async () => {
    const path = `${root}-once`;
    const driver = await member.connect();
    const writer = await ensemble.leader.connect();
    await driver.create(path);
    await Promise.all([driver.getData(path, true), driver.exists(path, true), driver.getData(path, true)]);
    await writer.setData(path, '1');
    await writer.setData(path, '2');
    assert.deepEqual(await eventsOf(driver), [`NodeDataChanged ${path}`]);
    await driver.getChildren(path, true);
    await writer.create(`${path}/a`);
    await writer.create(`${path}/b`);
    await writer.delete(path, 7).catch(() => undefined);
    assert.deepEqual(await eventsOf(driver), [`NodeDataChanged ${path}`, `NodeChildrenChanged ${path}`]);
    await closeAll(driver, writer);
  });

  test(`a node that goes tells data and child watchers of it once, then its parent’s: ${member.mode}`, async () => {
    const path = `${root}-gone`;
    const driver = await member.connect();
    await driver.create(path);
    await driver.create(`${path}/child`);
    await Promise.all([
      driver.getChildren(path, true),
      driver.getData(`${path}/child`, true),
      driver.getChildren(`${path}/child`, true),
    ]);
    const removed = await driver.request('delete', { path: `${path}/child`, version: -1 });
    assert.deepEqual(driver.events.map(shown), [`NodeDeleted ${path}/child`, `NodeChildrenChanged ${path}`]);
    for (const { zxid } of driver.events) assert.ok(sameZxid(zxid, removed.zxid));
    await driver.closeSession();
  });

  test(`persistent watches go on; recursive ones see all below and no change of children: ${member.mode}`, async () => {
    const path = `${root}-kept`;
    const [persistent, recursive, writer] = await Promise.all([member.connect(), member.connect(), ensemble.leader.connect()]);
    await persistent.addWatch(path, 0);
    await recursive.addWatch(path, 1);
    await writer.create(path);
    await writer.create(`${path}/a`);
    await writer.create(`${path}/a/b`);
    await writer.setData(path, '1');
    await writer.setData(`${path}/a/b`, '1');
    await writer.setData(path, '2');
    await writer.delete(`${path}/a/b`);
    await writer.delete(`${path}/a`);
    await writer.delete(path);
    await writer.create(path);
    assert.deepEqual(await eventsOf(persistent), [
      `NodeCreated ${path}`,
      `NodeChildrenChanged ${path}`,
      `NodeDataChanged ${path}`,
      `NodeDataChanged ${path}`,
      `NodeChildrenChanged ${path}`,
      `NodeDeleted ${path}`,
      `NodeCreated ${path}`,
    ]);
    assert.deepEqual(await eventsOf(recursive), [
      `NodeCreated ${path}`,
      `NodeCreated ${path}/a`,
      `NodeCreated ${path}/a/b`,
      `NodeDataChanged ${path}`,
      `NodeDataChanged ${path}/a/b`,
      `NodeDataChanged ${path}`,
      `NodeDeleted ${path}/a/b`,
      `NodeDeleted ${path}/a`,
      `NodeDeleted ${path}`,
      `NodeCreated ${path}`,
    ]);
    assertIncreasing(recursive.events.map(({ zxid }) => zxid));
    await closeAll(persistent, recursive, writer);
  });

  test(`watches can be asked about and removed, kind by kind: ${member.mode}`, async () => {
    const path = `${root}-removed`;
    const driver = await member.connect();
    await driver.create(path);
    for (const kind of [CHILD, DATA, ANY, PERSISTENT, RECURSIVE]) await refused(driver.checkWatches(path, kind), 'NOWATCHER');
    await driver.getData(path, true);
    await driver.getChildren(path, true);
    await driver.addWatch(path, 0);
    await driver.addWatch(path, 1);
    for (const kind of [CHILD, DATA, ANY, PERSISTENT, RECURSIVE]) await driver.checkWatches(path, kind);
    await driver.removeWatches(path, PERSISTENT);
    await driver.removeWatches(path, RECURSIVE);
    await refused(driver.removeWatches(path, PERSISTENT), 'NOWATCHER');
    await driver.removeWatches(path, CHILD);
    await driver.create(`${path}/a`);
    assert.deepEqual(await eventsOf(driver), []);
    await driver.setData(path, '1');
    assert.deepEqual(await eventsOf(driver), [`NodeDataChanged ${path}`], 'the data watch was left');
    await driver.getData(path, true);
    await driver.removeWatches(path, ANY);
    await driver.setData(path, '2');
    assert.equal((await eventsOf(driver)).length, 1);
    await driver.closeSession();
  });
}

test('one connection is told once of a change that several of its watches are about', async () => {
  const driver = await ensemble.follower.connect();
  await driver.create('/several');
  await driver.getData('/several', true);
  await driver.addWatch('/several', 0);
  await driver.addWatch('/', 1);
  await driver.setData('/several', '1');
  assert.deepEqual(await eventsOf(driver), ['NodeDataChanged /several']);
  await driver.setData('/several', '2');
  assert.deepEqual(await eventsOf(driver), ['NodeDataChanged /several', 'NodeDataChanged /several']);
  await driver.closeSession();
});

test('what changes nothing that is watched tells nobody', async () => {
  const driver = await ensemble.observer.connect();
  await driver.create('/quiet');
  await driver.addWatch('/quiet', 0);
  await driver.addWatch('/quiet', 1);
  await driver.setAcl('/quiet', OPEN_ACL);
  await refused(driver.setData('/quiet', 'x', 9), 'BADVERSION');
  await refused(driver.create('/quiet'), 'NODEEXISTS');
  await refused(driver.getData('/quiet/no', true), 'NONODE');
  await driver.create('/quietly');
  assert.deepEqual(await eventsOf(driver), []);
  // A read that fails leaves no watch behind, but exists does.
  await driver.exists('/quiet/yes', true);
  await driver.create('/quiet/no');
  assert.deepEqual(await eventsOf(driver), ['NodeCreated /quiet/no', 'NodeChildrenChanged /quiet']);
  await driver.closeSession();
});

test('the end of a session tells of each of its ephemeral nodes, and its own watches are gone with it', async () => {
  const [owner, watcher] = [await ensemble.follower.connect(), await ensemble.observer.connect()];
  await owner.create('/flock');
  await owner.addWatch('/flock', 1);
  for (const name of ['a', 'b', 'c']) await owner.create(`/flock/${name}`, { flags: 1 });
  await watcher.sync();
  for (const name of ['a', 'b', 'c']) await watcher.exists(`/flock/${name}`, true);
  await watcher.getChildren('/flock', true);
  await owner.closeSession();
  const expected = ['NodeChildrenChanged /flock', ...['a', 'b', 'c'].map((name) => `NodeDeleted /flock/${name}`)];
  assert.deepEqual((await eventsOf(watcher)).toSorted(), expected);
  const [first] = watcher.events;
  for (const { zxid } of watcher.events) assert.ok(first !== undefined && sameZxid(zxid, first.zxid), 'one transaction');
  await watcher.closeSession();
});
