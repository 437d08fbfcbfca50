/**
 * Planted violations: what must not compile, lint or pass the dependency rules does not.
 *
 * A toy repository is made of this one's real configuration files and a few lines of source. Every violation is planted
 * at once, each in a file of its own, and each tool runs once; so a violation costs nothing to add here.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

type Tool = 'compiler' | 'lint' | 'dependencies';

/** One complaint: `rule` is an error code, a lint rule or the name of a dependency rule. */
interface Complaint {
  readonly tool: Tool;
  readonly file: string;
  readonly rule: string;
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const BASE = 'tsconfig.base.json';
const configurations = [
  'package.json',
  BASE,
  'eslint.config.js',
  '.dependency-cruiser.js',
  'spec/tsconfig.json',
  'checker/tsconfig.json',
  'impl/tsconfig.json',
];

/** Sources that keep every rule: nobody may complain about them. */
const innocent: Readonly<Record<string, string>> = {
  'spec/kit/system.ts': 'export interface System {\n  readonly name: string;\n}\n',
  'spec/protocols/zab.ts': `import type { System } from '../kit/system.js';\n\nexport const zab: System = { name: 'zab' };\n`,
  'spec/actions/become-leader.ts':
    `import type { System } from '../kit/system.js';\n\nexport const rename = (was: System, all: readonly string[]): unknown =>\n` +
    `  ({ name: was.name, set: { all: [...all, 'x'] }, write: [{ nested: { ...was } }] });\n`,
  'checker/search/search.ts': `import type { System } from '#spec/kit/system.js';\n\nexport type Search = (system: System) => number;\n`,
  'checker/search/bfs.ts':
    `import { performance } from 'node:perf_hooks';\nimport type { Search } from './search.js';\n\n` +
    `export const bfs: Search = (system) => performance.now() + system.name.length;\n`,
  'checker/naive/naive.ts': `import type { Search } from '../search/search.js';\n\nexport const naive: Search = (system) => system.name.length;\n`,
  'checker/cli.ts':
    `import { Command } from 'commander';\nimport { zab } from '#spec/protocols/zab.js';\nimport { naive } from './naive/naive.js';\n` +
    `import { bfs } from './search/bfs.js';\n\nexport const checkCommand = (): Command => new Command(String(bfs(zab) + naive(zab)));\n`,
};

/** Title, file, source, and who must complain by which rule. */
type Plant = readonly [title: string, file: string, source: string, tool: Tool, rule: RegExp];

const importOf = (target: string): string => `import * as other from '${target}';\n\nexport const used: unknown = other;\n`;
const pure = (body: string): string => `export function step(): unknown {\n  ${body}\n}\n`;

const plants: readonly Plant[] = [
  ['spec imports a Node module: compiler', 'spec/fs.ts', importOf('node:fs'), 'compiler', /^TS2\d+$/],
  ['spec imports a Node module: dependencies', 'spec/fs.ts', importOf('node:fs'), 'dependencies', /^spec-is-a-leaf$/],
  ['spec imports a package', 'spec/package.ts', importOf('commander'), 'dependencies', /^spec-is-a-leaf$/],
  ['spec imports a package: lint', 'spec/package.ts', importOf('commander'), 'lint', /^no-restricted-imports$/],
  [
    'spec imports the checker: compiler',
    'spec/checker.ts',
    importOf('#checker/search/dragged.js'),
    'compiler',
    /^TS(6059|6307)$/,
  ],
  [
    'spec imports the checker: dependencies',
    'spec/checker.ts',
    importOf('#checker/search/dragged.js'),
    'dependencies',
    /^spec-is-a-leaf$/,
  ],
  [
    'spec reaches the checker by a path',
    'spec/path.ts',
    importOf('../checker/search/dragged.js'),
    'dependencies',
    /^spec-is-a-leaf$/,
  ],
  ['spec reads the environment', 'spec/process.ts', pure('return process.env;'), 'compiler', /^TS2\d+$/],
  ['spec prints', 'spec/console.ts', pure(`return console.log('x');`), 'compiler', /^TS2\d+$/],
  ['spec sets a timer', 'spec/timer.ts', pure('return setTimeout(step, 1);'), 'compiler', /^TS2\d+$/],
  ['spec uses a Node buffer', 'spec/buffer.ts', pure('return Buffer.alloc(1);'), 'compiler', /^TS2\d+$/],
  ['spec uses an enum', 'spec/enum.ts', 'export enum Role {\n  Leader,\n}\n', 'compiler', /^TS1294$/],
  ['spec reads the clock', 'spec/clock.ts', pure('return Date.now();'), 'lint', /^no-restricted-globals$/],
  ['spec draws lots', 'spec/chance.ts', pure('return Math.random();'), 'lint', /^no-restricted-properties$/],
  ['spec throws', 'spec/throws.ts', pure(`throw new Error('x');`), 'lint', /^no-restricted-syntax$/],
  [
    'spec catches',
    'spec/catches.ts',
    pure('try {\n    return 1;\n  } finally {\n    step();\n  }'),
    'lint',
    /^no-restricted-syntax$/,
  ],
  [
    'spec is asynchronous',
    'spec/later.ts',
    'export const later = async (): Promise<number> => 1;\n',
    'lint',
    /^no-restricted-syntax$/,
  ],
  [
    'spec keeps state',
    'spec/state.ts',
    'let count = 0;\nexport const next = (): number => ++count;\n',
    'lint',
    /^no-restricted-syntax$/,
  ],
  [
    'an action hides the fields of a patch',
    'spec/actions/spread.ts',
    'export const step = (patch: object): unknown => ({ write: [{ ...patch }] });\n',
    'lint',
    /^no-restricted-syntax$/,
  ],
  [
    'an action changes what it was given',
    'spec/actions/mutate.ts',
    'export const step = (server: { epoch: number }): void => {\n  server.epoch = 1;\n};\n',
    'lint',
    /^no-param-reassign$/,
  ],
  [
    'the engine names a protocol',
    'checker/search/zab.ts',
    importOf('#spec/protocols/zab.js'),
    'dependencies',
    /^engine-knows-no-protocol$/,
  ],
  ['the engine imports the command', 'checker/search/front.ts', importOf('../cli.js'), 'dependencies', /^front-is-on-top$/],
  [
    'the naive twin borrows from the engine',
    'checker/naive/bfs.ts',
    importOf('../search/bfs.js'),
    'dependencies',
    /^naive-is-independent$/,
  ],
  [
    'the engine borrows from the naive twin',
    'checker/search/naive.ts',
    importOf('../naive/naive.js'),
    'dependencies',
    /^engine-is-independent$/,
  ],
  ['the checker imports impl', 'checker/search/impl.ts', importOf('#impl/wire.js'), 'dependencies', /^checker-arrows$/],
  ['the checker imports a development package', 'checker/dev.ts', importOf('fast-check'), 'dependencies', /^checker-arrows$/],
  ['impl imports the checker', 'impl/wire.ts', importOf('#checker/search/bfs.js'), 'dependencies', /^impl-arrows$/],
  [
    'a server names an action',
    'impl/peer/action.ts',
    importOf('#spec/actions/become-leader.js'),
    'dependencies',
    /^server-takes-the-protocol-whole$/,
  ],
  ['a server decides', 'impl/peer/decide.ts', importOf('#spec/kit/protocol.js'), 'dependencies', /^only-the-node-decides$/],
  ['the node opens a file', 'impl/node/file.ts', importOf('node:fs'), 'dependencies', /^node-runs-nothing-of-node$/],
  ['the node knows a socket', 'impl/node/net.ts', importOf('#impl/net/turn.js'), 'dependencies', /^node-knows-no-surroundings$/],
  ['a codec opens a socket of ours', 'impl/wire/net.ts', importOf('#impl/net/turn.js'), 'dependencies', /^wire-is-bytes$/],
  ['the disk knows a socket', 'impl/disk/net.ts', importOf('#impl/net/turn.js'), 'dependencies', /^disk-is-files$/],
  ['a socket knows the server', 'impl/net/server.ts', importOf('#impl/server/turn.js'), 'dependencies', /^net-knows-no-server$/],
  [
    'replication knows the service',
    'impl/peer/service.ts',
    importOf('#spec/service/tree.js'),
    'dependencies',
    /^peer-knows-no-service$/,
  ],
  [
    'main reaches behind a command',
    'impl/main.ts',
    `import { checkCommand } from '#checker/cli.js';\nimport { bfs } from '#checker/search/bfs.js';\n\ncheckCommand().parse([String(bfs)]);\n`,
    'dependencies',
    /^main-wires-commands$/,
  ],
  [
    'the checker imports a test',
    'checker/search/tested.ts',
    importOf('../../test/helper.js'),
    'dependencies',
    /^nothing-imports-tests$/,
  ],
  ['two files import each other', 'spec/egg.ts', `export * from './hen.js';\n`, 'dependencies', /^no-cycles$/],
  ['a file that nobody needs', 'spec/lonely.ts', 'export const alone = 1;\n', 'dependencies', /^no-orphans$/],
  [
    'a promise floats',
    'checker/floating.ts',
    `import { rm } from 'node:fs/promises';\n\nrm('x');\n`,
    'lint',
    /no-floating-promises$/,
  ],
  [
    'a switch forgets a member',
    'checker/switch.ts',
    `export function turn(way: 'left' | 'right'): number {\n  switch (way) {\n    case 'left':\n      return 1;\n    default:\n      return 2;\n  }\n}\n`,
    'lint',
    /switch-exhaustiveness-check$/,
  ],
  [
    'a disable that disables nothing',
    'checker/disable.ts',
    '// eslint-disable-next-line eqeqeq -- x\nexport const x = 1;\n',
    'lint',
    /^unused-disable$/,
  ],
];

/** What planted files lean on. */
const accomplices: Readonly<Record<string, string>> = {
  'spec/hen.ts': `export * from './egg.js';\n`,
  'spec/kit/protocol.ts': 'export const decide = 1;\n',
  'spec/service/tree.ts': 'export const tree = 1;\n',
  'impl/net/turn.ts': 'export const turn = 1;\n',
  'impl/server/turn.ts': 'export const turn = 1;\n',
  'checker/search/dragged.ts': 'export const dragged = 1;\n',
  'test/helper.ts': 'export const helper = 1;\n',
};

let sandbox = '';
let complaints: readonly Complaint[] = [];

function write(file: string, text: string): void {
  const path = join(sandbox, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Runs a tool of `node_modules` in the toy repository and answers what it prints. */
function run(tool: string, ...options: readonly string[]): string {
  const { error, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', tool), ...options], {
    cwd: sandbox,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error !== undefined) throw error;
  assert.notEqual(stdout, '', `${tool} printed nothing: ${stderr}`);
  return stdout;
}

function fromCompiler(): Complaint[] {
  const lines = run('typescript-7/bin/tsc', '-b', 'impl', '--pretty', 'false').split('\n');
  return lines.flatMap((line) => {
    const [, file, rule] = /^(\S+?)\(\d+,\d+\): error (TS\d+):/.exec(line) ?? [];
    return file === undefined || rule === undefined ? [] : [{ tool: 'compiler' as const, file, rule }];
  });
}

interface LintResult {
  readonly filePath: string;
  readonly messages: readonly { readonly ruleId: string | null; readonly message: string }[];
}

function fromLint(): Complaint[] {
  const results = JSON.parse(run('eslint/bin/eslint.js', '--format', 'json', 'spec', 'checker')) as readonly LintResult[];
  return results.flatMap(({ filePath, messages }) =>
    messages.map(({ ruleId, message }) => ({
      tool: 'lint' as const,
      file: relative(sandbox, filePath),
      rule: ruleId ?? (message.startsWith('Unused eslint-disable') ? 'unused-disable' : message),
    })),
  );
}

interface CruiseResult {
  readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[] };
}

function fromDependencies(): Complaint[] {
  const folders = ['spec', 'checker', 'impl', 'test'];
  const result = JSON.parse(
    run('dependency-cruiser/bin/dependency-cruise.mjs', '--output-type', 'json', ...folders),
  ) as CruiseResult;
  return result.summary.violations.map(({ from, rule }) => ({ tool: 'dependencies' as const, file: from, rule: rule.name }));
}

before(() => {
  sandbox = mkdtempSync(join(realpathSync(tmpdir()), 'zabkeeper-arrows-'));
  symlinkSync(join(root, 'node_modules'), join(sandbox, 'node_modules'), 'dir');
  for (const file of configurations) {
    write(file, '');
    copyFileSync(join(root, file), join(sandbox, file));
  }
  // Else mistakes planted in one folder hide those in the folders that import it.
  const base = readFileSync(join(root, BASE), 'utf8');
  assert.match(base, /"noEmitOnError": true/);
  write(BASE, base.replace('"noEmitOnError": true', '"noEmitOnError": false'));
  for (const [file, text] of Object.entries({ ...innocent, ...accomplices })) write(file, text);
  for (const [, file, text] of plants) write(file, text);
  // The compiler last: it writes files, and for sources outside their folder it writes them among the sources.
  complaints = [...fromDependencies(), ...fromLint(), ...fromCompiler()];
});

after(() => {
  if (sandbox !== '') rmSync(sandbox, { recursive: true, force: true });
});

for (const [title, file, , tool, rule] of plants) {
  test(`rejected: ${title}`, () => {
    const about = complaints.filter((complaint) => complaint.file === file);
    assert.ok(
      about.some((complaint) => complaint.tool === tool && rule.test(complaint.rule)),
      `${tool} should have complained of ${file} by ${String(rule)}; complaints: ${JSON.stringify(about)}`,
    );
  });
}

test('accepted: sources that keep every rule', () => {
  const unjust = complaints.filter(({ file }) => file in innocent);
  assert.deepEqual(unjust, []);
});
