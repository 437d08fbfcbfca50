/**
 * Runs the test files of every folder below `test/`: `tsx test/run.ts [--slow] [--second-try] [part of a path ...]`.
 *
 * Node 20 takes no glob after `--test`, and a shell's `**` is not portable; so the files are listed here.
 * `*.slow.test.ts` are left out unless asked for, and then only they run.
 *
 * `--second-try` is for machines that others use too: a few files that fail are run once more, one at a time. What passes then is
 * named as FLAKY at the end, and is a fault to be found all the same; what fails again fails the run.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { run as runTests } from 'node:test';
import { spec } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/**
 * Of one file: what never ends, as where a test fails and leaves a port open, is a failure with a name. The longest take a minute or two,
 * among the slow ones longer, for they fetch what they compare with.
 */
const FILE_TIMEOUT_MS = { plain: 6 * 60_000, slow: 15 * 60_000 };

/** More than chance breaks at once: then nothing is tried again. */
const SECOND_TRIES_MAX = 3;

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const { values, positionals: parts } = parseArgs({
  allowPositionals: true,
  options: { slow: { type: 'boolean', default: false }, 'second-try': { type: 'boolean', default: false } },
});
const { slow, 'second-try': secondTry } = values;
const timeout = slow ? FILE_TIMEOUT_MS.slow : FILE_TIMEOUT_MS.plain;

/** The files, relative to the root and each once, where a test failed. */
async function run(files: readonly string[], concurrency: number): Promise<readonly string[]> {
  const failed = new Set<string>();
  const tests = runTests({ files: files.map((file) => join(root, file)), concurrency, timeout });
  tests.on('test:fail', ({ file }) => {
    failed.add(file === undefined ? 'unknown' : relative(root, file).split(sep).join('/'));
  });
  for await (const text of tests.compose(new spec())) process.stdout.write(text as string);
  return [...failed];
}

const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && name.endsWith('.slow.test.ts') === slow)
  .map((name) => relative(root, join(here, name)).split(sep).join('/'))
  .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)))
  .sort();

if (files.length === 0) {
  console.error(`no test file${parts.length === 0 ? '' : ` matches ${parts.join(', ')}`}`);
  process.exitCode = slow && parts.length === 0 ? 0 : 1;
} else {
  const failed = await run(files, availableParallelism());
  process.exitCode = failed.length === 0 ? 0 : 1;
  // A helper's name among them says nothing about which file to run.
  const mayTryAgain = failed.length > 0 && failed.length <= SECOND_TRIES_MAX && failed.every((file) => files.includes(file));
  if (secondTry && mayTryAgain) {
    console.log(`\n=== once more, one at a time: ${failed.join(', ')}`);
    if ((await run(failed, 1)).length === 0) {
      console.log(`\nFLAKY: failed, then passed: ${failed.join(', ')}`);
      process.exitCode = 0;
    }
  }
}
