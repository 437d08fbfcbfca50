/** The search for an order, on histories of a few operations that a reader can judge. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RegisterInput, RegisterOperation, RegisterOutput } from '#traces/history/registers/operation.js';
import { findOrder } from '#traces/history/registers/search.js';

const DONE: RegisterOutput = { kind: 'done' };
const CREATE: RegisterInput = { kind: 'create', hash: 'a', owner: null };

function operation(input: RegisterInput, output: RegisterOutput | null, start: number, end: number): RegisterOperation {
  return { input, output, start, end, source: start };
}

function node(version: number, hash?: string): RegisterOutput {
  return { kind: 'node', version, hash };
}

function kindOf(...operations: readonly RegisterOperation[]): string {
  return findOrder(operations, null).kind;
}

test('one after the other', () => {
  const created = operation(CREATE, DONE, 1, 2);
  assert.equal(kindOf(created, operation({ kind: 'read' }, node(0, 'a'), 3, 4)), 'found');
  assert.equal(kindOf(created, operation({ kind: 'read' }, { kind: 'none' }, 3, 4)), 'none');
});

test('of two at once, either may be first, but not both', () => {
  const set = (start: number, expected: number): RegisterOperation =>
    operation({ kind: 'set', hash: 'b', expected }, node(expected + 1), start, 10 + start);
  assert.equal(kindOf(operation(CREATE, DONE, 1, 2), set(3, 1), set(4, 0)), 'found');
  assert.equal(kindOf(operation(CREATE, DONE, 1, 2), set(3, 0), set(4, 0)), 'none');
});

test('who is answered at the very time at which another asks was not there before it', () => {
  const missing = operation({ kind: 'read' }, { kind: 'none' }, 2, 3);
  assert.equal(kindOf(operation(CREATE, DONE, 1, 2), missing), 'found');
  assert.equal(kindOf(missing, operation(CREATE, DONE, 1, 2)), 'found');
});

test('the reply to a set tells what was set', () => {
  const set = (told: RegisterOutput): RegisterOperation => operation({ kind: 'set', hash: 'b', expected: 0 }, told, 3, 4);
  const told = [node(1), node(1, 'b'), node(0, 'b'), node(1, 'a')].map((each) =>
    kindOf(operation(CREATE, DONE, 1, 2), set(each)),
  );
  assert.deepEqual(told, ['found', 'found', 'none', 'none']);
});

test('what nobody was told may have happened late, or not at all', () => {
  const unknown = operation(CREATE, null, 1, Infinity);
  assert.equal(kindOf(unknown, operation({ kind: 'read' }, { kind: 'none' }, 2, 3)), 'found');
  assert.equal(
    kindOf(unknown, operation({ kind: 'read' }, { kind: 'none' }, 2, 3), operation({ kind: 'read' }, node(0, 'a'), 4, 5)),
    'found',
  );
  assert.equal(kindOf(operation({ kind: 'read' }, node(0, 'a'), 1, 2), operation(CREATE, null, 3, Infinity)), 'none');
});

test('the end of a session takes only its own node', () => {
  const owned = operation({ kind: 'create', hash: 'a', owner: 's' }, DONE, 1, 2);
  const gone = operation({ kind: 'read' }, { kind: 'none' }, 5, 6);
  assert.equal(kindOf(owned, operation({ kind: 'end', owner: 's' }, DONE, 3, 4), gone), 'found');
  assert.equal(kindOf(owned, operation({ kind: 'end', owner: 'other' }, DONE, 3, 4), gone), 'none');
});

test('it says where it is stuck', () => {
  const stale = operation({ kind: 'read' }, { kind: 'none' }, 3, 4);
  const order = findOrder([operation(CREATE, DONE, 1, 2), stale], null);
  assert.ok(order.kind === 'none' && order.stuck === stale && order.order.length === 1);
});
