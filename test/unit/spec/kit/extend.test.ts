import { test } from 'node:test';
import assert from 'node:assert/strict';
import { action } from '#spec/kit/action.js';
import type { Action } from '#spec/kit/action.js';
import { extend, unknownActions } from '#spec/kit/extend.js';
import type { Protocol } from '#spec/kit/protocol.js';

function named(id: string, cites = 'base'): Action {
  return action({ id, cites, on: 'Tick', roles: ['leading'], when: {}, then: () => ({}) });
}

const base: Protocol = { id: 'base', actions: [named('A'), named('B'), named('C')], otherwise: () => 'leave', hidden: ['C'] };

test('a replacement stands where the original stood; additions come last; the base is as it was', () => {
  const variant = extend(base, { id: 'variant', replace: [named('B', 'variant')], drop: ['A'], add: [named('D')] });
  assert.deepEqual(
    variant.actions.map(({ id, cites }) => `${id} ${cites}`),
    ['B variant', 'C base', 'D base'],
  );
  assert.equal(variant.id, 'variant');
  assert.equal(variant.otherwise, base.otherwise);
  assert.deepEqual(variant.hidden, ['C']);
  assert.deepEqual(
    base.actions.map(({ id }) => id),
    ['A', 'B', 'C'],
  );
});

test('an extension that says nothing changes nothing but the name', () => {
  assert.deepEqual(extend(base, { id: 'same' }), { ...base, id: 'same' });
});

test('ids that the base does not have are named', () => {
  assert.deepEqual(unknownActions(base, { replace: [named('B'), named('Bee')], drop: ['C', 'See'], add: [named('D')] }), [
    'Bee',
    'See',
  ]);
});
