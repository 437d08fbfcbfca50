/** The command: what it prints, and how it ends. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const RUN = fileURLToPath(new URL('run-command.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'zabkeeper-history-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, text: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function run(...args: readonly string[]): { readonly status: number | null; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', RUN, ...args], { encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

const STAT =
  '"czxid":"0x100000002","mzxid":"0x100000003","ctime":1,"mtime":2,"cversion":0,"aversion":0,"ephemeralOwner":"0x0","numChildren":0,"pzxid":"0x100000002"';

/** One client creates a node, sets it and reads it; `version` is what it reads. */
function history(version: number): string {
  const lines = [
    '{"t":"history","version":1,"recorder":"cli test","complete":true}',
    '{"t":"connect","at":1,"c":1,"server":"s1","session":"0x0","passwd":"","lastZxidSeen":"0x0"}',
    '{"t":"connected","at":2,"c":1,"session":"0x1","passwd":"p","timeoutMs":4000}',
    '{"t":"request","at":3,"c":1,"xid":1,"args":{"op":"create","path":"/a","hash":"h0","length":1,"flags":0,"open":true}}',
    '{"t":"reply","at":4,"c":1,"xid":1,"zxid":"0x100000002","err":0,"result":{"path":"/a"}}',
    '{"t":"request","at":5,"c":1,"xid":2,"args":{"op":"setData","path":"/a","version":-1,"hash":"h1","length":1}}',
    `{"t":"reply","at":6,"c":1,"xid":2,"zxid":"0x100000003","err":0,"result":{"stat":{${STAT},"version":1,"dataLength":1}}}`,
    '{"t":"request","at":7,"c":1,"xid":3,"args":{"op":"getData","path":"/a","watch":false}}',
    `{"t":"reply","at":8,"c":1,"xid":3,"zxid":"0x100000003","err":0,"result":{"hash":"h1","length":1,"stat":{${STAT},"version":${version},"dataLength":1}}}`,
  ];
  return `${lines.join('\n')}\n`;
}

const good = write('good.ndjson', history(1));
const bad = write('bad.ndjson', history(2));

test('a history that holds: 0, and what was checked', () => {
  const { status, out } = run(good);
  assert.equal(status, 0);
  assert.match(out, /^history: ok: 3 operations, 0 events, 1 connections$/m);
});

test('one that does not: 12, the first violation, its lines and the lanes', () => {
  const { status, out } = run(bad);
  assert.equal(status, 12);
  assert.match(
    out,
    /bad\.ndjson:9: reads: at 0x100000003 the reply tells of \/a: version 2; the writes before it make: version 1/,
  );
  assert.match(out, /bad\.ndjson:8,9 {2}getData \/a/);
  assert.match(out, /┌ setData \/a/);
  assert.match(out, /└ OK version 2 mzxid 0x100000003, zxid 0x100000003/);
});

test('both as JSON', () => {
  const { status, out } = run('--json', bad);
  assert.equal(status, 12);
  const document = JSON.parse(out) as { verdict: string; violations: { check: string; line: number; session: string }[] };
  assert.equal(document.verdict, 'violated');
  assert.deepEqual(
    document.violations.map(({ check, line, session }) => ({ check, line, session })),
    [{ check: 'reads', line: 9, session: '0x1' }],
  );
  assert.equal((JSON.parse(run('--json', good).out) as { verdict: string }).verdict, 'ok');
});

test('without zxids: the same verdicts', () => {
  assert.equal(run('--without-zxids', good).status, 0);
  const { status, out } = run('--without-zxids', bad);
  assert.equal(status, 12);
  assert.match(out, /registers: \/a: no order of its 3 operations fits/);
});

test('compressed, and cut off in its last line: read as far as it goes', () => {
  const cut = gzipSync(`${history(1)}{"t":"requ`);
  assert.equal(run(write('cut.ndjson.gz', cut)).status, 0);
});

test('what is no history: 64, the line, and what is wrong with it', () => {
  const { status, err } = run(write('wrong.ndjson', history(1).replace('"xid":2', '"xid":"two"')));
  assert.equal(status, 64);
  assert.match(err, /wrong\.ndjson:6: xid: not whole number, but "two"/);
  assert.equal(run(write('other.ndjson', '{"t":"trace"}\n')).status, 64);
  assert.equal(run(join(folder, 'absent.ndjson')).status, 64);
  assert.equal(run('--without-zxids', good, good).status, 64);
});
