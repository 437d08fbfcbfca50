/** The command line of `npm run nemesis`. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runScript } from '../script.js';
import type { Ended } from '../script.js';
import { FAULT_NAMES } from './faults.js';
import { MUTANTS } from './mutants.js';

function nemesis(...args: readonly string[]): Ended {
  return runScript('test/nemesis/main.ts', ...args);
}

test('nemesis: mistakes end with 64, and say what would do', () => {
  for (const [args, complaint] of [
    [['--mutant', 'ack-before-sync'], /Allowed choices are send-not-held, .*, all/],
    [['--fault', 'rain'], /one of kill-leader, .* is expected/],
    [['--nodes', '2'], /Give a whole number of at least 3/],
    [['--seconds', 'x'], /Give a whole number of at least 1/],
    [['--keep', '/dev/null/run'], /--keep: .*ENOTDIR|--keep: .*EEXIST/],
    [['extra'], /too many arguments/],
    [['--sed', '1'], /unknown option '--sed'\n\(Did you mean --seed\?\)/],
  ] as const) {
    const { code, stdout, stderr } = nemesis(...args);
    assert.equal(code, 64, args.join(' '));
    assert.equal(stdout, '');
    assert.match(stderr, complaint);
  }
});

test('nemesis: --list names faults and mutants, --help the exit codes', () => {
  const listed = nemesis('--list');
  assert.equal(listed.code, 0);
  for (const name of [...FAULT_NAMES, ...MUTANTS.map(({ id }) => id)]) assert.ok(listed.stdout.includes(`  ${name}`), name);
  const help = nemesis('--help');
  assert.equal(help.code, 0);
  assert.match(help.stdout, /Exit codes:\n {2}0 all conforms/);
});
