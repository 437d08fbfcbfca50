/** What servers hold clients to: quotas, sizes, life times of nodes, and what is switched off. */
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { OPEN_ACL } from '../driver/driver.js';
import { assertCode, refused, shown, textOf, worldAcl } from './expect.js';
import { startInProcess } from './in-process.js';

const MAX_BUFFER = 200_000;

describe('with quotas, short life times and large packets', async () => {
  const ensemble = await startInProcess({
    observers: 1,
    properties: {
      enforceQuota: 'true',
      'znode.container.checkIntervalMs': '100',
      'znode.container.maxPerMinute': '60000',
      'znode.container.maxNeverUsedIntervalMs': '400',
      'jute.maxbuffer': `${MAX_BUFFER}`,
    },
  });
  after(() => ensemble.close());

  for (const member of ensemble.kinds) {
    test(`hard limits of a quota are kept, soft ones are not; the statistics say what is there: ${member.mode}`, async () => {
      const driver = await member.connect();
      const root = `/quota-${member.mode}`;
      const quota = `/zookeeper/quota${root}`;
      await driver.create(root, { data: '12345' });
      await driver.create(`${root}/a`, { data: '123' });
      await driver.create(quota);
      await driver.create(`${quota}/zookeeper_limits`, { data: 'count=1,bytes=1=;byteHardLimit=20;countHardLimit=4' });
      await driver.create(`${quota}/zookeeper_stats`, { data: 'count=0,bytes=0' });
      const stats = async (): Promise<string | null> => textOf((await driver.getData(`${quota}/zookeeper_stats`)).data);
      assert.equal(await stats(), 'count=2,bytes=8');
      await driver.create(`${root}/b`, { data: '12' });
      await driver.create(`${root}/b/c`, { data: '' });
      assert.equal(await stats(), 'count=4,bytes=10');
      await refused(driver.create(`${root}/d`), 'QUOTAEXCEEDED');
      await refused(driver.create(`${root}/b/d`), 'QUOTAEXCEEDED');
      await driver.setData(`${root}/a`, '1234567890123');
      assert.equal(await stats(), 'count=4,bytes=20');
      await refused(driver.setData(`${root}/a`, '12345678901234'), 'QUOTAEXCEEDED');
      await driver.setData(`${root}/a`, '1');
      await driver.delete(`${root}/b/c`);
      assert.equal(await stats(), 'count=3,bytes=8');
      await driver.create(`${root}/d`);
      await driver.create(`${root}ed`, { data: 'x'.repeat(100) });
      assert.equal(await stats(), 'count=4,bytes=8', 'a path that only begins the same is another');
      await driver.closeSession();
    });

    test(`containers go when they are empty again, or were never used: ${member.mode}`, async () => {
      const driver = await member.connect();
      const [used, unused, busy] = ['used', 'unused', 'busy'].map((name) => `/container-${member.mode}-${name}`) as [
        string,
        string,
        string,
      ];
      for (const path of [used, unused, busy]) {
        const { stat } = await driver.createContainer(path);
        assert.equal(stat.ephemeralOwner, 0n, 'clients do not see what kind it is');
      }
      await driver.create(`${busy}/child`);
      await driver.create(`${used}/child`);
      for (const path of [used, unused, busy]) await driver.exists(path, true);
      await driver.delete(`${used}/child`);
      const events = await driver.untilEvents(2);
      assert.deepEqual(new Set(events.map(shown)), new Set([`NodeDeleted ${used}`, `NodeDeleted ${unused}`]));
      assert.notEqual(await driver.exists(busy), null);
      await driver.closeSession();
    });

    test(`nodes with a life time go when they were left alone for it, not before: ${member.mode}`, async () => {
      const TTL_MS = 700;
      const driver = await member.connect();
      const path = `/ttl-${member.mode}`;
      const startedMs = performance.now();
      const { stat } = await driver.createTtl(path, BigInt(TTL_MS));
      assert.equal(stat.ephemeralOwner, 0n);
      await driver.createTtl(`${path}-long`, 3_600_000n);
      const { path: sequential } = await driver.createTtl(`${path}-`, 3_600_000n, { flags: 6 });
      assert.match(sequential, /-\d{10}$/);
      await driver.createTtl(`${path}-parent`, 1n);
      await driver.create(`${path}-parent/child`);
      await driver.exists(path, true);
      await driver.untilEvents(1);
      const events = driver.events.map(shown);
      assert.ok(performance.now() - startedMs >= TTL_MS);
      assert.deepEqual(events, [`NodeDeleted ${path}`]);
      for (const kept of [`${path}-long`, `${path}-parent`, sequential]) assert.notEqual(await driver.exists(kept), null);
      for (const ttl of [0n, -1n, 1n << 40n]) await refused(driver.createTtl(`${path}-bad`, ttl), 'BADARGUMENTS');
      await driver.closeSession();
    });

    test(`data may be as large as a packet, and one byte more ends the connection: ${member.mode}`, async () => {
      const driver = await member.connect();
      const path = `/large-${member.mode}`;
      // Header 8, path, length of the data 4, one access list entry, flags 4.
      const around = 8 + 4 + path.length + 4 + (4 + 4 + 4 + 'world'.length + 4 + 'anyone'.length) + 4;
      const data = Buffer.alloc(MAX_BUFFER - around, 7);
      await driver.create(path, { data });
      const read = await driver.getData(path);
      assert.ok(read.data !== null && data.equals(read.data));
      for (const other of ensemble.members) {
        const reader = await other.connect();
        await reader.sync();
        const there = await reader.getData(path);
        assert.ok(there.data !== null && data.equals(there.data), `it came to ${other.mode} whole`);
        await reader.closeSession();
      }
      const { sessionId, passwd } = driver;
      const larger = driver.create(`${path}r`, { data });
      await assert.rejects(larger, { name: 'ConnectionOver' });
      const again = await member.connect({ sessionId, passwd });
      assert.equal(await again.exists(`${path}r`), null);
      await again.closeSession();
    });
  }

  test('questions about what is there', async () => {
    const driver = await ensemble.follower.connect();
    for (const path of ['/tree', '/tree/a', '/tree/a/b', '/tree/c']) await driver.create(path);
    assert.equal(await driver.getAllChildrenNumber('/tree'), 3);
    assert.equal(await driver.getAllChildrenNumber('/tree/c'), 0);
    await refused(driver.getAllChildrenNumber('/no'), 'NONODE');
    const all = await driver.getAllChildrenNumber('/');
    await driver.create('/tree/d');
    assert.equal(await driver.getAllChildrenNumber('/'), all + 1);
    assert.deepEqual(await driver.whoAmI(), [{ authScheme: 'ip', user: '127.0.0.1' }]);
    await driver.create('/tree/e', { flags: 1 });
    assert.deepEqual(await driver.getEphemerals(), ['/tree/e']);
    const config = textOf((await driver.getData('/zookeeper/config')).data) ?? '';
    assert.equal(config.split('\n').length, 5, config);
    assert.match(config, /^server\.1=127\.0\.0\.1:\d+:\d+:participant\n[^]*^server\.4=.*:observer\nversion=0$/m);
    await driver.closeSession();
  });

  test('reconfig is switched off, and said to be', async () => {
    for (const member of ensemble.kinds) {
      const driver = await member.connect();
      const body = { joiningServers: null, leavingServers: '3', newMembers: null, curConfigId: -1n };
      assertCode(await driver.request('reconfig', body), 'RECONFIGDISABLED');
      assert.notEqual(await driver.exists('/zookeeper/config'), null, 'the connection goes on');
      await driver.closeSession();
    }
  });

  test('what the ensemble itself needs is not to be deleted', async () => {
    const driver = await ensemble.follower.connect();
    for (const path of ['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config']) {
      await refused(driver.delete(path), 'BADARGUMENTS');
    }
    await refused(driver.setData('/zookeeper/config', 'x'), 'NOAUTH');
    await driver.closeSession();
  });
});

describe('by default', async () => {
  const ensemble = await startInProcess({ servers: 1, properties: { extendedTypesEnabled: 'false', reconfigEnabled: 'true' } });
  after(() => ensemble.close());

  test('there are no life times, and quotas are only counted', async () => {
    const driver = await ensemble.leader.connect();
    await refused(driver.createTtl('/ttl', 1000n), 'UNIMPLEMENTED');
    assert.equal(await driver.exists('/ttl'), null);
    await driver.createContainer('/container');
    await driver.create('/q');
    await driver.create('/zookeeper/quota/q');
    await driver.create('/zookeeper/quota/q/zookeeper_limits', { data: 'count=1,bytes=1=;byteHardLimit=1;countHardLimit=1' });
    await driver.create('/zookeeper/quota/q/zookeeper_stats', { data: '' });
    await driver.create('/q/a', { data: 'xx' });
    assert.equal(textOf((await driver.getData('/zookeeper/quota/q/zookeeper_stats')).data), 'count=2,bytes=2');
    await driver.closeSession();
  });

  test('reconfig, where it is on, is not implemented', async () => {
    const driver = await ensemble.leader.connect();
    const body = { joiningServers: null, leavingServers: '3', newMembers: null, curConfigId: -1n };
    assertCode(await driver.request('reconfig', body), 'UNIMPLEMENTED');
    await driver.closeSession();
  });

  test('a server that stands alone keeps the same order of things', async () => {
    const driver = await ensemble.leader.connect();
    await driver.addWatch('/alone', 0);
    const replies = await Promise.all([
      driver.request('create', { path: '/alone', data: null, acl: OPEN_ACL, flags: 0 }),
      driver.request('exists', { path: '/alone', watch: false }),
      driver.request('setACL', { path: '/alone', acl: [worldAcl(31)], version: 0 }),
      driver.request('delete', { path: '/alone', version: 0 }),
      driver.request('exists', { path: '/alone', watch: false }),
    ]);
    assert.deepEqual(
      replies.map(({ err }) => err),
      [0, 0, 0, 0, -101],
    );
    assert.deepEqual(driver.events.map(shown), ['NodeCreated /alone', 'NodeDeleted /alone']);
    await driver.closeSession();
  });
});
