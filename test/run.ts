/**
 * Runs the test files of every folder below `test/`: `tsx test/run.ts [--slow] [part of a path ...]`.
 *
 * Node 20 takes no glob after `--test`, and a shell's `**` is not portable; so the files are listed here.
 * `*.slow.test.ts` are left out unless asked for, and then only they run.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const options = process.argv.slice(2);
const slow = options.includes('--slow');
const parts = options.filter((option) => option !== '--slow');

const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts') && name.endsWith('.slow.test.ts') === slow)
  .map((name) => relative(root, join(here, name)).split(sep).join('/'))
  .filter((name) => parts.length === 0 || parts.some((part) => name.includes(part)))
  .sort();

if (files.length === 0) {
  console.error(`no test file${parts.length === 0 ? '' : ` matches ${parts.join(', ')}`}`);
  process.exitCode = slow && parts.length === 0 ? 0 : 1;
} else {
  const concurrency = `--test-concurrency=${availableParallelism()}`;
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--test', '--test-reporter=spec', concurrency, ...files], {
    cwd: root,
    stdio: 'inherit',
  });
  if (run.error !== undefined) throw run.error;
  process.exitCode = run.status ?? 1;
}
