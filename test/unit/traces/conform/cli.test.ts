/** The command as people start it: files in, verdict and exit code out. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { TraceEvent } from '#traces/format/event.js';
import { RecordedCluster } from './recorded-cluster.js';

const folder = mkdtempSync(path.join(tmpdir(), 'conform-'));
after(() => {
  rmSync(folder, { recursive: true });
});

const PROGRAM = `
import { CommanderError } from 'commander';
import { conformCommand } from '#traces/cli.js';
try { await conformCommand().exitOverride().parseAsync(process.argv.slice(1), { from: 'user' }); }
catch (error) { if (!(error instanceof CommanderError)) throw error; process.exitCode = error.exitCode === 1 ? 64 : error.exitCode; }
`;

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function conform(...args: readonly string[]): Promise<Ended> {
  const node = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM, '--', ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, node, { cwd: new URL('../../../..', import.meta.url) }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

function textOf(events: readonly TraceEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** Files of a run, altered where asked; names in the order of the servers. */
function files(
  name: string,
  steps: number,
  alter: (server: number, events: readonly TraceEvent[]) => readonly TraceEvent[],
): string[] {
  const { traces } = new RecordedCluster({ seed: 4 }).run(steps).stop();
  return [...traces].map(([server, events]) => {
    const file = path.join(folder, `${name}-${server}.ndjson`);
    writeFileSync(file, textOf(alter(server, events)));
    return file;
  });
}

const FOLLOWER = 2;

const asTheyAre = (_server: number, events: readonly TraceEvent[]): readonly TraceEvent[] => events;

/** The first acknowledgement that a follower sends leaves in front of the sync that it waited for. */
function ackedEarly(server: number, events: readonly TraceEvent[]): readonly TraceEvent[] {
  if (server !== FOLLOWER) return events;
  const ack = events.findIndex((event) => event.t === 'out' && event.m.type === 'ACK');
  const durable = events.findLastIndex((event, index) => index < ack && event.t === 'durable');
  const moved = events[ack];
  assert(moved !== undefined && durable > 0, 'there is such a message');
  return events.toSpliced(ack, 1).toSpliced(durable, 0, moved);
}

test('what conforms passes, compressed or not, and --json says the same', async () => {
  const names = files('good', 400, asTheyAre);
  const passed = await conform(...names);
  assert.equal(passed.code, 0, passed.stderr);
  assert.match(passed.stdout, /^PASS: [\d,]+ events of 3 servers in 3 runs/);
  const zipped = names.map((name) => `${name}.gz`);
  for (const [server, events] of new RecordedCluster({ seed: 4 }).run(400).stop().traces) {
    writeFileSync(zipped[server - 1] ?? '', gzipSync(textOf(events)));
  }
  const document = JSON.parse((await conform('--json', ...zipped)).stdout) as Record<string, unknown>;
  assert.equal(document['verdict'], 'pass');
  assert.equal(document['runs'], 3);
});

test('a divergence is shown with its place, what was expected, a picture and an excerpt that comes to the same', async () => {
  const excerpt = path.join(folder, 'excerpt.ndjson');
  const failed = await conform('--excerpt', excerpt, ...files('bad', 150, ackedEarly));
  assert.equal(failed.code, 12, failed.stderr);
  assert.match(failed.stdout, /FAIL: server 2 .*\(AckIsDurable\)\n {2}\S+bad-2\.ndjson:\d+ /);
  assert.match(failed.stdout, /expected .*\n {2}recorded /);
  assert.match(failed.stdout, /server 1 +server 2 +server 3/);
  assert.match(failed.stdout, /✗ ▶\d ACK/);
  const again = await conform('--json', excerpt);
  const document = JSON.parse(again.stdout) as { divergence: { rule: string; server: number } };
  assert.equal(again.code, 12);
  assert.deepEqual([document.divergence.rule, document.divergence.server], ['AckIsDurable', FOLLOWER]);
});

test('an excerpt from the middle of long runs says what it lacks', async () => {
  const excerpt = path.join(folder, 'middle.ndjson');
  const wrong: TraceEvent = { t: 'delivered', zxid: [9, 9] };
  const names = files('long', 2000, (server, events) => (server === 2 ? events.toSpliced(-200, 0, wrong) : events));
  assert.equal((await conform('--excerpt', excerpt, ...names)).code, 12);
  const again = await conform(excerpt);
  assert.equal(again.code, 65);
  assert.match(again.stdout, /It lacks:\n {2}what server 1 did before .*long-1\.ndjson:\d+/);
  assert.match(again.stdout, /recorded {2}delivery up to 9\.9/);
});

test('coverage is printed, and its floor kept', async () => {
  const names = files('covered', 300, asTheyAre);
  const covered = await conform('--coverage', '--coverage-floor', '20', ...names);
  assert.equal(covered.code, 0);
  assert.match(covered.stdout, /FollowerOnProposal +\d+\n {4}fromMyLeader +true \d+, false 0/);
  assert.equal((await conform('--coverage-floor', '54', ...names)).code, 1);
});

test('what is no trace, or is not there, is told apart from a violation', async () => {
  const noTrace = path.join(folder, 'no-trace');
  writeFileSync(noTrace, '{"t":"durable","n":1}\n');
  assert.equal((await conform(noTrace)).code, 65);
  assert.equal((await conform(path.join(folder, 'absent'))).code, 66);
  assert.equal((await conform()).code, 64);
  assert.equal((await conform('--coverage-floor', 'many', noTrace)).code, 64);
  assert.equal((await conform('--search', '3', noTrace)).code, 64);
  assert.equal((await conform('--channels', path.join(folder, 'absent'), noTrace)).code, 64);
});

test('a torn last line is the end of a trace', async () => {
  const names = files('torn', 300, asTheyAre);
  const events = [...(new RecordedCluster({ seed: 4 }).run(300).stop().traces.get(2) ?? [])];
  writeFileSync(names[1] ?? '', textOf(events).slice(0, -30));
  const judged = await conform(...names);
  assert.equal(judged.code, 0, judged.stdout);
  assert.match(judged.stdout, /the end of 1 run, 1 torn line/);
});

test('--sampled: what was left out is inferred, and the verdict says how much; without it the same is refused', async () => {
  const names = files('sampled', 300, (_server, events) => events.filter(({ t }, index) => t !== 'step' || index % 9 !== 0));
  const strict = await conform(...names);
  assert.equal(strict.code, 12, strict.stdout);
  const passed = await conform('--sampled', ...names);
  assert.equal(passed.code, 0, passed.stdout);
  assert.match(passed.stdout, /^PASS, sampled: [\d,]+ recorded events .* can be completed/);
  const document = JSON.parse((await conform('--sampled', '--search', '1', '--json', ...names)).stdout) as {
    verdict: string;
    strength: { inferred: number };
    sampled: { bounds: { missingInputs: number }; unexplained: readonly unknown[] };
  };
  assert.equal(document.verdict, 'pass');
  assert.ok(document.strength.inferred > 0);
  assert.deepEqual([document.sampled.bounds.missingInputs, document.sampled.unexplained], [1, []]);
});

test('--sampled: a false digest has no explanation, and the verdict says within which bounds', async () => {
  const names = files('sampled-false', 200, (server, events) => {
    const last = events.findLastIndex(({ t }) => t === 'step');
    return events.flatMap((event, index) => {
      if (server === FOLLOWER && index === last && event.t === 'step') return [{ ...event, state: '0123456789abcdef' }];
      return event.t === 'delivered' ? [] : [event];
    });
  });
  const failed = await conform('--sampled', ...names);
  assert.equal(failed.code, 12, failed.stdout);
  assert.match(failed.stdout, /FAIL: server 2 .*\(state\)\nsearch {4}server 2, line \d+: no explanation within 2 missing inputs/);
});
