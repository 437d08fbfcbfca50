import { test } from 'node:test';
import assert from 'node:assert/strict';
import { create, Leader, setData } from '../leader.js';

test('outstanding: a long pipeline stays right while its front is applied', () => {
  const leader = new Leader();
  const me = leader.caller(1n);
  leader.write(create('/a'), me);
  const waiting = Array.from({ length: 3000 }, (_, index) => leader.prepare(setData('/a', 'x', index), me));
  for (const [index, txn] of waiting.entries()) {
    assert.equal(leader.commit(txn).result.stat?.version, index + 1);
    if (index % 2 === 0) waiting.push(leader.prepare(setData('/a', 'y', waiting.length), me));
    assert.equal(leader.view.outstanding.get('/a')?.version, waiting.length);
  }
  assert.equal(leader.view.outstanding.size, 0);
  assert.equal(leader.view.outstanding.get('/a'), leader.store.get('/a'));
});
