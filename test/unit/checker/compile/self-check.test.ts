/** What a system may not do, and what says so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { naive } from '#checker/naive/naive.js';
import { bfs } from '#checker/search/bfs.js';
import type { Rule, System } from '#spec/kit/system.js';
import { unbounded } from '../../../models/options.js';
import { channel, counter } from '../../../models/tiny.js';

function withRule(system: System, change: (rule: Rule) => Partial<Rule>): System {
  return { ...system, rules: system.rules.map((rule) => ({ ...rule, ...change(rule) })) };
}

test('a rule that remembers is found out', () => {
  let calls = 0;
  const system = withRule(counter(100, { reset: true }), () => ({
    outcomes: () => [{ action: 'Reset', args: String(calls++), updates: [{ slot: 0, set: calls }] }],
  }));
  assert.throws(() => bfs(system, { ...unbounded, depth: 200 }), /not a pure function/);
});

test('a rule that writes to what it reads is stopped', () => {
  const system = withRule(channel(3, 2), () => ({
    reads: [{ slot: 2 }],
    outcomes: ([queue]: readonly unknown[]) => {
      (queue as number[]).push(1);
      return [];
    },
  }));
  assert.throws(() => bfs(system, unbounded), TypeError);
  assert.throws(() => naive(system, unbounded), TypeError);
});

test('what a system fails to list is named', () => {
  assert.throws(() => bfs({ ...counter(3), actions: [] }, unbounded), /the action Add/);
  assert.throws(() => naive({ ...counter(3), actions: [] }, unbounded), /the action Add/);
  assert.throws(() => bfs({ ...counter(3), kinds: {} }, unbounded), /unknown kind count/);
  assert.throws(() => bfs({ ...counter(3), kinds: { count: { name: 'count', operators: {} } } }, unbounded), /no operator add/);
  assert.throws(() => bfs({ ...counter(3), initial: [[0, 0]] }, unbounded), /2 values for 1 slots/);
});

test('carried slots come last', () => {
  const [first, ...rest] = channel(3, 2).slots;
  assert.ok(first);
  assert.throws(
    () => bfs({ ...channel(3, 2), slots: [{ ...first, carried: true }, ...rest] }, unbounded),
    /carried slots come last/,
  );
});
