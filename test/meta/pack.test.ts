/**
 * What is published works where it is installed: built, packed, installed into an empty folder, run there.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
let sandbox = '';
let packed: readonly string[] = [];

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(folder: string, command: string, ...options: readonly string[]): Run {
  const { error, status, stdout, stderr } = spawnSync(command, options, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  return { status, stdout, stderr };
}

function succeed(folder: string, command: string, ...options: readonly string[]): string {
  const { status, stdout, stderr } = run(folder, command, ...options);
  assert.equal(status, 0, `${command} ${options.join(' ')}\n${stdout}\n${stderr}`);
  return stdout;
}

/** The installed command, as `npx zabkeeper` finds it. */
function zabkeeper(...options: readonly string[]): Run {
  return run(join(sandbox, 'app'), join(sandbox, 'app/node_modules/.bin/zabkeeper'), ...options);
}

before(() => {
  sandbox = mkdtempSync(join(realpathSync(tmpdir()), 'zabkeeper-pack-'));
  const app = join(sandbox, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), '{ "name": "somewhere-else", "private": true }\n');
  succeed(root, 'npm', 'run', '--silent', 'build');
  const report = JSON.parse(succeed(root, 'npm', 'pack', './dist', '--json', '--pack-destination', sandbox)) as readonly {
    readonly files: readonly { readonly path: string }[];
  }[];
  packed = report.flatMap(({ files }) => files.map(({ path }) => path));
  const tarball = readdirSync(sandbox).find((name) => name.endsWith('.tgz')) ?? 'no tarball';
  succeed(app, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', join(sandbox, tarball));
});

after(() => {
  if (sandbox !== '') rmSync(sandbox, { recursive: true, force: true });
});

test('pack: compiled files, licence and README, nothing else', () => {
  const odd = packed.filter(
    (path) => !/^(?:spec|checker|impl|traces)\/.*(?:[.]js|[.]d[.]ts)$|^(?:package[.]json|LICENSE|README[.]md)$/.test(path),
  );
  assert.deepEqual(odd, []);
  assert.ok(packed.includes('LICENSE') && packed.includes('impl/main.js'), packed.join('\n'));
});

test('pack: needs its own dependencies and nothing that is for development', () => {
  const installed = readdirSync(join(sandbox, 'app/node_modules')).filter((name) => !name.startsWith('.'));
  assert.deepEqual(
    installed.filter((name) => /^(?:tsx|esbuild|typescript.*|eslint.*)$/.test(name)),
    [],
  );
});

test('pack: npx zabkeeper check --help', () => {
  const help = succeed(join(sandbox, 'app'), 'npx', '--no', '--', 'zabkeeper', 'check', '--help');
  assert.match(help, /^Usage: zabkeeper check /);
});

test('pack: zabkeeper check --nodes 2 --depth 3 --json', () => {
  const { status, stdout, stderr } = zabkeeper('check', '--nodes', '2', '--depth', '3', '--json');
  assert.equal(status, 0, stderr);
  assert.doesNotThrow(() => JSON.parse(stdout) as unknown, stdout);
});

test('pack: a command that does not exist is a usage error', () => {
  const { status, stderr } = zabkeeper('chek');
  assert.equal(status, 64);
  assert.match(stderr, /Did you mean check\?/);
});
