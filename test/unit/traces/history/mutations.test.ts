/** The checks can fail: a real history passes, and each way to falsify it is seen by the check that is about it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECKS } from '#traces/history/checks/all.js';
import { assertPinned } from '../../../golden/golden-file.js';
import { startInProcess } from '../../../guarantees/in-process.js';
import { MUTATIONS } from './mutations.js';
import { recordScenario } from './scenario.js';
import { broken, registersOf, verdictOf } from './verdicts.js';

const ensemble = await startInProcess();
const { lines } = await recordScenario(ensemble);
await ensemble.close();

const SEEN_WITHOUT_ZXIDS: readonly string[] = [
  'a write of an old version is said to be done',
  'a delete is refused for the wrong reason',
  'a write that was acknowledged is not in any tree',
  'a read tells an older Stat than its zxid has',
  'a read tells data that nobody wrote',
  'one part of a multi is done, another not',
  'a reader sees one part of a multi, not the other',
  'a sequential number is given twice',
  'an ephemeral node outlives its session',
  'an ephemeral node is gone before its session',
];

let killed = 0;

test('the history as it was recorded passes, with zxids and without', () => {
  const verdict = verdictOf(lines);
  assert.deepEqual(
    verdict.violations.map(({ check, words }) => `${check.id}: ${words}`),
    [],
  );
  assert.ok(verdict.events >= 6 && verdict.strength.judged > 30, JSON.stringify(verdict));
  assert.deepEqual(registersOf(lines).violations, []);
});

for (const { name, check, apply } of MUTATIONS) {
  test(`${check}: ${name}`, () => {
    const { violations } = verdictOf(apply(lines));
    const seen = broken({ violations: violations.filter(({ certain }) => certain) });
    assert.ok(seen.includes(check), `seen by: ${seen.join(', ') || 'none'}`);
    killed += 1;
  });
}

test('without zxids too, where the writes of one path, or reads behind a sync, are falsified', () => {
  const seen = MUTATIONS.filter(({ apply }) => registersOf(apply(lines)).violations.length > 0);
  assert.deepEqual(
    seen.map(({ name }) => name),
    SEEN_WITHOUT_ZXIDS,
  );
});

test('every check is tried by a mutation', () => {
  const tried = new Set(MUTATIONS.map(({ check }) => check));
  assert.deepEqual(
    CHECKS.map(({ id }) => id).filter((id) => !tried.has(id)),
    [],
  );
});

test('the score is as pinned', (t) => {
  t.diagnostic(`${killed} of ${MUTATIONS.length} killed by the check that is named`);
  assertPinned('kill-scores.json', 'history', { total: MUTATIONS.length, killed });
});
