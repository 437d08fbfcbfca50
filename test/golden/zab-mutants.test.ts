/** Every seeded mistake is found by the property that is named for it, alone; and every property has a mistake that it finds. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { bfs } from '#checker/search/bfs.js';
import type { SearchResult } from '#checker/search/search.js';
import { mutants, protocols } from '#spec/catalogue.js';
import type { ModelOptions, MutantInfo } from '#spec/kit/catalogue.js';
import { MUTANTS } from '#spec/mutants/index.js';
import { PROPERTY_TEXTS } from '#spec/properties/catalogue.js';
import { SOMETIMES_TEXTS } from '#spec/properties/sometimes.js';
import { SYNCED_QUORUM_TEXT } from '#spec/properties/liveness/synced-quorum.js';
import { zab } from '#spec/protocols/zab.js';
import { unbounded } from '../models/options.js';

function search(mutant: MutantInfo, options: ModelOptions, properties?: readonly string[]): SearchResult {
  const built = protocols.find(({ id }) => id === mutant.protocol)?.build(options);
  assert.ok(built?.ok, built?.ok === false ? built.error : mutant.protocol);
  const checkReachable = mutant.killedBy === SYNCED_QUORUM_TEXT.id;
  const only = properties === undefined ? {} : { properties };
  return bfs(built.system, { ...unbounded, ...only, depth: mutant.depth, selfCheck: false, checkReachable });
}

for (const mutant of mutants) {
  for (const property of [mutant.killedBy, ...(mutant.alsoKills ?? [])]) {
    test(`${mutant.id} is killed by ${property} alone, within depth ${mutant.depth}`, () => {
      const { counterexample } = search(mutant, { ...mutant.options, mutant: mutant.id }, [property]);
      assert.equal(counterexample?.property, property, 'it survives');
      assert.ok(counterexample.steps.length <= mutant.depth);
    });
  }

  test(`without ${mutant.id} the same run passes, with every property`, () => {
    const { verdict, counterexample, reachableUndecided } = search(mutant, mutant.options);
    assert.equal(verdict, 'pass', counterexample?.detail);
    assert.equal(reachableUndecided ?? 0, 0);
  });
}

test('every property kills some mutant', () => {
  const killers = new Set(mutants.flatMap(({ killedBy, alsoKills }) => [killedBy, ...(alsoKills ?? [])]));
  const sometimes = new Set(SOMETIMES_TEXTS.map(({ id }) => id));
  const idle = PROPERTY_TEXTS.map(({ id }) => id).filter((id) => !sometimes.has(id) && !killers.has(id));
  assert.deepEqual(idle, [], 'properties that no mutant is known to break');
});

test('mutants name properties that exist, and themselves differently', () => {
  const ids = PROPERTY_TEXTS.map(({ id }) => id);
  const unknown = mutants
    .flatMap(({ killedBy, alsoKills }) => [killedBy, ...(alsoKills ?? [])])
    .filter((id) => !ids.includes(id));
  assert.deepEqual(unknown, []);
  assert.equal(new Set(mutants.map(({ id }) => id)).size, mutants.length);
});

test('mutants replace and drop actions that exist', () => {
  const known = zab.actions.map(({ id }) => id);
  const named = MUTANTS.flatMap(({ extension }) => [
    ...(extension?.drop ?? []),
    ...(extension?.replace ?? []).map(({ id }) => id),
  ]);
  assert.deepEqual(
    named.filter((id) => !known.includes(id)),
    [],
  );
});
