/**
 * Random clients of real servers, with lost connections, writes whose outcome nobody was told, sessions that expire: no false alarm, with
 * zxids and without (a search that meets its bound may leave a history undecided). Then small random falsehoods in what was recorded: the score of those that are seen is printed.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { HistoryLine } from '#traces/history/format/event.js';
import { outcomeOf } from '#traces/history/check-history.js';
import { epochOf } from '#traces/history/format/zxid.js';
import type { HistoryStat } from '#traces/history/format/results.js';
import { driveHistory } from '../../../feeders/history-driver.js';
import { startInProcess } from '../../../guarantees/in-process.js';
import { Random, seed } from '../../../reality/random.js';
import type { Lines } from './mutations.js';
import { broken, certainly, registersOf, verdictOf } from './verdicts.js';

const HISTORIES = 2;
const FALSEHOODS = 60;
/** Of the falsehoods; most of the others say something that may have been. */
const KILLED_MIN = 0.8;

const first = seed();
const ensemble = await startInProcess({ observers: 1 });
after(() => ensemble.close());
const targets = ensemble.members.map(({ id, port }) => ({ server: `server-${id}`, port }));

async function record(historySeed: number): Promise<Lines> {
  const recorder = await driveHistory({ seed: historySeed, targets, operations: 150, cutsPerMille: 40 });
  return recorder.lines;
}

/** Makes one reply, or one event, say something else; null where the roll meets neither. */
function falsify(lines: Lines, random: Random): { readonly kind: string; readonly lines: Lines } | null {
  const index = random.below(lines.length);
  const line = lines[index] as HistoryLine;
  if (line.t === 'event') return { kind: 'event left out', lines: lines.toSpliced(index, 1) };
  if (line.t === 'node') {
    const stat = { ...line.stat, version: line.stat.version + 1 };
    return { kind: 'end of a node', lines: lines.with(index, { ...line, stat }) };
  }
  if (line.t !== 'reply' || line.xid === -2) return null;
  const { stat, children } = line.result;
  const roll = random.below(3);
  if (roll === 0) {
    return { kind: 'zxid of a reply', lines: lines.with(index, { ...line, zxid: line.zxid - 1 - random.below(5) }) };
  }
  if (stat !== undefined && roll === 1) {
    const field = random.pick<keyof HistoryStat>(['czxid', 'mzxid', 'pzxid', 'version', 'cversion', 'numChildren', 'dataLength']);
    const result = { ...line.result, stat: { ...stat, [field]: (stat[field] as number) + 1 } };
    return { kind: `Stat: ${field}`, lines: lines.with(index, { ...line, result }) };
  }
  if (children !== undefined) {
    return { kind: 'children', lines: lines.with(index, { ...line, result: { ...line.result, children: [...children, 'zz'] } }) };
  }
  return null;
}

const recorded: Lines[] = [];

for (let count = 0; count < HISTORIES; count++) {
  test(`a random history passes, with zxids and without: seed ${first + count}`, async (context) => {
    // Each history has servers whose tree is empty.
    const lines = count === 0 ? await record(first) : await onFreshServers(first + count);
    const verdict = verdictOf(lines);
    assert.deepEqual(certainly(verdict), []);
    const registers = registersOf(lines);
    assert.deepEqual([registers.violations.length, registers.undecided], [0, []]);
    context.diagnostic(`${outcomeOf(verdict)}: ${JSON.stringify(verdict.strength)}`);
    recorded.push(lines);
  });
}

async function onFreshServers(historySeed: number): Promise<Lines> {
  const fresh = await startInProcess();
  try {
    const servers = fresh.members.map(({ id, port }) => ({ server: `server-${id}`, port }));
    return (await driveHistory({ seed: historySeed, targets: servers, operations: 150, cutsPerMille: 80 })).lines;
  } finally {
    await fresh.close();
  }
}

test('the leader is lost while clients are at work: the history goes on in another epoch, and passes', async () => {
  const fresh = await startInProcess();
  const { leader } = fresh;
  const left = fresh.members.filter((member) => member !== leader);
  const survivors = left.map(({ id, port }) => ({ server: `server-${id}`, port }));
  const options = { seed: first + HISTORIES, targets: survivors, operations: 150, cutsPerMille: 30, expires: false };
  const { lines } = await driveHistory({ ...options, onStart: () => leader.close() });
  await fresh.close();
  const verdict = verdictOf(lines);
  assert.deepEqual(certainly(verdict), [], `seed ${first + HISTORIES}`);
  assert.ok(
    lines.some((line) => line.t === 'reply' && epochOf(line.zxid) > 1),
    'the epoch changed',
  );
});

test('falsehoods are seen', (context) => {
  const random = new Random(first);
  const survived = new Map<string, number>();
  let tried = 0;
  while (tried < FALSEHOODS) {
    const changed = falsify(random.pick(recorded), random);
    if (changed === null) continue;
    tried += 1;
    if (broken(verdictOf(changed.lines)).length === 0) survived.set(changed.kind, (survived.get(changed.kind) ?? 0) + 1);
  }
  const alive = [...survived.values()].reduce((sum, count) => sum + count, 0);
  const list = [...survived].map(([kind, count]) => `${kind} ${count}`).join(', ');
  context.diagnostic(`random falsehoods: ${tried - alive} of ${tried} killed, seed ${first}; alive: ${list || 'none'}`);
  assert.ok(tried - alive >= tried * KILLED_MIN, list);
});
