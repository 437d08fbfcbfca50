/** Writes: one order for everybody, by zxid, that respects who came after whom. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { compareZxids, showZxid } from '#spec/model/zxid.js';
import type { Driver } from '../driver/driver.js';
import { assertIncreasing, nodeBody, textOf } from './expect.js';
import { startInProcess } from './in-process.js';

const ensemble = await startInProcess({ observers: 1 });
after(() => ensemble.close());

async function everywhere(each: (driver: Driver, index: number) => Promise<void>): Promise<void> {
  const drivers = await Promise.all(ensemble.members.map((member) => member.connect()));
  await Promise.all(drivers.map(each));
  await Promise.all(drivers.map((driver) => driver.closeSession()));
}

test('watchers on every server see the same writes in the same order, which is that of their zxids', async () => {
  const WRITES = 40;
  const root = await ensemble.leader.connect();
  await root.create('/order');
  const watchers = await Promise.all(ensemble.members.map((member) => member.connect()));
  for (const watcher of watchers) {
    await watcher.sync();
    await watcher.addWatch('/order', 1);
  }
  const acknowledged = new Map<string, string>();
  await everywhere(async (driver, index) => {
    const replies = Array.from({ length: WRITES }, async (_, count) => {
      const { path, stat } = await driver.create2(`/order/${index}-${count}`);
      acknowledged.set(showZxid(stat.czxid), path);
    });
    await Promise.all(replies);
  });
  const total = WRITES * ensemble.members.length;
  assert.equal(acknowledged.size, total, 'no two writes have the same zxid');
  const seen = await Promise.all(
    watchers.map(async (watcher) => (await watcher.untilEvents(total)).map(({ path, zxid }) => `${showZxid(zxid)} ${path}`)),
  );
  for (const events of seen) assert.deepEqual(events, seen[0]);
  assertIncreasing((watchers[0]?.events ?? []).map(({ zxid }) => zxid));
  assert.deepEqual(new Set(seen[0]), new Set([...acknowledged].map(([zxid, path]) => `${zxid} ${path}`)));
  await Promise.all([root, ...watchers].map((driver) => driver.closeSession()));
});

test('a write that begins after another was acknowledged comes behind it, whichever servers they go through', async () => {
  const drivers = await Promise.all(ensemble.members.map((member) => member.connect()));
  const zxids = [];
  for (let round = 0; round < 8; round++) {
    for (const driver of drivers) zxids.push((await driver.request('create', nodeBody(`/real-time-${zxids.length}`))).zxid);
  }
  assertIncreasing(zxids);
  await Promise.all(drivers.map((driver) => driver.closeSession()));
});

test('of writes that expect the same version one succeeds', async () => {
  const INCREMENTS = 12;
  const owner = await ensemble.leader.connect();
  await owner.create('/counter', { data: '0' });
  let refusals = 0;
  await everywhere(async (driver) => {
    await driver.sync('/counter');
    for (let done = 0; done < INCREMENTS;) {
      const { data, stat } = await driver.getData('/counter');
      const reply = await driver.request('setData', {
        path: '/counter',
        data: Buffer.from(`${Number(textOf(data)) + 1}`),
        version: stat.version,
      });
      if (reply.err === 0) done += 1;
      else refusals += 1;
    }
  });
  await owner.sync('/counter');
  const { data, stat } = await owner.getData('/counter');
  const total = INCREMENTS * ensemble.members.length;
  assert.deepEqual([textOf(data), stat.version], [`${total}`, total]);
  assert.ok(refusals > 0, 'they were at it at the same time');
  await owner.closeSession();
});

test('sequence numbers are unique, without gaps, and grow for each client', async () => {
  const CREATES = 25;
  const owner = await ensemble.leader.connect();
  await owner.create('/queue');
  const all: string[] = [];
  await everywhere(async (driver) => {
    await driver.sync('/queue');
    const paths = await Promise.all(Array.from({ length: CREATES }, () => driver.create('/queue/n-', { flags: 2 })));
    assert.deepEqual(paths, paths.toSorted(), 'in the order of the requests');
    all.push(...paths);
  });
  const total = CREATES * ensemble.members.length;
  const expected = Array.from({ length: total }, (_, index) => `/queue/n-${`${index}`.padStart(10, '0')}`);
  assert.deepEqual(all.toSorted(), expected);
  // Deleting does not give a number back.
  await owner.delete(expected[total - 1] ?? '');
  assert.equal(await owner.create('/queue/n-', { flags: 2 }), `/queue/n-${`${total}`.padStart(10, '0')}`);
  await owner.closeSession();
});

test('a write that fails takes its place in the order too', async () => {
  const driver = await ensemble.follower.connect();
  const first = await driver.request('create', nodeBody('/fails'));
  const second = await driver.request('create', nodeBody('/fails'));
  const third = await driver.request('delete', { path: '/fails', version: 7 });
  const fourth = await driver.request('delete', { path: '/fails', version: -1 });
  assert.deepEqual([first.err, second.err, third.err, fourth.err], [0, -110, -103, 0]);
  assertIncreasing([first.zxid, second.zxid, third.zxid, fourth.zxid]);
  assert.equal(compareZxids(driver.lastZxid, fourth.zxid), 0);
  await driver.closeSession();
});
