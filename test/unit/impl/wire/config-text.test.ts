/** Configuration text against what Apache 3.9.4 prints (`QuorumMaj.toString`, `QuorumHierarchical.toString`). */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { formatConfigText, parseConfigText } from '#impl/wire/config-text.js';
import type { ConfigText } from '#impl/wire/config-text.js';
import { zxid } from '#spec/model/zxid.js';

const plain = [
  'server.1=127.0.0.1:2888:3888:participant;0.0.0.0:2181',
  'server.3=h3:1:2:participant',
  'server.20=[0:0:0:0:0:0:0:1]:2889:3889:observer;0.0.0.0:2182',
  'version=1a00000003',
].join('\n');

const groups = [
  'server.1=127.0.0.1:2888:3888:participant;0.0.0.0:2181',
  'server.3=h3:1:2:participant',
  'server.20=h20:2889:3889:participant',
  'group.1=1:3',
  'group.20=20',
  'weight.1=2',
  'weight.3=1',
  'weight.20=1',
  'version=0',
].join('\n');

/** Fourteen servers: past the first size of a Java HashMap, and so in the order of the second. */
const order = [65, 35, 5, 70, 40, 10, 45, 15, 50, 20, 55, 25, 60, 30].map((id) => `server.${id}=h:1:2:participant`);

function parsed(text: string): ConfigText {
  const config = parseConfigText(text);
  assert.ok(config.ok, config.ok ? '' : config.error.message);
  return config.value;
}

test('config text: what Apache prints is read and printed again', () => {
  for (const text of [plain, groups, [...order, 'version=7'].join('\n')]) assert.equal(formatConfigText(parsed(text)), text);
});

test('config text: what it says', () => {
  const { servers, groups: none, version } = parsed(plain);
  assert.deepEqual(servers[0], {
    id: 1,
    addresses: [{ host: '127.0.0.1', quorumPort: 2888, electionPort: 3888 }],
    role: 'participant',
    client: { host: '0.0.0.0', port: 2181 },
    secureClient: null,
  });
  assert.deepEqual([servers[1]?.client, servers[2]?.role, servers[2]?.addresses[0]?.host], [null, 'observer', '0:0:0:0:0:0:0:1']);
  assert.deepEqual([none.size, version], [0, zxid(0x1a, 3)]);
  const { groups: grouped, weights } = parsed(groups);
  assert.deepEqual([grouped.get(1), weights.get(1)], [[1, 3], 2]);
});

test('config text: short forms, blanks, comments and line ends are as in zoo.cfg', () => {
  const text = '# made by hand\r\n\r\n server.2 = b:1:2;2181 \nserver.1=a:1:2:Observer;;[::1]:2281\nserver.3=a:1:2|b:3:4\n';
  assert.equal(
    formatConfigText(parsed(text)),
    [
      'server.1=a:1:2:observer;;[::1]:2281',
      'server.2=b:1:2:participant;0.0.0.0:2181',
      'server.3=a:1:2|b:3:4:participant',
      'version=0',
    ].join('\n'),
  );
});

test('config text: the version is a zxid in hexadecimal', () => {
  for (const version of ['0', 'ff', '100000000', 'ffffffffffffffff']) {
    assert.equal(formatConfigText(parsed(`version=${version}`)), `version=${version}`);
  }
});

test('config text: refused, with the line and the form', () => {
  for (const wrong of [
    'tickTime=2000',
    'server.1',
    'server.x=a:1:2',
    'server.1=a:1',
    'server.1=a:1:1',
    'server.1=a:1:2:leader',
    'server.1=a:1:2:participant:x',
    'server.1=a:1:99999',
    'server.1=:1:2',
    'server.1=[::1:1:2',
    'server.1=a:1:2;b:c',
    'server.1=a:1:2;1;2;3',
    'server.1=a:1:2:observer|b:1:2:participant',
    'group.1=1:x',
    'weight.1=-1',
    'version=g',
    'version=11112222333344445',
  ]) {
    const config = parseConfigText(`version=0\n${wrong}`);
    assert.ok(!config.ok, wrong);
    assert.deepEqual([config.error.code, config.error.at], ['ZAB-W008', 'line 2'], wrong);
  }
});
