/** One shortest counterexample, step by step: of the mutant whose mistake is easiest to tell. Shortest paths are not unique; this one is. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { replay } from '#checker/replay/replay.js';
import { bfs } from '#checker/search/bfs.js';
import { mutants, protocols } from '#spec/catalogue.js';
import { unbounded } from '../models/options.js';
import { assertPinned } from './golden-file.js';

const ID = 'uptodate-before-quorum';

test(`${ID}: the very steps that lead to it`, () => {
  const mutant = mutants.find(({ id }) => id === ID);
  assert.ok(mutant !== undefined);
  const built = protocols.find(({ id }) => id === mutant.protocol)?.build({ ...mutant.options, mutant: ID });
  assert.ok(built?.ok);
  const { counterexample } = bfs(built.system, { ...unbounded, depth: mutant.depth, properties: [mutant.killedBy] });
  assert.ok(counterexample !== undefined);
  const { property, kind, detail, initial, steps } = counterexample;
  assertPinned(`${ID}.json`, 'violation', { property, kind, detail });
  assertPinned(
    `${ID}.json`,
    'steps',
    steps.map(({ action, args }) => `${action}(${args})`),
  );
  assert.equal(replay(built.system, initial, steps).refusal, undefined);
});
