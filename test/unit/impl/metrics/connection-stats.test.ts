import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConnectionStats } from '#impl/metrics/connection-stats.js';
import { opCode } from '#impl/wire/op-codes.js';
import { zxid } from '#spec/model/zxid.js';

test('connection stats: special xids do not hide the last real one, but count', () => {
  const stats = new ConnectionStats();
  assert.deepEqual([stats.lastOperation, stats.lastXid, stats.lastZxid], ['NA', -1, null]);
  stats.answered({ xid: 7, zxid: zxid(1, 1), opCode: opCode('setWatches2'), latencyMs: 3.6, at: 10 });
  stats.answered({ xid: -2, zxid: zxid(1, 2), opCode: opCode('ping'), latencyMs: 1, at: 20 });
  assert.deepEqual([stats.lastOperation, stats.lastXid, stats.lastAnsweredAt, stats.lastLatencyMs], ['PING', 7, 20, 1]);
  assert.deepEqual([stats.minLatencyMs, stats.avgLatencyMs, stats.maxLatencyMs], [1, 2, 4]);
});

test('connection stats: operations without an abbreviation are NA', () => {
  const stats = new ConnectionStats();
  for (const code of [opCode('auth'), 12_345]) {
    stats.answered({ xid: 1, zxid: zxid(1, 1), opCode: code, latencyMs: 0, at: 0 });
    assert.equal(stats.lastOperation, 'NA');
  }
});

test('connection stats: a reset is as new', () => {
  const stats = new ConnectionStats();
  stats.packetsReceived = 5;
  stats.answered({ xid: 1, zxid: zxid(1, 1), opCode: opCode('create'), latencyMs: 9, at: 10 });
  stats.reset();
  assert.deepEqual(stats, new ConnectionStats());
});
