/** Behaviours that the checker finds, as tests of real servers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModelOptions } from '#spec/kit/catalogue.js';
import { MUTANTS } from '#spec/mutants/index.js';
import { Deviation } from './deviation.js';
import { drive, started } from './drive.js';
import { counterexample, witness } from './found.js';

/** The shortest way to where a `sometimes` property holds is one that servers go. */
export function testReached(property: string, options: Omit<ModelOptions, 'nodes' | 'observers'>): void {
  test(`the way to ${property}`, async (t) => {
    const { layout, before, steps } = witness({ nodes: 3, observers: 0, ...options }, property);
    t.diagnostic(steps.map(({ action, args }) => `${action}(${args})`).join(' '));
    await drive(t, layout, [...before, ...steps]);
  });
}

/**
 * A mutant's counterexample, driven through servers that are none: they must not follow beyond the step where the mutant goes wrong, which is
 * what shows that they do not have its bug. `label`: of that step; `why`: what they do instead.
 */
export function testRefused(id: string, label: string, why: RegExp): void {
  test(`${id}: no server takes ${label} as it does`, async (t) => {
    const mutant = MUTANTS.find((each) => each.id === id);
    assert(mutant !== undefined);
    const { layout, before, steps } = counterexample({ ...mutant.options, nodes: 3, mutant: id }, mutant.killedBy);
    const driver = await started(t, layout);
    await driver.takeAll(before);
    await assert.rejects(driver.takeAll(steps), (error) => {
      assert(error instanceof Deviation, String(error));
      assert.equal(error.label, label);
      assert.match(error.message, why);
      return true;
    });
    t.diagnostic(`followed as far as step ${driver.count} of ${before.length + steps.length}`);
  });
}
