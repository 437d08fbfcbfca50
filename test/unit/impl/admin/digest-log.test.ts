import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DigestLog } from '#impl/admin/digest-log.js';
import { zxid } from '#spec/model/zxid.js';

test('digest log: one in 128 transactions, and 1024 of those', () => {
  const log = new DigestLog();
  for (let counter = 1; counter <= 128 * 1030; counter++) log.applied(zxid(1, counter), { high: 0, low: counter });
  const entries = log.entries();
  assert.equal(entries.length, 1024);
  assert.deepEqual(entries[0], { zxid: zxid(1, 128 * 7), version: 2, digest: { high: 0, low: 128 * 7 } });
  assert.equal(entries.at(-1)?.zxid.counter, 128 * 1030);
});
