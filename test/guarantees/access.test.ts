/** Access lists: who may do what, by which scheme; and that events keep to them as reads do. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import type { Acl } from '#impl/wire/data-records.js';
import type { Driver } from '../driver/driver.js';
import { assertCode, nodeBody, refused, shown, worldAcl } from './expect.js';
import { startInProcess } from './in-process.js';

function digestOf(text: string): string {
  return createHash('sha1').update(text).digest('base64');
}

const READ = 1;
const WRITE = 2;
const CREATE = 4;
const DELETE = 8;
const ADMIN = 16;
const ALL = 31;

const SUPER = 'super:of all';

const ensemble = await startInProcess({
  observers: 1,
  properties: { 'DigestAuthenticationProvider.superDigest': `super:${digestOf(SUPER)}` },
});
after(() => ensemble.close());

const aliceAcl = (perms: number): Acl => ({ perms, id: { scheme: 'digest', id: `alice:${digestOf('alice:secret')}` } });

async function connectAs(member: (typeof ensemble.members)[number], ...identities: readonly string[]): Promise<Driver> {
  const driver = await member.connect();
  for (const identity of identities) await driver.auth('digest', identity);
  return driver;
}

for (const member of ensemble.kinds) {
  const root = `/acl-${member.mode}`;

  test(`each permission allows its own: ${member.mode}`, async () => {
    const alice = await connectAs(member, 'alice:secret');
    const [anyone, mallory] = [await member.connect(), await connectAs(member, 'alice:guess')];
    await alice.create(root, { acl: [aliceAcl(ALL)] });
    await alice.create(`${root}/child`);
    for (const other of [anyone, mallory]) {
      await other.sync();
      await refused(other.getData(root), 'NOAUTH');
      await refused(other.getChildren(root), 'NOAUTH');
      await refused(other.getAcl(root), 'NOAUTH');
      await refused(other.setData(root, 'x'), 'NOAUTH');
      await refused(other.create(`${root}/other`), 'NOAUTH');
      await refused(other.delete(`${root}/child`), 'NOAUTH');
      await refused(other.setAcl(root, [worldAcl(ALL)]), 'NOAUTH');
      assertCode(await other.request('exists', { path: root, watch: false }), 'NOAUTH');
    }
    for (const [perms, allowed] of [
      [READ, ['getData', 'getChildren']],
      [WRITE, ['setData']],
      [CREATE, ['create']],
      [DELETE, ['delete']],
      [ADMIN, ['setACL']],
    ] as const) {
      await alice.setAcl(root, [aliceAcl(ALL), worldAcl(perms)]);
      await anyone.sync();
      const tried = {
        getData: await anyone.request('getData', { path: root, watch: false }),
        getChildren: await anyone.request('getChildren', { path: root, watch: false }),
        setData: await anyone.request('setData', { path: root, data: null, version: -1 }),
        create: await anyone.request('create', nodeBody(`${root}/${perms}`)),
        delete: await anyone.request('delete', { path: `${root}/child`, version: -1 }),
        setACL: await anyone.request('setACL', { path: root, acl: [aliceAcl(ALL), worldAcl(perms)], version: -1 }),
      };
      const worked = Object.entries(tried).flatMap(([op, { err }]) => (err === 0 ? [op] : []));
      assert.deepEqual(worked, allowed);
    }
    await Promise.all([alice, anyone, mallory].map((driver) => driver.closeSession()));
  });

  test(`an identity counts from the next request on, and auth: stands for all of them: ${member.mode}`, async () => {
    const driver = await member.connect();
    const path = `${root}-mine`;
    const mine: readonly Acl[] = [{ perms: ALL, id: { scheme: 'auth', id: '' } }];
    await refused(driver.create(path, { acl: mine }), 'INVALIDACL');
    const [, created] = await Promise.all([driver.auth('digest', 'bob:1'), driver.create(path, { acl: mine })]);
    assert.equal(created, path);
    await driver.auth('digest', 'carol:2');
    assert.deepEqual(
      (await driver.whoAmI()).map(({ authScheme, user }) => [authScheme, user]),
      [
        ['ip', '127.0.0.1'],
        ['digest', 'bob'],
        ['digest', 'carol'],
      ],
    );
    const { acl } = await driver.getAcl(path);
    assert.deepEqual(acl, [{ perms: ALL, id: { scheme: 'digest', id: `bob:${digestOf('bob:1')}` } }]);
    const stranger = await member.connect();
    await refused(stranger.getData(path), 'NOAUTH');
    await Promise.all([driver, stranger].map((each) => each.closeSession()));
  });

  test(`super may do everything: ${member.mode}`, async () => {
    const alice = await connectAs(member, 'alice:secret');
    const path = `${root}-private`;
    await alice.create(path, { acl: [aliceAcl(READ)] });
    const boss = await connectAs(member, SUPER);
    await boss.setData(path, 'by super');
    await boss.setAcl(path, [aliceAcl(ALL)]);
    await boss.create(`${path}/x`);
    await boss.delete(`${path}/x`);
    await boss.delete(path);
    const impostor = await connectAs(member, 'super:of none');
    await alice.create(path, { acl: [aliceAcl(READ)] });
    await impostor.sync();
    await refused(impostor.setData(path, 'x'), 'NOAUTH');
    await Promise.all([alice, boss, impostor].map((driver) => driver.closeSession()));
  });
}

test('addresses: one, a network, and another', async () => {
  const driver = await ensemble.follower.connect();
  const ip = (id: string): readonly Acl[] => [{ perms: ALL, id: { scheme: 'ip', id } }];
  await driver.create('/ip-mine', { acl: ip('127.0.0.1') });
  await driver.create('/ip-net', { acl: ip('127.0.0.0/8') });
  await driver.create('/ip-other', { acl: ip('10.1.2.3') });
  await driver.create('/ip-other-net', { acl: ip('128.0.0.0/1') });
  await driver.getData('/ip-mine');
  await driver.getData('/ip-net');
  await refused(driver.getData('/ip-other'), 'NOAUTH');
  await refused(driver.getData('/ip-other-net'), 'NOAUTH');
  await driver.closeSession();
});

test('lists that mean nothing are refused', async () => {
  const driver = await ensemble.observer.connect();
  const of = (scheme: string, id: string): readonly Acl[] => [{ perms: ALL, id: { scheme, id } }];
  for (const acl of [
    null,
    [],
    of('world', 'someone'),
    of('digest', 'nocolon'),
    of('digest', 'a:b:c'),
    of('ip', 'nowhere'),
    of('x', 'y'),
  ]) {
    await refused(driver.create('/invalid', { acl }), 'INVALIDACL');
  }
  assert.equal(await driver.exists('/invalid'), null);
  await driver.create('/valid');
  await refused(driver.setAcl('/valid', []), 'INVALIDACL');
  await refused(driver.setAcl('/valid', [worldAcl(ALL)], 5), 'BADVERSION');
  assert.equal((await driver.setAcl('/valid', [worldAcl(READ | ADMIN)], 0)).aversion, 1);
  await driver.closeSession();
});

test('an identity that is not accepted ends the connection', async () => {
  const driver = await ensemble.leader.connect();
  assertCode(await driver.request('auth', { type: 0, scheme: 'kerberos', auth: null }), 'AUTHFAILED');
  assert.equal(await driver.closed, 'closed by the server');
});

test('who may not read a node is not told of it, by any kind of watch', async () => {
  const [alice, anyone] = [await connectAs(ensemble.leader, 'alice:secret'), await ensemble.leader.connect()];
  await alice.create('/hidden', { acl: [aliceAcl(ALL)] });
  for (const driver of [alice, anyone]) {
    await driver.addWatch('/hidden', 0);
    await driver.addWatch('/', 1);
    await driver.exists('/hidden/later', true);
  }
  await alice.setData('/hidden', '1');
  await alice.create('/hidden/later', { acl: [aliceAcl(ALL)] });
  await alice.create('/hidden/open');
  await alice.delete('/hidden/later');
  await alice.delete('/hidden/open');
  await alice.delete('/hidden');
  await anyone.sync();
  assert.deepEqual(alice.events.map(shown), [
    'NodeDataChanged /hidden',
    'NodeCreated /hidden/later',
    'NodeChildrenChanged /hidden',
    'NodeCreated /hidden/open',
    'NodeChildrenChanged /hidden',
    'NodeDeleted /hidden/later',
    'NodeChildrenChanged /hidden',
    'NodeDeleted /hidden/open',
    'NodeChildrenChanged /hidden',
    'NodeDeleted /hidden',
  ]);
  assert.deepEqual(anyone.events.map(shown), ['NodeCreated /hidden/open', 'NodeDeleted /hidden/open']);
  await Promise.all([alice, anyone].map((driver) => driver.closeSession()));
});

test('who has no right to a list sees no digests in it', async () => {
  const [alice, anyone] = [await connectAs(ensemble.follower, 'alice:secret'), await ensemble.follower.connect()];
  await alice.create('/masked', { acl: [aliceAcl(ALL), worldAcl(READ)] });
  await anyone.sync();
  assert.deepEqual(
    (await anyone.getAcl('/masked')).acl?.map(({ id }) => id.id),
    ['alice:x', 'anyone'],
  );
  assert.deepEqual(
    (await alice.getAcl('/masked')).acl?.map(({ id }) => id.id),
    [`alice:${digestOf('alice:secret')}`, 'anyone'],
  );
  await Promise.all([alice, anyone].map((driver) => driver.closeSession()));
});
