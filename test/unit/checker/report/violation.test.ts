/**
 * The report of a counterexample, pinned as text. `UPDATE_GOLDEN=1` rewrites it.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { configurationText } from '#checker/report/bounds.js';
import { replayCommand } from '#checker/report/command-line.js';
import { plain } from '#checker/report/paint.js';
import { violationLines } from '#checker/report/violation.js';
import { replay } from '#checker/replay/replay.js';
import type { Counterexample } from '#checker/search/search.js';
import { planOf } from '#checker/suite.js';
import * as catalogue from '../../../cli/check-catalogue.js';
import { nothingSaid } from '../../../models/options.js';

const GOLDEN = new URL('violation.golden.txt', import.meta.url);
test('violation: property, witness, steps with what they change, lanes and the replay command', () => {
  const planned = planOf({ ...nothingSaid, mutant: 'answers-twice', bounds: { txns: 2 } }, catalogue);
  assert.ok(planned.ok);
  const [configuration] = planned.plan.configurations;
  assert.ok(configuration !== undefined);
  const { system } = configuration;
  const counterexample: Counterexample = {
    property: 'OneAnswerEach',
    kind: 'safety',
    detail: '(client, server) 2 asked, 4 answered',
    initial: 0,
    steps: [
      { action: 'Ask', args: '1' },
      { action: 'Ask', args: '2' },
      { action: 'Answer', args: 'REQUEST 1 (from client)' },
      { action: 'Answer', args: 'REQUEST 2 (from client)' },
    ],
  };
  const report = {
    system,
    counterexample,
    steps: replay(system, 0, counterexample.steps).steps,
    where: `#1 ${configurationText(configuration)}`,
    command: replayCommand('npm run check --', configuration, counterexample.steps),
    shortest: false,
  };
  const text = `${violationLines(report, plain).join('\n')}\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(GOLDEN, text);
  assert.equal(text, readFileSync(GOLDEN, 'utf8'));
});
