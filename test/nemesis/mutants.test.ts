/**
 * The mutants of the server fit its sources as these are, and name who must catch them. That they are caught takes minutes:
 * `npm run nemesis -- --mutant all`.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import { CHECKS } from '#traces/history/checks/all.js';
import { mutated, sourceOf } from './mutated-copy.js';
import { MUTANTS } from './mutants.js';

for (const mutant of MUTANTS) {
  test(`mutant ${mutant.id}: it changes one place, and what comes of it is a program`, () => {
    const source = sourceOf(mutant);
    const text = mutated(source, mutant);
    assert.notEqual(text, source);
    const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true, fileName: mutant.file });
    assert.deepEqual(
      diagnostics.map(({ messageText }) => messageText),
      [],
    );
  });
}

test('mutants: each has a name of its own, and names what must catch it', () => {
  assert.equal(new Set(MUTANTS.map(({ id }) => id)).size, MUTANTS.length);
  const known = new Set(CHECKS.map(({ id }) => id));
  for (const { id, rules = [], checks = [] } of MUTANTS) {
    assert.ok(rules.length + checks.length > 0, id);
    assert.deepEqual(
      checks.filter((check) => !known.has(check)),
      [],
      id,
    );
  }
});

test('mutants: one that does not fit any more is told, with its name', () => {
  const stale = { ...(MUTANTS[0] as (typeof MUTANTS)[number]), replace: 'nothing of this kind' };
  assert.throws(
    () => mutated(sourceOf(stale), stale),
    /mutant send-not-held: what it replaces stands 0 times in impl\/node\/node\.ts/,
  );
  assert.throws(() => mutated('a a', { ...stale, replace: 'a' }), /stands 2 times/);
});
