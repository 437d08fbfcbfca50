/** Traces from which lines were left out: they conform, and the verdict says how much was inferred. False ones: `sampled-lies.slow`. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { TraceEvent } from '#traces/format/event.js';
import { judge, told } from './judge.js';
import { judgeSampled, leaveOut, leaveOutAtRandom } from './judge-sampled.js';
import type { Traces } from './judge-sampled.js';
import { RecordedCluster } from './recorded-cluster.js';

function recorded(seed: number, steps: number): Traces {
  return new RecordedCluster({ seed, observers: 1, faultEvery: 40 }).run(steps).traces;
}

function leaderKilled(): Traces {
  const folder = new URL('../../../../traces/recorded/leader-killed/', import.meta.url);
  return new Map(
    [1, 2, 3].map((server) => {
      const text = gunzipSync(readFileSync(new URL(`server-${server}.ndjson.gz`, folder))).toString();
      const lines = text.split('\n').filter((line) => line !== '');
      return [server, lines.map((line) => JSON.parse(line) as TraceEvent)] as const;
    }),
  );
}

test('nothing left out: nothing is inferred that strict replay does not, and the verdict is the same', () => {
  for (let seed = 1; seed <= 4; seed++) {
    const traces = recorded(seed, 600);
    const { conformance, verdict } = judgeSampled(traces);
    assert.equal(verdict, 'pass');
    assert.deepEqual(conformance.strength, judge(traces).conformance.strength);
  }
});

test('one line in a hundred left out of lives under faults: all conform, and as many lines are inferred', (t) => {
  let [gone, inferred, unknown] = [0, 0, 0];
  for (let seed = 1; seed <= 12; seed++) {
    const { traces, removed } = leaveOutAtRandom(recorded(seed, 700), 0.01, seed * 7);
    const judgement = judgeSampled(traces);
    assert.equal(judgement.verdict, 'pass', `seed ${seed}: ${told(judgement)}`);
    gone += removed;
    inferred += judgement.conformance.strength.inferred;
    unknown += judgement.conformance.strength.unknown;
  }
  t.diagnostic(`${gone} lines left out, ${inferred} inferred, ${unknown} unknown`);
  assert.ok(inferred >= 0.9 * gone, 'what has no trace anywhere else cannot be told, and is little');
});

test('one line in ten left out: nothing true is refused; some is not decided', (t) => {
  let passed = 0;
  const seeds = 12;
  for (let seed = 1; seed <= seeds; seed++) {
    const { traces, removed } = leaveOutAtRandom(recorded(seed, 600), 0.1, seed * 7);
    const judgement = judgeSampled(traces);
    assert.notEqual(judgement.verdict, 'violation', `seed ${seed}: ${told(judgement)}`);
    if (judgement.verdict !== 'pass') continue;
    passed += 1;
    const { inferred, unknown } = judgement.conformance.strength;
    assert.ok(inferred + unknown >= 0.7 * removed, `seed ${seed}: ${inferred} of ${removed}`);
  }
  t.diagnostic(`${passed} of ${seeds} pass`);
  assert.ok(passed >= 0.6 * seeds);
});

for (const kind of ['step', 'durable', 'delivered', 'out', 'in', 'write', 'mail-in', 'mail-out'] as const) {
  test(`no line of kind ${kind} at all: what is left conforms`, (t) => {
    let [gone, inferred, unknown] = [0, 0, 0];
    for (let seed = 1; seed <= 3; seed++) {
      const { traces, removed } = leaveOut(recorded(seed, 500), (event) => event.t === kind);
      const judgement = judgeSampled(traces);
      assert.equal(judgement.verdict, 'pass', `seed ${seed}: ${told(judgement)}`);
      gone += removed;
      inferred += judgement.conformance.strength.inferred;
      unknown += judgement.conformance.strength.unknown;
    }
    t.diagnostic(`${gone} left out, ${inferred} inferred, ${unknown} unknown`);
    assert.ok(inferred > 0.5 * gone);
  });
}

test('the kept trace of real servers, thinned: it conforms', () => {
  const traces = leaderKilled();
  for (const { traces: left, removed } of [
    leaveOutAtRandom(traces, 0.01, 1),
    leaveOutAtRandom(traces, 0.1, 4),
    leaveOut(traces, ({ t }) => t === 'step'),
    leaveOut(traces, ({ t }) => t === 'durable'),
    leaveOut(traces, ({ t }) => t === 'delivered'),
  ]) {
    const judgement = judgeSampled(left);
    assert.equal(judgement.verdict, 'pass', told(judgement));
    assert.ok(judgement.conformance.strength.inferred >= 0.8 * removed);
  }
});

test('where lines are left out, strict replay refuses: it is asked for', () => {
  const { traces } = leaveOutAtRandom(recorded(2, 600), 0.01, 3);
  assert.notEqual(judge(traces).divergence, null);
});

test('more lines behind a start that is missing than a call takes arguments: they are judged as they are', () => {
  const [server, lines] = [...recorded(1, 50)][0] ?? assert.fail('no trace');
  const many = Array.from({ length: 200_000 }, (_unused, index): TraceEvent => ({ t: 'durable', n: index + 1 }));
  const { verdict, conformance } = judgeSampled(new Map([[server, [...lines.slice(0, 1), ...many]]]));
  assert.equal(verdict, 'undecided');
  assert.equal(conformance.strength.exact, 1);
});
