import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enabledSteps, replay } from '#checker/replay/replay.js';
import { channel, counter } from '../../../models/tiny.js';

test('replays step by step, with the values before and after', () => {
  const { steps, last, refusal } = replay(channel(5, 2), 0, [
    { action: 'Send', args: '0' },
    { action: 'Send', args: '1' },
    { action: 'Receive', args: '0' },
  ]);
  assert.equal(refusal, undefined);
  assert.deepEqual(
    steps.map(({ before, after }) => [before, after]),
    [
      [
        [0, 0, [], 0],
        [1, 0, [0], 1],
      ],
      [
        [1, 0, [0], 1],
        [2, 0, [0, 1], 2],
      ],
      [
        [2, 0, [0, 1], 2],
        [2, 1, [1], 3],
      ],
    ],
  );
  assert.deepEqual(last, [2, 1, [1], 3]);
});

test('a step that a rule refuses is refused in the words of the rule', () => {
  const add = { action: 'Add', args: '' };
  const { steps, refusal } = replay(counter(2), 0, [add, add, add, add]);
  assert.equal(steps.length, 2);
  assert.deepEqual(refusal, { index: 2, label: add, reason: 'Add(): the counter is at 2' });
});

test('a step that no rule knows is answered with what can be done', () => {
  const reason = (action: string, args: string): string | undefined =>
    replay(channel(5, 2), 0, [
      { action: 'Send', args: '0' },
      { action, args },
    ]).refusal?.reason;
  assert.equal(reason('Send', '7'), 'enabled instead: Send(1)');
  assert.equal(reason('Jump', ''), 'enabled instead: Send(1), Receive(0)');
});

test('where nothing is enabled it says so', () => {
  assert.equal(replay(channel(0, 2), 0, [{ action: 'Send', args: '0' }]).refusal?.reason, 'no step is enabled');
  assert.deepEqual(enabledSteps(channel(0, 2), [0, 0, [], 0]), []);
});

test('an initial state that does not exist is refused', () => {
  assert.throws(() => replay(counter(1), 1, []), /no initial state 1/);
});
