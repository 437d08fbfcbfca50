/**
 * The harness of the documents, tried on small ones: a harness that accepts everything would prove nothing.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agrees, consoleBlocks, normalised, runBlock, runnable } from './console-blocks.js';

async function run(...lines: readonly string[]): Promise<void> {
  const blocks = consoleBlocks(lines.join('\n'));
  assert.ok(blocks.length > 0);
  for (const block of blocks) await runBlock(block);
}

test('console blocks: commands, outputs, words after the fence', () => {
  const markdown = 'a\n```console slow exit=12\n$ one \\\n  two\nout\n\n$ three\n```\n```sh\n$ no\n```\n';
  assert.deepEqual(consoleBlocks(markdown), [
    {
      line: 2,
      slow: true,
      interrupt: false,
      status: 12,
      steps: [
        { command: 'one two', output: ['out', ''] },
        { command: 'three', output: [] },
      ],
    },
  ]);
});

test('console blocks: mistakes in a block are said', () => {
  assert.throws(() => consoleBlocks('```console\n$ x'), /never closed/);
  assert.throws(() => consoleBlocks('```console\nx\n```'), /begins with a command/);
  assert.throws(() => consoleBlocks('```console\n```'), /no command/);
  assert.throws(() => consoleBlocks('```console fast\n$ x\n```'), /mean nothing/);
});

test('console blocks: output that agrees passes', async () => {
  await run('```console', '$ echo took 3.2 s; echo 7 states', 'took 41 s', '7 states', '```');
  await run('```console', '$ seq 9', '1', '...', '8', '9', '```');
  await run('```console exit=3', '$ true', '$ echo x; exit 3', 'x', '```');
});

test('console blocks: a command that goes on is interrupted once it has printed what is shown', async () => {
  // Deaf to Ctrl-C where it must end by itself: a signal could overtake its end.
  await run(
    '```console interrupt exit=7',
    `$ node -e 'process.on("SIGINT", () => process.exit(7)); console.log("ready"); setInterval(() => {}, 1e6)'`,
    'ready',
    '```',
  );
  await assert.rejects(
    run(
      '```console interrupt',
      `$ node -e 'process.on("SIGINT", () => { console.log("and more"); process.exit(); }); console.log("ready"); setInterval(() => {}, 1e6)'`,
      'ready',
      '```',
    ),
    /prints something else/,
  );
  await assert.rejects(run('```console interrupt', '$ echo over', 'ready', '```'), /prints something else/);
  await assert.rejects(
    run('```console interrupt exit=3', `$ bash -c 'trap "" INT; echo ready'`, 'ready', '```'),
    /ended with status 0/,
  );
});

test('console blocks: output that differs fails', async () => {
  await assert.rejects(run('```console', '$ echo 7 states', '8 states', '```'), /prints something else/);
  await assert.rejects(run('```console', '$ seq 3', '1', '...', '2', '```'), /prints something else/);
  await assert.rejects(run('```console', '$ echo x', '```'), /prints something else/);
  await assert.rejects(run('```console', '$ true', 'x', '```'), /prints something else/);
  await assert.rejects(run('```console', '$ exit 1', '```'), /ended with status 1/);
  await assert.rejects(run('```console exit=12', '$ true', '```'), /ended with status 0/);
});

test('console blocks: set-up commands are understood, not run', () => {
  assert.equal(runnable('npm ci && npm test'), undefined);
  assert.equal(runnable('npm ci && npm run check -- --nodes 3'), 'npm run check -- --nodes 3');
  assert.equal(runnable('npx zabkeeper check'), 'npx tsx impl/main.ts check');
});

test('console blocks: only measures are placeholders', () => {
  const lines = [
    '> tsx impl/main.ts check',
    '',
    'a  1,234 distinct  9.5 s  2.1 M states/s  30 MB  12× ',
    '────',
    'at 1.2 in 3 steps',
    '',
  ];
  assert.deepEqual(normalised(lines), ['a 1,234 distinct <measure> <measure> <measure> <measure>', '──', 'at 1.2 in 3 steps']);
});

test('console blocks: an ellipsis stands for any number of lines, none included', () => {
  assert.ok(agrees(['...'], []));
  assert.ok(agrees(['a', '...'], ['a']));
  assert.ok(agrees(['...', 'b', '...', 'd'], ['a', 'b', 'c', 'b', 'd']));
  assert.ok(!agrees(['...', 'b'], ['b', 'c']));
});
