/** One session: its requests take effect, and are answered, in the order in which they were sent. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { compareZxids } from '#spec/model/zxid.js';
import { nodeBody, textOf } from './expect.js';
import { startInProcess } from './in-process.js';
import type { Model } from './pipeline-model.js';
import { steps } from './pipeline-model.js';

const ensemble = await startInProcess({ observers: 1 });
after(() => ensemble.close());

const RUNS = 15;

for (const member of ensemble.kinds) {
  test(`requests sent without waiting are answered as if one by one: ${member.mode}`, async () => {
    const driver = await member.connect();
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const folder = `/pipeline-${member.mode}-${runs++}`;
        const model: Model = new Map();
        const [made, ...answers] = [driver.create(folder), ...sequence.map((step) => step.send(driver, folder))];
        assert.equal(await made, folder);
        const answered = await Promise.all(answers);
        const expected = sequence.map((step) => step.expected(model));
        const say = (all: readonly unknown[]): readonly string[] =>
          all.map((answer, index) => `${sequence[index]?.name ?? ''}: ${JSON.stringify(answer)}`);
        assert.deepEqual(say(answered), say(expected));
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
    await driver.closeSession();
  });

  test(`a thousand requests in one write are answered in order, each read behind the writes before it: ${member.mode}`, async () => {
    const PAIRS = 500;
    const driver = await member.connect();
    await driver.create(`/deep-${member.mode}`);
    const path = `/deep-${member.mode}`;
    const reads = Array.from({ length: PAIRS }, async (_, index) => {
      const written = driver.setData(path, `${index}`);
      const { data, stat } = await driver.getData(path);
      assert.equal((await written).version, index + 1);
      return [textOf(data), stat.version];
    });
    // The driver itself refuses replies whose xids are not those due.
    const seen = await Promise.all(reads);
    assert.deepEqual(
      seen,
      Array.from({ length: PAIRS }, (_, index) => [`${index}`, index + 1]),
    );
    const replies = driver.arrivals.filter((arrival) => arrival.kind === 'reply');
    for (const [index, { zxid }] of replies.entries()) {
      const before = replies[index - 1];
      if (before !== undefined) assert.ok(compareZxids(before.zxid, zxid) <= 0, 'zxids of replies do not go back');
    }
    await driver.closeSession();
  });
}

test('what is asked behind a create sees it, whatever other sessions do meanwhile', async () => {
  const drivers = await Promise.all(ensemble.members.map((member) => member.connect()));
  const ROUNDS = 30;
  await Promise.all(
    drivers.map(async (driver, at) => {
      for (let round = 0; round < ROUNDS; round++) {
        const path = `/own-${at}-${round}`;
        const asked = [
          driver.request('create', nodeBody(path, 'x')),
          driver.request('exists', { path, watch: false }),
          driver.request('delete', { path, version: 0 }),
          driver.request('exists', { path, watch: false }),
        ];
        assert.deepEqual(
          (await Promise.all(asked)).map(({ err }) => err),
          [0, 0, 0, -101],
        );
      }
    }),
  );
  await Promise.all(drivers.map((driver) => driver.closeSession()));
});
