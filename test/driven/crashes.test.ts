/** A crash between any two of the writes that wait: what a server then finds on its disk is what the behaviour says, to the entry. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coldStartOf, lastOf, layoutFor, scripted, seedSteps } from './behaviour.js';
import type { Step } from './behaviour.js';
import { Deviation } from './deviation.js';
import { drive, started } from './drive.js';

const layout = layoutFor(3);

/** Server 1 has three proposals before its disk: the first is under way, the others will be one batch. */
function crashed(kept: number): readonly Step[] {
  const write = { take: 'LeaderOnClientWrite(3)' };
  const log = { take: 'FollowerOnProposal(1 from 3)' };
  const script = [write, write, log, log, log, { take: `Crash(1 keeping ${kept} of 3 writes)` }, { take: 'StartServer(1)' }];
  const seed = seedSteps(layout, 's1');
  return [...seed, ...scripted(layout, lastOf(coldStartOf(layout), seed), script)];
}

for (let kept = 0; kept <= 3; kept++) {
  test(`of three entries that wait ${kept} are kept`, async (t) => {
    const steps = crashed(kept);
    const settled = scripted(layout, lastOf(coldStartOf(layout), steps), [{ settle: true }]);
    await drive(t, layout, [...steps, ...settled]);
  });
}

/** Server 1 joins an epoch: what the leader has committed goes to its log, then the epoch. */
function joining(kept: number): readonly Step[] {
  const seed = seedSteps(layout, 'lagging');
  const script = [
    { settle: true, but: ['flush 1'] },
    { take: `Crash(1 keeping ${kept} of 3 writes)` },
    { take: 'StartServer(1)' },
  ] as const;
  return [...seed, ...scripted(layout, lastOf(coldStartOf(layout), seed), script)];
}

for (let kept = 0; kept <= 3; kept++) {
  test(`of two entries and an epoch that wait ${kept} are kept`, async (t) => {
    const steps = joining(kept);
    const settled = scripted(layout, lastOf(coldStartOf(layout), steps), [{ settle: true }]);
    await drive(t, layout, [...steps, ...settled]);
  });
}

test('a crash that keeps one write less is seen when the server starts', async (t) => {
  const steps = crashed(2).map((step) =>
    step.action === 'Crash' ? { ...step, args: step.args.replace('keeping 2', 'keeping 1') } : step,
  );
  const driver = await started(t, layout);
  await assert.rejects(driver.takeAll(steps), (error) => {
    assert(error instanceof Deviation, String(error));
    assert.equal(error.at, steps.length);
    assert.match(error.message, /StartServer\(1\): .* its history is /);
    return true;
  });
});
