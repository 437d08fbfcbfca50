import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomeOf, unexpanded, type Row } from '#checker/report/outcome.js';
import type { SearchResult, Verdict } from '#checker/search/search.js';
import { planOf, type Plan } from '#checker/suite.js';
import * as catalogue from '../../../cli/check-catalogue.js';
import { nothingSaid } from '../../../models/options.js';

function plan(
  request: { readonly depth?: number; readonly nodes?: number; readonly bounds?: { readonly txns: number } } = {},
): Plan {
  const planned = planOf({ ...nothingSaid, bounds: {}, ...request }, catalogue);
  assert.ok(planned.ok);
  return planned.plan;
}

function result(verdict: Verdict, actions: Readonly<Record<string, number>> = { Ask: 1 }): SearchResult {
  const figures = {
    distinct: 10,
    transitions: 20,
    perDepth: [1, 4, 5],
    depthCompleted: 2,
    exhausted: false,
    seconds: 1,
    omittedEstimate: 0,
    bytes: 0,
    lookups: 0,
    misses: 0,
  };
  return { ...figures, verdict, actions, sometimes: { Met: (actions['Ask'] ?? 0) > 0 } };
}

function rows(of: Plan, ...results: readonly (SearchResult | undefined)[]): readonly Row[] {
  return of.configurations.map((configuration, index) => ({ configuration, result: results[index] }));
}

test('exit codes: the worst finding of a run decides, in the order of TLC', () => {
  const standard = plan();
  const code = (first: Verdict, second: Verdict): number =>
    outcomeOf(standard, rows(standard, result(first), result(second)), false).exitCode;
  assert.deepEqual(
    [code('pass', 'pass'), code('pass', 'violation'), code('deadlock', 'pass'), code('unreachable', 'time')],
    [0, 12, 11, 13],
  );
  assert.deepEqual(
    [code('time', 'pass'), code('memory', 'pass'), code('interrupted', 'time'), code('violation', 'interrupted')],
    [124, 124, 130, 12],
  );
});

test('a configuration that was not begun means that time ran out, or that a person stopped the run', () => {
  const standard = plan();
  assert.equal(outcomeOf(standard, rows(standard, result('pass'), undefined), false).exitCode, 124);
  assert.equal(outcomeOf(standard, rows(standard, result('pass'), undefined), true).exitCode, 130);
});

test('an action that a whole standard suite never takes fails it; in any smaller run it is a note', () => {
  const idle = [result('pass', { Ask: 1, Forget: 0 }), result('pass', { Count: 3, Forget: 0 })];
  for (const [request, exitCode] of [
    [{}, 1],
    [{ depth: 11 }, 0],
    [{ nodes: 2 }, 0],
    [{ bounds: { txns: 1 } }, 0],
  ] as const) {
    const of = plan(request);
    const outcome = outcomeOf(of, rows(of, ...idle), false);
    assert.deepEqual([outcome.exitCode, outcome.actionsNeverTaken], [exitCode, ['Forget']], JSON.stringify(request));
  }
});

test('a situation never met fails a standard suite as well', () => {
  const standard = plan();
  const outcome = outcomeOf(
    standard,
    rows(standard, { ...result('pass'), sometimes: { Met: false } }, { ...result('pass'), sometimes: { Met: false } }),
    false,
  );
  assert.deepEqual([outcome.exitCode, outcome.sometimesUnmet], [1, ['Met']]);
});

test('the states a bound cut off are those of the last level, and unknown where the search ended early', () => {
  assert.equal(unexpanded(result('pass'), 'bfs'), 5);
  assert.equal(unexpanded({ ...result('pass'), exhausted: true }, 'bfs'), 0);
  assert.equal(unexpanded(result('time'), 'bfs'), undefined);
  assert.equal(unexpanded(result('pass'), 'random'), undefined);
});
