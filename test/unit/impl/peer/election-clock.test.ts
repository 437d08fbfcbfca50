/** Elections by a clock that the test moves. What inputs are wanted, the protocol itself says. */
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { systemClock } from '#impl/peer/clock.js';
import { ElectionClock } from '#impl/peer/election-clock.js';
import { dispatchOf, enabledAction } from '#spec/kit/protocol.js';
import type { Input } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { Local, Vote } from '#spec/model/state.js';
import { zab } from '#spec/protocols/zab.js';
import { envOf, server, z } from '../../../models/servers.js';

const MIN_MS = 100;
const MAX_MS = 1000;

const dispatch = dispatchOf(zab);
const FOR_3: Vote = { leader: sid(3), zxid: z('1.5'), epoch: 1 };
const FOR_2: Vote = { leader: sid(2), zxid: z('1.5'), epoch: 1 };
const DOWN = server(1, {});
const FOLLOWS = server(1, {}, { role: 'following', phase: 'discovery', vote: FOR_3 });

function looking(round: number, vote: Vote = FOR_3, finalizing = false): Local {
  return server(1, {}, { role: 'looking', round, vote, finalizing });
}

/** A server under the clock, and at which times what input came of it. */
class Rig {
  readonly inputs: string[] = [];
  readonly clock: ElectionClock;
  private state = DOWN;
  private nowMs = 0;

  /** `taken`: what becomes of the server by an input. */
  constructor(taken: (input: Input) => Local | null = () => null) {
    this.clock = new ElectionClock({
      clock: systemClock,
      minIntervalMs: MIN_MS,
      maxIntervalMs: MAX_MS,
      wants: (input) => enabledAction(dispatch, this.state, input, envOf(1)).kind === 'one',
      take: (input) => {
        this.inputs.push(`${input.type} ${this.nowMs}`);
        const next = taken(input);
        if (next !== null) this.become(next);
      },
    });
  }

  become(state: Local): void {
    const before = this.state;
    this.state = state;
    this.clock.update(before, state);
  }

  until(atMs: number): void {
    while (this.nowMs < atMs) {
      this.nowMs += 1;
      mock.timers.tick(1);
    }
  }
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout'] });
});

afterEach(() => {
  mock.timers.reset();
});

test('election clock: silence repeats the vote, less and less often, up to the maximum', () => {
  const rig = new Rig();
  rig.become(looking(1));
  rig.until(5000);
  const expected = [100, 300, 700, 1500, 2500, 3500, 4500];
  assert.deepEqual(
    rig.inputs,
    expected.map((atMs) => `ElectionTimeout ${atMs}`),
  );
});

test('election clock: whatever is heard, silence begins anew, and is as long as it was', () => {
  const rig = new Rig();
  rig.become(looking(1));
  rig.until(350);
  assert.deepEqual(rig.inputs, ['ElectionTimeout 100', 'ElectionTimeout 300']);
  rig.become({ ...looking(1), votes: { 2: { vote: FOR_2, round: 1, role: 'looking' } } });
  rig.until(750);
  assert.deepEqual(rig.inputs.slice(2), ['ElectionTimeout 750']);
});

test('election clock: a new round, and a new election, begin with the shortest silence', () => {
  for (const between of [[looking(2)], [FOLLOWS, looking(1)]]) {
    const rig = new Rig();
    rig.become(looking(1));
    rig.until(800);
    for (const state of between) rig.become(state);
    rig.until(1200);
    assert.deepEqual(rig.inputs.slice(-2), ['ElectionTimeout 900', 'ElectionTimeout 1100']);
  }
});

test('election clock: a repeated vote that changes nothing goes on as one that makes a new state', () => {
  const rig = new Rig((input) => (input.type === 'ElectionTimeout' ? { ...looking(1) } : null));
  rig.become(looking(1));
  rig.until(1600);
  assert.deepEqual(rig.inputs, ['ElectionTimeout 100', 'ElectionTimeout 300', 'ElectionTimeout 700', 'ElectionTimeout 1500']);
});

test('election clock: a quorum that agrees is given 200 ms, and no vote is repeated meanwhile', () => {
  const rig = new Rig((input) => (input.type === 'FinalizeWait' ? FOLLOWS : null));
  rig.become(looking(1));
  rig.until(50);
  rig.become(looking(1, FOR_3, true));
  rig.until(10_000);
  assert.deepEqual(rig.inputs, ['FinalizeWait 250']);
});

test('election clock: a better vote makes the wait begin anew, anything else does not', () => {
  const rig = new Rig((input) => (input.type === 'FinalizeWait' ? FOLLOWS : null));
  rig.become(looking(1, FOR_2, true));
  rig.until(100);
  rig.become({ ...looking(1, FOR_2, true), votes: { 2: { vote: FOR_2, round: 1, role: 'looking' } } });
  rig.until(150);
  rig.become(looking(1, FOR_3, true));
  rig.until(10_000);
  assert.deepEqual(rig.inputs, ['FinalizeWait 350']);
  const other = new Rig((input) => (input.type === 'FinalizeWait' ? FOLLOWS : null));
  other.become(looking(1, FOR_2, true));
  other.until(150);
  other.become({ ...looking(1, FOR_2, true) });
  other.become({ ...looking(1, FOR_2, true), votes: { 2: { vote: FOR_2, round: 1, role: 'looking' } } });
  other.until(1000);
  assert.deepEqual(other.inputs, ['FinalizeWait 200']);
});

test('election clock: a quorum that is lost again ends the wait', () => {
  const rig = new Rig();
  rig.become(looking(1, FOR_3, true));
  rig.until(100);
  rig.become(looking(1, FOR_3, false));
  rig.until(1000);
  assert.deepEqual(
    rig.inputs.filter((each) => each.startsWith('FinalizeWait')),
    [],
  );
});

test('election clock: nothing comes of a server that no longer looks, or that was stopped', () => {
  for (const end of [
    (rig: Rig) => {
      rig.become(FOLLOWS);
    },
    (rig: Rig) => {
      rig.clock.stop();
    },
  ]) {
    const rig = new Rig();
    rig.become(looking(1, FOR_3, true));
    rig.until(50);
    end(rig);
    rig.until(10_000);
    assert.deepEqual(rig.inputs, []);
  }
});

test('election clock: one that stops while its vote is repeated stays stopped', () => {
  const stops: Rig = new Rig(() => {
    stops.clock.stop();
    return null;
  });
  stops.become(looking(1));
  stops.until(10_000);
  assert.deepEqual(stops.inputs, ['ElectionTimeout 100']);
  const follows = new Rig(() => FOLLOWS);
  follows.become(looking(1));
  follows.until(10_000);
  assert.deepEqual(follows.inputs, ['ElectionTimeout 100']);
});
