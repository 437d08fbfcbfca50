import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Turn } from '#impl/net/turn.js';
import { turnEnd } from './pair.js';

test('turn: work is done once, behind what the turn does, in the order asked for; what it asks for is of the next turn', async () => {
  const turn = new Turn();
  const done: string[] = [];
  turn.atEnd(() => {
    done.push('a');
    turn.atEnd(() => done.push('of the next'));
  });
  turn.atEnd(() => done.push('b'));
  done.push('the turn itself');
  await Promise.resolve();
  assert.deepEqual(done, ['the turn itself']);
  await turnEnd();
  assert.deepEqual(done, ['the turn itself', 'a', 'b']);
  await turnEnd();
  assert.deepEqual(done, ['the turn itself', 'a', 'b', 'of the next']);
});
