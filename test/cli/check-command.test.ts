/**
 * What `check` and `mutants` print and how they end, on tiny protocols.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zabkeeper } from './check-run.js';

test('check: a suite that never takes an action fails, and names it', async () => {
  const { code, stdout } = await zabkeeper(['check']);
  assert.equal(code, 1);
  assert.match(stdout, / 1 {2}talk +cold +- +6 +6 +0 {2}4 exhausted .* pass\n 2 {2}endless +- +async +15 +20 +5 {2}4 .* pass\n/);
  assert.match(stdout, /Forget +0 +0 of 1 {2}#1\n/);
  assert.match(stdout, /FAILED: no configuration of this run takes: Forget/);
  assert.match(
    stdout,
    /#2 depth 4 cut 5 states unexpanded\n {2}#1 exhausted: .*\n {2}#2 Stops not checked \(ask with --invariant Stops\)\n/,
  );
});

test('check: below the promised depth the same is a note', async () => {
  const { code, stdout } = await zabkeeper(['check', '--depth', '5']);
  assert.equal(code, 0);
  assert.match(stdout, /note: no configuration of this run takes: Forget/);
  assert.match(stdout, /PASS {2}2 configurations, 21 distinct states: no violation of 2 properties within the bounds\./);
});

test('check: a violation is told with its witness, and its own command replays it', async () => {
  const { code, stdout } = await zabkeeper(['check', '--mutant', 'answers-twice']);
  assert.equal(code, 12);
  assert.match(stdout, /VIOLATED {2}OneAnswerEach\n[\s\S]*witness {3}\(client, server\) 1 asked, 2 answered/);
  const steps = /--replay '([^']*)'/.exec(stdout)?.[1] ?? '';
  const again = await zabkeeper(['check', '--mutant', 'answers-twice', '--replay', steps]);
  assert.equal(again.code, 12);
  assert.match(again.stdout, /VIOLATED {2}OneAnswerEach\n {2}witness {3}\(client, server\) 1 asked, 2 answered\n$/);
});

test('check: every strategy and storage finds it', async () => {
  for (const words of ['--strategy dfs', '--strategy random --random-seed 7', '--storage fingerprint']) {
    const { code } = await zabkeeper(['check', '--mutant', 'answers-twice', ...words.split(' ')]);
    assert.equal(code, 12, words);
  }
});

test('check: a step refused on replay names the guard that was false', async () => {
  const { code, stdout } = await zabkeeper(['check', '--protocol', 'talk', '--replay', 'Ask(1); Ask(2); Ask(3)']);
  assert.equal(code, 1);
  assert.match(stdout, /3 {2}Ask {2}3\n {7}REFUSED\n {7}because {3}Ask\(\): guard mayAskMore is false \(bound 2\)/);
});

test('check: silence where the protocol calls it a fault is a deadlock', async () => {
  const { code, stdout } = await zabkeeper(['check', '--protocol', 'talk', '--seed-state', 'stuck']);
  assert.equal(code, 11);
  assert.match(stdout, /\nDEADLOCK\n {2}how {7}a state without successors, after 4 steps, the fewest possible/);
});

test('check: a goal that cannot be reached is a liveness failure', async () => {
  const { code, stdout } = await zabkeeper(['check', '--protocol', 'endless', '--depth', '3', '--invariant', 'Stops']);
  assert.equal(code, 13);
  assert.match(stdout, /VIOLATED {2}Stops/);
});

test('check --json: one document with the figures of every configuration', async () => {
  const { code, stdout } = await zabkeeper(['check', '--json', '--depth', '3']);
  const { configurations, ...run } = JSON.parse(stdout) as {
    readonly configurations: readonly Readonly<Record<string, unknown>>[];
  };
  assert.equal(code, 0);
  assert.deepEqual(run, {
    tool: 'zabkeeper',
    command: 'check',
    version: '0.1.0',
    nodes: 3,
    depth: 3,
    strategy: 'bfs',
    storage: 'exact',
    actionsNeverTaken: ['Forget'],
    sometimesUnmet: [],
    coverageCounts: false,
    verdict: 'pass',
    exitCode: 0,
  });
  const [talk] = configurations;
  const { protocol, seed, verdict, distinct, transitions, perDepth, actions } = talk ?? {};
  assert.deepEqual(
    { protocol, seed, verdict, distinct, transitions, perDepth, actions },
    {
      protocol: 'talk',
      seed: 'cold',
      verdict: 'pass',
      distinct: 5,
      transitions: 5,
      perDepth: [1, 1, 2, 1],
      actions: { Ask: 3, Answer: 2, Forget: 0 },
    },
  );
});

test('check: time runs out with partial results', async () => {
  const { code, stdout } = await zabkeeper(['check', '--protocol', 'endless', '--depth', '99999', '--time', '0.3s']);
  assert.equal(code, 124);
  assert.match(stdout, /time ran out \(--time\): every state up to depth \d+ was found/);
});

test('check: memory runs out with partial results', async () => {
  const { code, stdout } = await zabkeeper(['check', '--protocol', 'endless', '--depth', '99999', '--memory', '16M']);
  assert.equal(code, 124);
  assert.match(stdout, /memory ran out \(--memory 16\.0 MiB\)[\s\S]*try --storage fingerprint/);
});

test('check: interrupted twice within a moment, as npm and tsx do it, it still prints what it found', async () => {
  const { code, stdout, stderr } = await zabkeeper(['check', '--protocol', 'endless', '--depth', '99999'], (child, output) => {
    const poll = setInterval(() => {
      // The head of the table stands: the search is about to run.
      if (!output().includes('protocol')) return;
      clearInterval(poll);
      setTimeout(() => child.kill('SIGINT'), 800);
      setTimeout(() => child.kill('SIGINT'), 830);
    }, 20);
  });
  assert.equal(code, 130);
  assert.match(stderr, /interrupted: what was found so far follows/);
  assert.match(stdout, /interrupted: every state up to depth \d+ was found[\s\S]*Exit code 130\.\n$/);
});

test('mutants: the killed and the survivor are told apart, and the survivor fails the run', async () => {
  const { code, stdout } = await zabkeeper(['mutants']);
  assert.equal(code, 1);
  assert.match(stdout, /misnamed +OneAnswerEach +2 +4 +\d+\.\d+ s +WRONG PROPERTY\nharmless +- +- +6 +\d+\.\d+ s +SURVIVED\n/);
  assert.match(
    stdout,
    /misnamed: killed by OneAnswerEach after 2 steps, not by ClientCounts, which alone[\s\S]*harmless: no property finds it within depth 6; OneAnswerEach should/,
  );
  assert.equal((await zabkeeper(['mutants', '--only', 'answers-twice'])).code, 0);
});

test('mutants: one that another property kills first is run again with the named one alone', async () => {
  const { stdout, code } = await zabkeeper(['mutants', '--only', 'asks-below-zero,misnamed', '--json']);
  assert.equal(code, 1);
  const { mutants } = JSON.parse(stdout) as { readonly mutants: readonly Readonly<Record<string, unknown>>[] };
  assert.deepEqual(
    mutants.map(({ id, fate }) => [id, fate]),
    [
      ['asks-below-zero', 'killed'],
      ['misnamed', 'wrong property'],
    ],
  );
});
