import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changesOf } from '#checker/report/diff.js';
import { showNothing, valueText } from '#checker/report/value.js';
import type { Value } from '#spec/kit/system.js';

function diff(before: Value, after: Value, show = showNothing): readonly string[] {
  return changesOf(before, after, show).map((change) => {
    if (change.kind === 'added') return `${change.path} + ${change.after}`;
    return change.kind === 'removed' ? `${change.path} - ${change.before}` : `${change.path} ${change.before} → ${change.after}`;
  });
}

test('values: bare words, quoted texts, no noise', () => {
  assert.equal(
    valueText({ a: 1, b: ['x', 'two words', null, true], c: {} }, showNothing),
    '{a: 1, b: [x, "two words", null, true], c: {}}',
  );
  assert.equal(valueText('null', showNothing), '"null"');
  assert.equal(valueText({ canonical: () => ({ log: 2 }) }, showNothing), '{log: 2}');
  assert.equal(
    valueText([{ zxid: 1 }], (value) => (value !== null && typeof value === 'object' && 'zxid' in value ? 'ZXID' : undefined)),
    '[ZXID]',
  );
});

test('diff: equal values differ in nothing, whatever the order of their keys', () => {
  assert.deepEqual(diff({ a: 1, b: [2] }, { b: [2], a: 1 }), []);
});

test('diff: nested fields are named by their path; fields appear and disappear', () => {
  const before = { role: 'looking', leading: { learners: { 1: { stage: 'waiting' } } }, gone: 1 };
  const after = { role: 'looking', leading: { learners: { 1: { stage: 'synced' }, 2: { stage: 'waiting' } } } };
  assert.deepEqual(diff(before, after), [
    'leading.learners.1.stage waiting → synced',
    'leading.learners.2 + {stage: waiting}',
    'gone - 1',
  ]);
});

test('diff: a queue loses items at its front and gains them at its end', () => {
  assert.deepEqual(diff(['a', 'b'], ['b', 'c']), [' - a', ' + c']);
  assert.deepEqual(diff(['a', 'b'], []), [' - a', ' - b']);
  assert.deepEqual(diff([], ['a']), [' + a']);
  assert.deepEqual(diff(['a', 'b'], ['a', 'x']), [' [a, b] → [a, x]']);
});

test('diff: a list of lists that keeps its length is compared place by place', () => {
  assert.deepEqual(diff({ queues: [['a'], []] }, { queues: [[], ['b']] }), ['queues.0 - a', 'queues.1 + b']);
});

test('diff: a short form is enough, unless it hides the difference', () => {
  const show = (value: Value): string | undefined =>
    value !== null && typeof value === 'object' && 'epoch' in value ? `e${String(value.epoch)}` : undefined;
  assert.deepEqual(diff({ z: { epoch: 1, n: 1 } }, { z: { epoch: 2, n: 1 } }, show), ['z e1 → e2']);
  assert.deepEqual(diff({ z: { epoch: 1, n: 1 } }, { z: { epoch: 1, n: 2 } }, show), ['z.n 1 → 2']);
});
