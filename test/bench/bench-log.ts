/**
 * `npm run bench:log`: what an append costs at 10^4, 10^5 and 10^6 entries, alone and as a follower's whole step. It should cost the same.
 *
 * Every round starts from a view of the same log, forked before the clock starts, and appends a batch. Lengths take turns, so that a
 * noisy moment of the machine falls on all of them; the median of the rounds counts.
 */
import assert from 'node:assert/strict';
import { commandLine } from '#checker/cli/command-line.js';
import { FollowerOnProposal } from '#spec/actions/broadcast/follower-on-proposal.js';
import { applyStep } from '#spec/kit/protocol.js';
import { Log } from '#spec/model/log.js';
import { sid } from '#spec/model/quorum.js';
import { nextZxid, ZERO } from '#spec/model/zxid.js';
import { envOf, learner } from '../models/servers.js';

const LENGTHS = [10_000, 100_000, 1_000_000];
const BATCH = 5_000;
const ROUNDS = 101;
const WARM_UP = 20;

const env = envOf(1);
const from = sid(3);

function appended(log: Log, count: number): Log {
  let longer = log;
  for (let index = 0; index < count; index++) longer = longer.append({ zxid: nextZxid(longer.lastZxid, 1), value: index });
  return longer;
}

/** The step that a follower takes for every write: guards, body, and the server after it. */
function followed(log: Log, count: number): Log {
  let s = learner({ history: log }, { phase: 'broadcast' });
  const { fromMyLeader, isNext } = FollowerOnProposal.when;
  assert.ok(fromMyLeader !== undefined && isNext !== undefined);
  for (let index = 0; index < count; index++) {
    const m = { type: 'PROPOSAL', zxid: nextZxid(s.history.lastZxid, 1), value: index, from } as const;
    assert.ok(fromMyLeader(s, m, env) && isNext(s, m, env));
    s = applyStep(s, FollowerOnProposal.then(s, m, env));
  }
  return s.history;
}

/** Nanoseconds an append. */
function timed(grow: (log: Log, count: number) => Log, base: Log): number {
  const fork = appended(base, 1);
  const start = process.hrtime.bigint();
  const longer = grow(fork, BATCH);
  const elapsed = Number(process.hrtime.bigint() - start);
  assert.equal(longer.length, base.length + 1 + BATCH);
  return elapsed / BATCH;
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

const { json = false } = commandLine('bench:log', 'What an append costs at 10^4, 10^5 and 10^6 entries. It should cost the same.')
  .option('--json', 'print one JSON document')
  .parse()
  .opts<{ readonly json?: boolean }>();

const logs = LENGTHS.map((length) => appended(Log.startingAt(ZERO), length));
const samples = logs.map(() => ({ alone: [] as number[], step: [] as number[] }));
for (let round = -WARM_UP; round < ROUNDS; round++) {
  for (const [at, log] of logs.entries()) {
    const alone = timed(appended, log);
    const step = timed(followed, log);
    if (round < 0) continue;
    samples[at]?.alone.push(alone);
    samples[at]?.step.push(step);
  }
}

const medians = samples.map(({ alone, step }, at) => ({
  entries: LENGTHS[at] ?? 0,
  alone: medianOf(alone),
  step: medianOf(step),
}));
if (json) console.log(JSON.stringify({ rounds: ROUNDS, batch: BATCH, nanoseconds: medians }));
else print();

function print(): void {
  console.log(`nanoseconds an append, medians of ${ROUNDS} rounds of ${BATCH} appends`);
  console.log("  entries   Log.append   follower's step");
  for (const { entries, alone, step } of medians) row(String(entries), alone.toFixed(0), step.toFixed(0));
  const ratio = (of: 'alone' | 'step'): string => ((medians.at(-1)?.[of] ?? 0) / (medians[0]?.[of] ?? 1)).toFixed(2);
  row('10^6/10^4', ratio('alone'), ratio('step'));
}

function row(entries: string, alone: string, step: string): void {
  console.log(`${entries.padStart(9)}   ${alone.padStart(10)}   ${step.padStart(15)}`);
}
