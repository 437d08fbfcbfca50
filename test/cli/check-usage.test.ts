/**
 * Command lines that make no sense end with 64, and say what would.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommanderError } from 'commander';
import { checkCommand, mutantsCommand } from '#checker/cli.js';
import { zabkeeper } from './check-run.js';

const COMPLAINTS: readonly (readonly [command: string, complaint: RegExp])[] = [
  ['check --nodes 0', /option '-n, --nodes <count>' argument '0' is invalid\. Give a whole number from 1 to 99/],
  ['check --nodes x', /argument 'x' is invalid\. Give a whole number/],
  ['check --depth -1', /argument '-1' is invalid\. Give a whole number from 0/],
  ['check --dept 3', /unknown option '--dept'\n\(Did you mean --depth\?\)/],
  ['check extra', /too many arguments/],
  ['check --protocol tlak', /unknown protocol 'tlak': did you mean 'talk'\? Known: talk, endless\./],
  ['check --protocol talk --seed-state cld', /unknown seed 'cld' of protocol 'talk': did you mean 'cold'\?/],
  ['check --mutant answer-twice', /unknown mutant 'answer-twice': did you mean 'answers-twice'\?/],
  [
    'check --protocol endless --mutant harmless',
    /mutant 'harmless' is made for protocol 'talk', not 'endless': leave --protocol out/,
  ],
  ['check --protocol talk --invariant OneAnswer', /unknown invariant 'OneAnswer': did you mean 'OneAnswerEach'\?/],
  ['check --strategy bsf', /Unknown strategy 'bsf': did you mean 'bfs'\?/],
  ['check --time 0', /Give a time above zero, in seconds or with a unit: 30, 30s, 5m, 1h\./],
  ['check --memory 900T', /This machine has .* free: give less/],
  ['check --memory 4', /Give a size with its unit: 512M, 4G\./],
  ['check --max-pings 1', /no protocol of the standard suite obeys --max-pings/],
  ['check --protocol talk --max-pings 1', /protocol 'talk' does not obey --max-pings; it obeys --max-txns/],
  ['check --protocol talk --observers 1', /protocol 'talk' has no observers/],
  ['check --protocol talk --disk async', /protocol 'talk' has no --disk async: it has no disk to choose/],
  ['check --protocol talk --nodes 12', /protocol 'talk': 12 servers are too many/],
  ['check --walks 3', /need --strategy random/],
  ['check --replay A()', /--replay needs the configuration it is for/],
  ['check --protocol talk --replay Ask(1', /this parenthesis is never closed at character 4/],
  ['check --protocol talk --replay Ask(1) --initial 1', /this configuration has 1 initial state, counted from 0/],
  ['mutants --only harmles', /unknown mutant 'harmles': did you mean 'harmless'\?/],
];

/** In this process: thirty of them would take a minute. */
async function complaintAbout(words: readonly string[]): Promise<string> {
  let text = '';
  const [name, ...rest] = words;
  const command = (name === 'check' ? checkCommand() : mutantsCommand())
    .exitOverride()
    .configureOutput({ writeErr: (part) => (text += part) });
  await assert.rejects(
    command.parseAsync([...rest, '--catalogue', 'test/cli/check-catalogue.ts'], { from: 'user' }),
    CommanderError,
  );
  return text;
}

test('usage: each mistake is refused in words that say what would do', async () => {
  for (const [command, complaint] of COMPLAINTS) assert.match(await complaintAbout(command.split(' ')), complaint);
});

test('usage: the program ends with code 64, whoever found the mistake, and prints nothing on stdout', async () => {
  for (const command of ['check --nodes 0', 'check --dept 3', 'check --protocol tlak', 'chek']) {
    const { code, stdout, stderr } = await zabkeeper(command.split(' '));
    assert.deepEqual({ command, code, stdout }, { command, code: 64, stdout: '' });
    assert.match(stderr, /^error: /);
  }
});

test('usage: help and the list of names are no mistakes', async () => {
  const help = await zabkeeper(['check', '--help']);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /--max-crashes <count>[\s\S]*Examples:[\s\S]*Exit codes:/);
  const names = await zabkeeper(['check', '--list']);
  assert.equal(names.code, 0);
  assert.match(
    names.stdout,
    /Protocol talk: one client, one server[\s\S]*answers-twice[\s\S]*OneAnswerEach[\s\S]*SomethingAnswered/,
  );
});
