import { test } from 'node:test';
import assert from 'node:assert/strict';
import { parseQuota, recountQuotas, showQuota } from '#spec/service/tree/quota.js';
import { limitsPath, quotaAbove, quotaPathOf, statsPath, statsPathOf } from '#spec/service/tree/quota-path.js';
import { Code } from '#spec/service/error-code.js';
import { Leader, bytes, create, remove, setData, text } from '../leader.js';
import type { Caller } from '../leader.js';

function limited(limits: string): readonly [Leader, Caller] {
  const leader = new Leader({ rules: { enforceQuota: true } });
  const me = leader.caller(1n);
  for (const path of ['/a', '/a/x', '/zookeeper/quota/a']) assert.equal(leader.code(create(path), me), 0);
  assert.equal(leader.code(create(limitsPath('/a'), { data: bytes(limits) }), me), 0);
  assert.equal(leader.code(create(statsPath('/a'), { data: bytes('count=0,bytes=0') }), me), 0);
  return [leader, me];
}

function usage(leader: Leader): string {
  return text(leader.store.get(statsPath('/a'))?.data);
}

test('quota: texts, with the stray = that old parsers need', () => {
  const limits = 'count=4,bytes=5=;byteHardLimit=10;countHardLimit=20';
  assert.equal(showQuota(parseQuota(bytes(limits))), limits);
  assert.equal(showQuota(parseQuota(bytes('bytes=7;;,count='))), 'count=-1,bytes=7');
  assert.equal(showQuota(parseQuota(null)), 'count=-1,bytes=-1');
  assert.equal(showQuota(parseQuota(bytes('nonsense;count=1e3;=9'))), 'count=-1,bytes=-1=;nonsense=-1');
});

test('quota: which node limits which path, and which quota is nearest', () => {
  assert.equal(quotaPathOf(limitsPath('/a/b')), '/a/b');
  assert.equal(statsPathOf(statsPath('/a/b')), '/a/b');
  for (const path of ['/zookeeper/quota/zookeeper_limits', '/zookeeper/quotaa/zookeeper_limits', '/a/zookeeper_limits']) {
    assert.equal(quotaPathOf(path), undefined);
  }
  const quotas = new Set(['/a', '/a/b']);
  assert.deepEqual(
    ['/a', '/a/b/c/d', '/a/c', '/ab', '/'].map((path) => quotaAbove(quotas, path)),
    ['/a', '/a/b', '/a', undefined, undefined],
  );
});

test('quota: statistics begin with what is there and follow every write, without a version', () => {
  const [leader, me] = limited('count=100,bytes=100');
  assert.equal(usage(leader), 'count=2,bytes=0');
  leader.write(setData('/a/x', 'hello'), me);
  leader.write(create('/a/y', { data: bytes('abc'), flags: 1 }), me);
  assert.equal(usage(leader), 'count=3,bytes=8');
  leader.write(setData('/a/x', 'h'), me);
  leader.write(remove('/a/y'), me);
  assert.equal(usage(leader), 'count=2,bytes=1');
  assert.equal(leader.store.get(statsPath('/a'))?.version, 0);
  leader.write(setData(statsPath('/a'), 'count=77,bytes=0'), me);
  recountQuotas(leader.store);
  assert.equal(usage(leader), 'count=2,bytes=1');
});

test('quota: hard limits of count and bytes', () => {
  const [leader, me] = limited('count=-1,bytes=-1=;byteHardLimit=3;countHardLimit=3');
  assert.equal(leader.code(create('/a/long', { data: bytes('abcd') }), me), Code.QUOTAEXCEEDED);
  assert.equal(leader.code(create('/a/y', { data: bytes('abc') }), me), Code.OK);
  assert.equal(leader.code(create('/a/z'), me), Code.QUOTAEXCEEDED);
  assert.equal(leader.code(setData('/a/y', 'abcd'), me), Code.QUOTAEXCEEDED);
  assert.equal(leader.code(setData('/a/y', 'xyz'), me), Code.OK);
  assert.equal(leader.code(setData('/a/y', 'abcd', 17), me), Code.QUOTAEXCEEDED, 'before the version');
  assert.equal(leader.code(create('/a/y'), me), Code.NODEEXISTS, 'after the node itself');
  leader.write(remove(limitsPath('/a')), me);
  assert.equal(leader.code(create('/a/z', { data: bytes('abcd') }), me), Code.OK);
});

test('quota: soft limits, and hard ones that nobody enforces, stop nothing', () => {
  const [leader, me] = limited('count=1,bytes=1');
  assert.equal(leader.code(create('/a/y', { data: bytes('abcd') }), me), Code.OK);
  const lax = new Leader();
  const him = lax.caller(1n);
  for (const request of [
    create('/a'),
    create('/zookeeper/quota/a'),
    create(limitsPath('/a'), { data: bytes('countHardLimit=0') }),
    create(statsPath('/a')),
    create('/a/b'),
  ]) {
    assert.equal(lax.code(request, him), Code.OK);
  }
});
