/** Servers, logs and steps for tests of actions: a short way to say the one thing a scenario is about. */
import assert from 'node:assert/strict';
import type { Env, Step } from '#spec/kit/action.js';
import { canonicalText } from '#spec/kit/canonical.js';
import { decide, dispatchOf } from '#spec/kit/protocol.js';
import type { Decision } from '#spec/kit/protocol.js';
import { Log } from '#spec/model/log.js';
import type { Input } from '#spec/model/messages.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import type { Durable, Leading, LearnerState, Local, Volatile } from '#spec/model/state.js';
import { stopped } from '#spec/model/state.js';
import type { Zxid } from '#spec/model/zxid.js';
import { COUNTER_LIMIT, ZERO, zxid } from '#spec/model/zxid.js';
import { zab } from '#spec/protocols/zab.js';

/** `2.1` → epoch 2, counter 1. */
export function z(text: string): Zxid {
  const [epoch, counter] = text.split('.').map(Number);
  assert.ok(epoch !== undefined && counter !== undefined, `${text} is no zxid`);
  return zxid(epoch, counter);
}

/** A log from what it prints as: `1.1=1 1.2=2`. Values that look like numbers are numbers. */
export function logOf(text: string, base: Zxid = ZERO): Log {
  return text
    .split(' ')
    .filter((entry) => entry !== '')
    .reduce((log, entry) => {
      const [id = '', value = ''] = entry.split('=');
      return log.append({ zxid: z(id), value: /^\d+$/.test(value) ? Number(value) : value });
    }, Log.startingAt(base));
}

const VOTERS = [1, 2, 3].map(sid);

/** Server `self` of three voters. */
export function envOf(self: number, changes: Partial<Env> = {}): Env {
  return { self: sid(self), voters: VOTERS, isQuorum: majorityOf(VOTERS), counterLimit: COUNTER_LIMIT, ...changes };
}

export function server(self: number, durable: Partial<Durable>, volatile: Partial<Volatile> = {}): Local {
  const disk = { acceptedEpoch: 1, currentEpoch: 1, history: Log.startingAt(ZERO), snapshotZxid: ZERO, ...durable };
  return { ...stopped(disk, sid(self)), ...volatile };
}

/** Follower (or observer) 1 of leader 3, connected; changes after that. */
export function learner(durable: Partial<Durable>, volatile: Partial<Volatile> = {}): Local {
  const vote = { leader: sid(3), zxid: ZERO, epoch: 0 };
  return server(1, durable, { role: 'following', phase: 'synchronization', vote, connected: true, ...volatile });
}

/** Leader 3. */
export function leader(
  durable: Partial<Durable>,
  leading: Partial<Leading>,
  volatile: Partial<Volatile> = {},
): Local & { readonly leading: Leading } {
  const idle: Leading = {
    learners: {},
    proposedEpoch: 2,
    connecting: [sid(3)],
    electing: [sid(3)],
    newLeaderAcks: [],
    ackedBySelf: ZERO,
    pendingSyncs: [],
  };
  const vote = { leader: sid(3), zxid: ZERO, epoch: 0 };
  const all = { ...idle, ...leading };
  return { ...server(3, durable, { role: 'leading', phase: 'broadcast', vote, ...volatile }), leading: all };
}

export function voter(stage: LearnerState['stage'], acked: Zxid = ZERO): LearnerState {
  return { stage, observer: false, acked };
}

export function observer(stage: LearnerState['stage'], acked: Zxid = ZERO): LearnerState {
  return { stage, observer: true, acked };
}

const dispatch = dispatchOf(zab);

/** What the whole protocol decides for this input: at server 3 if it leads, else at server 1. */
export function decided(s: Local, input: Input, env: Env = envOf(s.role === 'leading' ? 3 : 1)): Decision {
  return decide(dispatch, s, input, env);
}

/** The one action of the whole protocol that takes `input`, and the step it answers with, to the last field. */
export function assertTakes(decision: Decision, action: string, expected: Step): void {
  assert.equal(decision.kind, 'taken', `not taken: ${JSON.stringify(decision)}`);
  assert.equal(decision.action.id, action);
  assert.deepEqual(plain(decision.step), plain(expected));
}

/** Nothing takes the input; `action` refuses it by that guard, and it is an error of the ensemble. */
export function assertUnreachable(decision: Decision, action: string, guard: string): void {
  assert.equal(decision.kind, 'otherwise');
  assert.equal(decision.otherwise, 'unreachable');
  assert.deepEqual(
    decision.refusals.find((refusal) => refusal.action === action),
    { action, guard },
  );
}

/** As plain data: two logs with the same entries are the same, however they were built. */
function plain(value: unknown): unknown {
  return JSON.parse(canonicalText(value)) as unknown;
}
