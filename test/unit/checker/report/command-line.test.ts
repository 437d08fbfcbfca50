import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseSteps, replayCommand, stepsText } from '#checker/report/command-line.js';
import { planOf } from '#checker/suite.js';
import * as catalogue from '../../../cli/check-catalogue.js';
import { nothingSaid } from '../../../models/options.js';

test('steps: what is written is read back, arguments with parentheses and semicolons too', () => {
  const args = fc.stringMatching(/^[\w .,;→'"⟨⟩{}-]*(\([\w ;]*\))?[\w ]*$/);
  const label = fc.record({ action: fc.stringMatching(/^[A-Za-z]\w*$/), args }, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(label), (steps) => {
      assert.deepEqual(parseSteps(stepsText(steps)), { ok: true, steps });
    }),
  );
});

test('steps: a bare name has no arguments, blanks and last semicolons do not matter', () => {
  assert.deepEqual(parseSteps(' A ;B( x );\n'), {
    ok: true,
    steps: [
      { action: 'A', args: '' },
      { action: 'B', args: ' x ' },
    ],
  });
});

test('steps: mistakes are named with their place', () => {
  for (const [text, complaint] of [
    ['A(1', /never closed at character 2/],
    ['A(1) B(2)', /expected ';' between two steps at character 5/],
    ['(1)', /expected the name of an action at character 1/],
  ] as const) {
    const parsed = parseSteps(text);
    assert.ok(!parsed.ok);
    assert.match(parsed.error, complaint);
  }
});

test('the replay command says everything, and a shell gives the steps back unharmed', () => {
  const planned = planOf({ ...nothingSaid, mutant: 'answers-twice', bounds: { txns: 2 } }, catalogue);
  assert.ok(planned.ok);
  const steps = [{ action: 'Ask', args: "it's ($HOME)" }];
  const [configuration] = planned.plan.configurations;
  assert.ok(configuration !== undefined);
  const command = replayCommand('npm run check --', configuration, steps);
  assert.equal(
    command,
    String.raw`npm run check -- --protocol talk --nodes 3 --seed-state cold --mutant answers-twice --max-txns 2 --replay 'Ask(it'\''s ($HOME))'`,
  );
  const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command.replace('npm run check -- ', '')}`], { encoding: 'utf8' })
    .trimEnd()
    .split('\n');
  assert.equal(words.at(-1), stepsText(steps));
});
