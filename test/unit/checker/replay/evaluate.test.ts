import assert from 'node:assert/strict';
import { test } from 'node:test';
import { after } from '#checker/replay/evaluate.js';
import type { System } from '#spec/kit/system.js';
import { counter } from '../../../models/tiny.js';

const system: System = counter(3);

test('updates of a system that names what it does not list are errors of the system', () => {
  assert.deepEqual(after(system, [0], [{ slot: 0, set: 2 }]), [2]);
  assert.throws(() => after(system, [0], [{ slot: 0, apply: 'nonsense', operand: 1 }]), /has no operator nonsense/);
  assert.throws(() => after({ ...system, kinds: {} }, [0], [{ slot: 0, set: 2 }]), /of the unknown kind/);
});
