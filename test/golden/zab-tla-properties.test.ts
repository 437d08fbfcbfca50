/**
 * The protocol breaks none of its properties, so a search cannot show that they can be broken. Here each is given a state that must break it,
 * and the published forms' loopholes are tried.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shown } from '#spec/kit/evaluate.js';
import { replay } from '#checker/replay/replay.js';
import type { System, Value } from '#spec/kit/system.js';
import { sid } from '#spec/model/quorum.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { Txn } from '#spec/protocols/zab-tla/history.js';
import type { Message } from '#spec/protocols/zab-tla/messages.js';
import { STARTED } from '#spec/protocols/zab-tla/server.js';
import type { ServerPatch } from '#spec/protocols/zab-tla/server.js';
import { zabTla } from '#spec/protocols/zab-tla/zab-tla.js';

const system = zabTla({ servers: 2 });

function zxid(text: string): Zxid {
  const [epoch, counter] = text.split('.').map(Number);
  return { epoch: epoch ?? 0, counter: counter ?? 0 };
}

/** `1.1 1.2` as a history; values are made from zxids, so that equal zxids are equal transactions. */
function historyOf(text: string): Txn[] {
  return text
    .split(' ')
    .filter(Boolean)
    .map((each) => ({ zxid: zxid(each), value: Number(each) * 10, ackSid: [], epoch: zxid(each).epoch }));
}

/** A server that delivered all of its history. */
function delivered(text: string): ServerPatch {
  const history = historyOf(text);
  return { history, lastCommitted: { index: history.length, zxid: history.at(-1)?.zxid ?? zxid('0.0') } };
}

const following: ServerPatch = { state: 'FOLLOWING', zabState: 'BROADCAST', connectInfo: sid(1) };
const leading: ServerPatch = { state: 'LEADING', zabState: 'BROADCAST', learners: [sid(1), sid(2)] };

/** The initial state with some slots changed, by their names. */
function stateWith(slots: Readonly<Record<string, Value>>): readonly Value[] {
  const [initial = []] = system.initial;
  return system.slots.map(({ name }, index) => slots[name] ?? initial[index]);
}

function servers(one: ServerPatch, two: ServerPatch, slots: Readonly<Record<string, Value>> = {}): readonly Value[] {
  return stateWith({ ...slots, 'server 1': { ...STARTED, ...one }, 'server 2': { ...STARTED, ...two } });
}

/** What leader 1 proposed in an epoch. */
function proposed(epoch: number, text: string): Readonly<Record<string, Value>> {
  return { proposalMsgsLog: historyOf(text).map((txn) => ({ source: sid(1), epoch, zxid: txn.zxid, value: txn.value })) };
}

function broken(state: readonly Value[]): string[] {
  const ids = system.invariants.filter(({ reads, holds }) => holds(shown(reads, state)) !== true).map(({ id }) => id);
  return [...new Set(ids)];
}

function stepBreaks(state: readonly Value[], action: string, args: string): string[] {
  const from: System = { ...system, initial: [state] };
  const { steps, refusal } = replay(from, 0, [{ action, args }]);
  assert.equal(refusal, undefined);
  return steps.flatMap(({ outcome }) => outcome.violations ?? []).map(({ property }) => property);
}

test('zab-tla properties: the initial state breaks none', () => {
  assert.deepEqual(broken(stateWith({})), []);
});

test('zab-tla properties: every one has a text, and every text a property', () => {
  const ofSteps = ['StateInconsistent', 'ProposalInconsistent', 'CommitInconsistent', 'AckInconsistent', 'MessageIllegal'];
  const ids = new Set([...system.invariants, ...system.sometimes].map(({ id }) => id));
  assert.deepEqual(system.properties.map(({ id }) => id).sort(), [...ids, ...ofSteps].sort());
});

test('zab-tla properties: two leaders of one epoch', () => {
  assert.deepEqual(broken(servers({ ...leading, currentEpoch: 1 }, { ...leading, currentEpoch: 1 })), ['Leadership1']);
  assert.deepEqual(broken(servers({ ...leading, currentEpoch: 1 }, { ...leading, currentEpoch: 2 })), []);
  assert.deepEqual(broken(stateWith({ epochLeader: [{ epoch: 1, leaders: [sid(1), sid(2)] }] })), ['Leadership2']);
});

test('zab-tla properties: two servers delivered different transactions', () => {
  const log = proposed(1, '1.1 1.2');
  assert.deepEqual(broken(servers(delivered('1.1'), delivered('1.1 1.2'), log)), []);
  assert.deepEqual(broken(servers({ ...following, ...delivered('1.1') }, { ...following, ...delivered('1.2') }, log)), [
    'PrefixConsistency',
    'Agreement',
    'LocalPrimaryOrder',
  ]);
});

test('zab-tla properties: a delivered transaction that nobody proposed, at a leader too', () => {
  assert.deepEqual(broken(servers({ ...leading, ...delivered('1.1') }, {})), ['Integrity']);
});

test('zab-tla properties: the later transaction alone, which escapes TotalOrder as published', () => {
  const log = { proposalMsgsLog: [...historyOf('1.1'), ...historyOf('2.1')].map((txn) => ({ ...txn, source: sid(1) })) };
  assert.deepEqual(broken(servers(delivered('1.1 2.1'), delivered('2.1'), log)), ['PrefixConsistency', 'TotalOrder']);
});

test('zab-tla properties: two proposals of one leader delivered in the wrong order, which escapes LocalPrimaryOrder as published', () => {
  assert.deepEqual(broken(servers(delivered('1.2 1.1'), {}, proposed(1, '1.1 1.2'))), ['LocalPrimaryOrder']);
  assert.deepEqual(broken(servers(delivered('1.2'), {}, proposed(1, '1.1 1.2'))), ['LocalPrimaryOrder']);
  assert.deepEqual(broken(servers(delivered('1.1'), {}, proposed(1, '1.1 1.2'))), []);
});

test('zab-tla properties: epochs delivered in the wrong order', () => {
  const log = { proposalMsgsLog: [...historyOf('1.1'), ...historyOf('2.1')].map((txn) => ({ ...txn, source: sid(1) })) };
  assert.deepEqual(broken(servers(delivered('2.1 1.1'), {}, log)), ['GlobalPrimaryOrder']);
});

test('zab-tla properties: a leader serves without a transaction of an earlier epoch that its follower delivered', () => {
  const state = servers({ ...leading, currentEpoch: 2 }, { ...following, ...delivered('1.1') }, proposed(1, '1.1'));
  assert.deepEqual(broken(state), ['PrimaryIntegrity']);
});

/** Leader 1 and follower 2, connected, and a message on its way. */
function connected(leader: ServerPatch, follower: ServerPatch, channel: string, message: Message): readonly Value[] {
  return servers({ ...leading, ...leader }, { ...following, ...follower }, { [channel]: [message] });
}

test('zab-tla properties: a message out of its phase', () => {
  const newEpoch = connected({}, {}, 'channel 1→2', { type: 'NEWEPOCH', epoch: 1 });
  assert.deepEqual(stepBreaks(newEpoch, 'FollowerProcessNEWEPOCH', '2, 1'), ['StateInconsistent']);
  const newLeader = connected({}, { acceptedEpoch: 1 }, 'channel 1→2', { type: 'NEWLEADER', epoch: 1, history: [] });
  assert.deepEqual(stepBreaks(newLeader, 'FollowerProcessNEWLEADER', '2, 1'), ['StateInconsistent']);
  const cepoch = connected({}, {}, 'channel 2→1', { type: 'CEPOCH', epoch: 0 });
  assert.deepEqual(stepBreaks(cepoch, 'LeaderProcessCEPOCH', '1, 2'), ['StateInconsistent']);
  const ackepoch = connected({}, {}, 'channel 2→1', { type: 'ACKEPOCH', epoch: 0, history: [] });
  assert.deepEqual(stepBreaks(ackepoch, 'LeaderProcessACKEPOCH', '1, 2'), ['StateInconsistent']);
  const ackld = connected({}, {}, 'channel 2→1', { type: 'ACKLD', zxid: zxid('0.0') });
  assert.deepEqual(stepBreaks(ackld, 'LeaderProcessACKLD', '1, 2'), ['StateInconsistent']);
});

test('zab-tla properties: a proposal with a gap, and a commit point that is not in the history', () => {
  const propose = connected({}, { history: historyOf('1.1') }, 'channel 1→2', { type: 'PROPOSE', zxid: zxid('1.3'), value: 0 });
  assert.deepEqual(stepBreaks(propose, 'FollowerProcessPROPOSE', '2, 1'), ['ProposalInconsistent']);
  const again = connected({}, { history: historyOf('1.1') }, 'channel 1→2', { type: 'PROPOSE', zxid: zxid('1.1'), value: 0 });
  assert.deepEqual(stepBreaks(again, 'FollowerProcessPROPOSE', '2, 1'), []);
  const commit = connected({}, { history: historyOf('1.1') }, 'channel 1→2', { type: 'COMMITLD', zxid: zxid('1.2') });
  assert.deepEqual(stepBreaks(commit, 'FollowerProcessCOMMITLD', '2, 1'), ['ProposalInconsistent']);
});

test('zab-tla properties: a commit that is not the next one', () => {
  const commit = connected({}, { history: historyOf('1.1 1.2') }, 'channel 1→2', { type: 'COMMIT', zxid: zxid('1.2') });
  assert.deepEqual(stepBreaks(commit, 'FollowerProcessCOMMIT', '2, 1'), ['CommitInconsistent']);
});

test('zab-tla properties: an acknowledgement of nothing, and one that skips', () => {
  const unknown = connected({ history: historyOf('1.1') }, {}, 'channel 2→1', { type: 'ACK', zxid: zxid('1.2') });
  assert.deepEqual(stepBreaks(unknown, 'LeaderProcessACK', '1, 2'), ['AckInconsistent']);
  const [first, ...rest] = historyOf('1.1 1.2 1.3');
  const history = [{ ...(first as Txn), ackSid: [sid(2)] }, ...rest];
  const skips = connected({ history }, {}, 'channel 2→1', { type: 'ACK', zxid: zxid('1.3') });
  assert.deepEqual(stepBreaks(skips, 'LeaderProcessACK', '1, 2'), ['AckInconsistent']);
});

test('zab-tla properties: messages that nobody should get', () => {
  const wrongWay = connected({}, {}, 'channel 1→2', { type: 'ACK', zxid: zxid('1.1') });
  assert.deepEqual(stepBreaks(wrongWay, 'FilterNonexistentMessage', '2, 1'), ['MessageIllegal']);
  const stranger = connected({ learners: [sid(1)] }, {}, 'channel 2→1', { type: 'CEPOCH', epoch: 0 });
  assert.deepEqual(stepBreaks(stranger, 'FilterNonexistentMessage', '1, 2'), ['MessageIllegal']);
  const toNobody = servers({}, {}, { 'channel 1→2': [{ type: 'NEWEPOCH', epoch: 1 }] });
  assert.deepEqual(stepBreaks(toNobody, 'FilterNonexistentMessage', '2, 1'), ['MessageIllegal']);
});

test('zab-tla: a step that is refused says by which guard', () => {
  const state = connected({}, { connectInfo: null }, 'channel 1→2', { type: 'PROPOSE', zxid: zxid('1.1'), value: 0 });
  const { refusal } = replay({ ...system, initial: [state] }, 0, [{ action: 'FollowerProcessPROPOSE', args: '2, 1' }]);
  assert.equal(refusal?.reason, 'FollowerProcessPROPOSE(2, 1): guard isMyLeader is false');
});
