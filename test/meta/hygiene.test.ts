/**
 * Rules about the repository itself (after TigerBeetle's `tidy`): what no compiler or linter sees.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

const LINES_MAX = 400;
const README_LINES_MAX = 50;

/** Files allowed to be longer than `LINES_MAX`, each with its reason. */
const longFiles: Readonly<Record<string, string>> = {
  'package-lock.json': 'written by npm',
};

/** Folders that are not ours, or not kept. */
const skipped: ReadonlySet<string> = new Set(['.git', 'node_modules', 'dist']);

/** Folders whose every sub-folder is a part of its own, and says what it is in a README. */
const described = ['spec', 'checker', 'impl', 'traces'];

function list(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (skipped.has(entry.name)) return [];
    if (entry.isDirectory()) return list(path);
    return entry.isFile() ? [path] : [];
  });
}

const files = list('').filter((file) => !file.endsWith('.gz'));
const texts: ReadonlyMap<string, string> = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
const sources = files.filter((file) => file.endsWith('.ts'));
const folders = [...new Set(files.map((file) => dirname(file)))];

function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}

/** `file:line: matched text` for every match of `pattern`, which must be global. */
function matches(pattern: RegExp, among: readonly string[] = files): string[] {
  return among.flatMap((file) => {
    const text = texts.get(file) ?? '';
    return [...text.matchAll(pattern)].map((match) => `${file}:${linesOf(text.slice(0, match.index) + 'x')}: ${match[0]}`);
  });
}

test('hygiene: nothing is left for later in a comment', () => {
  assert.deepEqual(
    matches(
      /\b(?:TO[D]O|FIX[M]E|X[X]X)\b/g,
      files.filter((file) => file !== 'package-lock.json'),
    ),
    [],
  );
});

test(`hygiene: no file is longer than ${LINES_MAX} lines`, () => {
  const long = files.filter((file) => !(file in longFiles) && linesOf(texts.get(file) ?? '') > LINES_MAX);
  assert.deepEqual(long, []);
});

test('hygiene: every exception to the length limit is still needed', () => {
  const idle = Object.keys(longFiles).filter((file) => linesOf(texts.get(file) ?? '') <= LINES_MAX);
  assert.deepEqual(idle, []);
});

test('hygiene: every main folder has a README of at most a screen', () => {
  const inner = described.flatMap((parent) =>
    folders.filter((folder) => folder.startsWith(`${parent}/`)).map((folder) => folder.split('/').slice(0, 2).join('/')),
  );
  const top = folders.map((folder) => folder.split('/')[0] ?? '').filter((folder) => !folder.startsWith('.'));
  const missing = [...new Set([...top, ...inner])].filter((folder) => !files.includes(`${folder}/README.md`));
  assert.deepEqual(missing, [], 'folders without a README.md');
  const long = files.filter((file) => file.endsWith('/README.md') && linesOf(texts.get(file) ?? '') > README_LINES_MAX);
  assert.deepEqual(long, [], `READMEs of more than ${README_LINES_MAX} lines`);
});

test('hygiene: links of the documents lead somewhere', () => {
  const broken = files
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) =>
      [...(texts.get(file) ?? '').matchAll(/\]\((?![a-z]+:|#)([^)\s#]+)[^)]*\)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => !existsSync(join(root, dirname(file), target)))
        .map((target) => `${file}: ${target}`),
    );
  assert.deepEqual(broken, []);
});

test('hygiene: no package registry is named', () => {
  assert.deepEqual(
    matches(/\bregistry\.[a-z0-9-]+\.[a-z]+|\b(?:npm[m]irror|arti[f]actory|pypi\.or[g]|repo1\.mave[n]|proxy\.golan[g])\b/gi),
    [],
  );
  assert.deepEqual(matches(/"resolved":/g, ['package-lock.json']), [], 'addresses in the lock file');
});

test('hygiene: no path of one machine, and none that leads out of the repository', () => {
  assert.deepEqual(matches(/(?<![\w.-])\/(?:work|root|home|Users)\/[\w.-]*|\.\.\/share[d]\/[\w./-]*/g), []);
});

test('hygiene: every disabled lint rule is named and has a reason', () => {
  const directives = matches(/(?:\/\/|\/\*)\s*eslint-disable.*$/gm, sources).filter(
    (line) => !line.startsWith('test/meta/arrows'),
  );
  const reasoned = /eslint-disable(?:-next-line|-line)?\s+[@\w/-]+(?:,\s*[@\w/-]+)*\s+--\s+\S/;
  assert.deepEqual(
    directives.filter((line) => !reasoned.test(line)),
    [],
  );
  const expected = matches(/@ts-(?:ignore|nocheck|expect-error).*$/gm, sources).filter((line) => !line.startsWith('test/'));
  assert.deepEqual(expected, [], 'type errors are only expected in tests');
});

test('hygiene: files and folders are named in kebab-case', () => {
  const odd = sources
    .flatMap((file) => file.split('/'))
    .filter((name) => !/^[.]?[a-z0-9]+(?:-[a-z0-9]+)*(?:[.][a-z0-9-]+)*$/.test(name));
  assert.deepEqual([...new Set(odd)], []);
});

test('hygiene: no compiled file lies among the sources', () => {
  const compiled = files.filter((file) =>
    /^(?:spec|checker|impl|traces|test|[.]ci)\/.*[.](?:[cm]?js|d[.]ts|map|tsbuildinfo)$/.test(file),
  );
  assert.deepEqual(compiled, []);
});

test('hygiene: text files end in one newline and have no carriage returns', () => {
  const odd = files.filter((file) => {
    const text = texts.get(file) ?? '';
    return text.includes('\r') || (text !== '' && !text.endsWith('\n')) || text.endsWith('\n\n');
  });
  assert.deepEqual(odd, []);
});

test('hygiene: every test file is found by the runner', () => {
  const lost = files.filter((file) => /[.-]test[.](?:js|mjs|mts|tsx)$|_test[.]|[.]spec[.]ts$/.test(file));
  assert.deepEqual(lost, [], 'tests are named *.test.ts');
  const elsewhere = sources.filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/'));
  assert.deepEqual(elsewhere, [], 'tests live below test/');
});

test('hygiene: a unit test stands where its subject stands', () => {
  const astray = files
    .filter((file) => file.startsWith('test/unit/') && file.endsWith('.test.ts'))
    .filter((file) => {
      const folder = dirname(file.slice('test/unit/'.length));
      return !existsSync(join(root, folder)) || !statSync(join(root, folder)).isDirectory();
    });
  assert.deepEqual(astray, []);
});

test('hygiene: every script of package.json starts a file that exists', () => {
  const { scripts } = JSON.parse(texts.get('package.json') ?? '{}') as { readonly scripts: Readonly<Record<string, string>> };
  const missing = Object.values(scripts)
    .flatMap((script) => script.split(' '))
    .filter((word) => word.endsWith('.ts') && !existsSync(join(root, word)));
  assert.deepEqual(missing, []);
});

test('hygiene: an action stands in the file of its name', () => {
  const kebab = (id: string): string =>
    id
      .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
      .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
      .toLowerCase();
  const astray = sources
    .filter((file) => file.startsWith('spec/actions/'))
    .flatMap((file) => [...(texts.get(file) ?? '').matchAll(/^\s*id: '(\w+)'/gm)].map((match) => ({ file, id: match[1] ?? '' })))
    .filter(({ file, id }) => basename(file, '.ts') !== kebab(id));
  assert.deepEqual(astray, []);
});
