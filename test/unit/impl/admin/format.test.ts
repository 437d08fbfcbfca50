import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressText, dateText, digestLong, hex, zxidLong } from '#impl/admin/format.js';
import { fullVersion } from '#impl/admin/version.js';
import { zxid } from '#spec/model/zxid.js';

test('format: longs in hexadecimal have no sign', () => {
  assert.deepEqual([hex(0n), hex(-1n), hex(0x10n)], ['0', 'ffffffffffffffff', '10']);
});

test('format: zxids and digests as signed longs', () => {
  assert.deepEqual([zxidLong(zxid(1, 2)), zxidLong(zxid(0xffff_ffff, 0xffff_ffff)), zxidLong(null)], [0x1_0000_0002n, -1n, -1n]);
  assert.equal(digestLong({ high: 0x8000_0000, low: 1 }), -(2n ** 63n) + 1n);
});

test('format: addresses of both families', () => {
  const shown = ['127.0.0.1', '::ffff:10.1.2.3', 'fe80::1'].map((host) => addressText({ host, port: 5 }));
  assert.deepEqual(shown, ['127.0.0.1:5', '10.1.2.3:5', '[fe80::1]:5']);
});

test('format: dates as Java shows them in UTC', () => {
  assert.equal(dateText(0), 'Thu Jan 01 00:00:00 UTC 1970');
  assert.equal(dateText(Date.UTC(2024, 1, 29, 23, 59, 58)), 'Thu Feb 29 23:59:58 UTC 2024');
});

test('version: clients read ZooKeeper’s level, people who it is', () => {
  const version = fullVersion('1.2.3');
  assert.equal(version, '3.9.4-zabkeeper-1.2.3, built on unknown');
  assert.match(version, /^\d+(\.\d+)+-/);
});
