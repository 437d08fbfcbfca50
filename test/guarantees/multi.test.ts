/** multi: all of it or nothing, for who asks, who reads and who watches. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { sameZxid } from '#spec/model/zxid.js';
import type { MultiOperation } from '#impl/wire/multi.js';
import type { Driver } from '../driver/driver.js';
import { nodeBody, shown, textOf } from './expect.js';
import { startInProcess } from './in-process.js';

const ensemble = await startInProcess({ observers: 1 });
after(() => ensemble.close());

const create = (path: string, flags = 0): MultiOperation => ({ op: 'create', body: nodeBody(path, 'x', flags) });
const remove = (path: string, version = -1): MultiOperation => ({ op: 'delete', body: { path, version } });
const check = (path: string, version: number): MultiOperation => ({ op: 'check', body: { path, version } });
const set = (path: string, data: string, version = -1): MultiOperation => ({
  op: 'setData',
  body: { path, data: Buffer.from(data), version },
});

/** Errors, or null where an operation has a result. */
async function errorsOf(driver: Driver, operations: readonly MultiOperation[]): Promise<readonly (number | null)[]> {
  const results = await driver.multi(operations);
  return results.map((result) => (result.op === 'error' ? result.body.err : null));
}

for (const member of ensemble.kinds) {
  const root = `/m-${member.mode}`;

  test(`one that fails changes nothing and tells nobody: ${member.mode}`, async () => {
    const driver = await member.connect();
    await driver.create(root);
    await driver.create(`${root}/a`, { data: 'before' });
    await driver.addWatch(root, 0);
    await driver.addWatch(root, 1);
    const reply = await driver.request('multi', [
      create(`${root}/new`),
      set(`${root}/a`, 'after'),
      remove(`${root}/missing`),
      create(`${root}/never`),
    ]);
    assert.equal(reply.err, 0, 'the reply itself is fine');
    assert.deepEqual(
      reply.body?.map((result) => (result.op === 'error' ? result.body.err : null)),
      [0, 0, -101, -2],
    );
    assert.deepEqual(await driver.getChildren(root), ['a']);
    assert.equal(textOf((await driver.getData(`${root}/a`)).data), 'before');
    assert.deepEqual(driver.events, []);
    assert.deepEqual(await errorsOf(driver, [check(root, 5), remove(`${root}/a`)]), [-103, -2]);
    assert.equal((await driver.exists(`${root}/a`))?.version, 0);
    // Not even for what was sent behind it before it was answered.
    const [, created, removed] = await Promise.all([
      driver.multi([create(`${root}/new`), remove(`${root}/a`), remove(`${root}/missing`)]),
      driver.request('create', nodeBody(`${root}/new`)),
      driver.request('delete', { path: `${root}/a`, version: 0 }),
    ]);
    assert.deepEqual([created.err, removed.err], [0, 0]);
    await driver.closeSession();
  });

  test(`later operations see earlier ones, and all have one zxid: ${member.mode}`, async () => {
    const driver = await member.connect();
    await driver.addWatch(`${root}/p`, 1);
    const reply = await driver.request('multi', [
      create(`${root}/p`),
      create(`${root}/p/q`),
      set(`${root}/p`, '1', 0),
      check(`${root}/p`, 1),
      create(`${root}/p/n-`, 2),
      create(`${root}/p/n-`, 2),
      remove(`${root}/p/q`),
    ]);
    assert.deepEqual(
      reply.body?.map(({ op }) => op),
      ['create', 'create', 'setData', 'check', 'create', 'create', 'delete'],
    );
    assert.deepEqual((await driver.getChildren(`${root}/p`)).toSorted(), ['n-0000000001', 'n-0000000002']);
    assert.deepEqual(driver.events.map(shown), [
      `NodeCreated ${root}/p`,
      `NodeCreated ${root}/p/q`,
      `NodeDataChanged ${root}/p`,
      `NodeCreated ${root}/p/n-0000000001`,
      `NodeCreated ${root}/p/n-0000000002`,
      `NodeDeleted ${root}/p/q`,
    ]);
    for (const { zxid } of driver.events) assert.ok(sameZxid(zxid, reply.zxid));
    const stat = await driver.exists(`${root}/p`);
    assert.ok(stat !== null && sameZxid(stat.czxid, reply.zxid) && sameZxid(stat.mzxid, reply.zxid));
    await driver.closeSession();
  });

  test(`readers beside it see all or nothing: ${member.mode}`, async () => {
    const ROUNDS = 25;
    const [one, two] = [`${root}-one`, `${root}-two`];
    const writer = await ensemble.leader.connect();
    const readers = await Promise.all([member.connect(), member.connect()]);
    await writer.multi([create(one), create(two)]);
    let done = false;
    const writing = (async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await writer.multi([set(one, `${round}`), set(two, `${round}`)]);
        // Nobody ever sees this one, though its first operation alone would do.
        assert.deepEqual(await errorsOf(writer, [set(one, 'torn'), check(two, 1_000_000)]), [0, -103]);
      }
      done = true;
    })();
    const versions = new Set<number>();
    const reading = readers.map(async (reader) => {
      await reader.sync();
      while (!done) {
        const results = await reader.multiRead([one, two, one].map((path) => ({ op: 'getData', body: { path, watch: false } })));
        const seen = results.map((result) => {
          assert.ok(result.op === 'getData');
          versions.add(result.body.stat.version);
          return `${textOf(result.body.data) ?? ''} ${result.body.stat.version}`;
        });
        assert.deepEqual(seen, [seen[0], seen[0], seen[0]]);
        assert.ok(!seen.join().includes('torn'));
      }
    });
    await Promise.all([writing, ...reading]);
    assert.ok(versions.size > 3, `${versions.size} versions were read`);
    await Promise.all([writer, ...readers].map((driver) => driver.closeSession()));
  });
}

test('an empty one is fine', async () => {
  const driver = await ensemble.observer.connect();
  assert.deepEqual(await driver.multi([]), []);
  await driver.closeSession();
});

test('ephemeral nodes made in one go with their session; a TTL node and a container are made in one', async () => {
  const driver = await ensemble.follower.connect();
  const results = await driver.multi([
    create('/m-ephemeral', 1),
    { op: 'createContainer', body: nodeBody('/m-container', null, 4) },
    { op: 'createTTL', body: { ...nodeBody('/m-ttl', null, 5), ttl: 60_000n } },
    { op: 'create2', body: nodeBody('/m-plain') },
  ]);
  assert.deepEqual(
    results.map(({ op }) => op),
    ['create', 'create2', 'create2', 'create2'],
  );
  assert.deepEqual(await driver.getEphemerals(), ['/m-ephemeral']);
  await driver.closeSession();
  const other = await ensemble.follower.connect();
  assert.equal(await other.exists('/m-ephemeral'), null);
  for (const path of ['/m-container', '/m-ttl', '/m-plain']) assert.notEqual(await other.exists(path), null);
  await other.closeSession();
});

test('multiRead answers each read for itself', async () => {
  const driver = await ensemble.follower.connect();
  await driver.create('/m-read', { data: 'x' });
  const results = await driver.multiRead([
    { op: 'getData', body: { path: '/m-read', watch: true } },
    { op: 'getChildren', body: { path: '/m-none', watch: true } },
    { op: 'getChildren', body: { path: '/m-read', watch: true } },
  ]);
  assert.deepEqual(
    results.map((result) => (result.op === 'error' ? result.body.err : result.op)),
    ['getData', -101, 'getChildren'],
  );
  await driver.setData('/m-read', 'y');
  await driver.sync();
  assert.deepEqual(driver.events, [], 'its watch flags are not obeyed');
  await driver.closeSession();
});
