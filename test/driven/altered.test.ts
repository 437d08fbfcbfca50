/** The driver can fail: a behaviour with one step altered is reported at that step. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zab } from '#spec/protocols/zab.js';
import { extend } from '#spec/kit/extend.js';
import { MUTANTS } from '#spec/mutants/index.js';
import { placesOf } from '#spec/world/layout.js';
import type { Message } from '#spec/model/messages.js';
import { Random, seed } from '../reality/random.js';
import { ALTERATIONS } from './altered.js';
import { layoutFor, seedSteps } from './behaviour.js';
import type { Step } from './behaviour.js';
import { Deviation } from './deviation.js';
import { started } from './drive.js';

const layout = layoutFor(3);
const { loop } = placesOf(layout);
const steps = seedSteps(layout, 'rejoin');

/** Behind it servers have nothing to take from themselves: then all that is under way is compared. */
function isQuiet({ after }: Step): boolean {
  return layout.voters.every((i) => (after[loop(i)] as readonly Message[]).length === 0);
}

const chosen = seed();

for (const [name, alter] of Object.entries(ALTERATIONS)) {
  test(`${name} is reported where it is`, async (t) => {
    const random = new Random(chosen);
    const candidates = steps.flatMap((step, at) => {
      const altered = isQuiet(step) ? alter(layout, step) : null;
      return altered === null ? [] : [{ at, altered }];
    });
    const { at, altered } = random.pick(candidates);
    t.diagnostic(`REALITY_SEED=${chosen}: step ${at + 1} of ${steps.length}, ${altered.rule}`);
    const driver = await started(t, layout);
    await assert.rejects(driver.takeAll(steps.map((step, index) => (index === at ? altered : step))), (error) => {
      assert(error instanceof Deviation, String(error));
      assert.equal(error.at, at + 1, error.message);
      t.diagnostic(error.message.slice(0, 200));
      return true;
    });
  });
}

test('a server with a bug does not follow the protocol', async (t) => {
  const extension = MUTANTS.find(({ id }) => id === 'ack-before-fsync')?.extension;
  assert(extension !== undefined);
  const driver = await started(t, layout, { protocol: extend(zab, { id: 'ack-before-fsync', ...extension }) });
  await assert.rejects(
    driver.takeAll(steps),
    /FollowerOnProposal\(1 from 3\): on its way from server 1 to 3 is \{"type":"ACK",.* and not nothing/,
  );
});
