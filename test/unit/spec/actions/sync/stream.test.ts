/**
 * How a leader chooses DIFF, TRUNC or SNAP: the rows of `LearnerHandler.syncFollower`, each
 * with the whole stream it leads to.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import type { QuorumMessage } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { LearnerState } from '#spec/model/state.js';
import { leadingOf } from '#spec/actions/leader-state.js';
import { syncLearners, syncMode } from '#spec/actions/sync/stream.js';
import { showMessage } from '#spec/world/show.js';
import { leader, logOf, observer, voter, z } from '../../../../models/servers.js';

interface Row {
  readonly when: string;
  readonly log: string;
  /** What the leader's log lacks at its start. */
  readonly base?: string;
  /** The lower edge of the window. */
  readonly snapshot?: string;
  /** What counts as committed; all of it where not said. */
  readonly committed?: string;
  /** What the leader has delivered; all that is committed where not said. */
  readonly delivered?: string;
  /** The end of the learner's log. */
  readonly peer: string;
  readonly stream: readonly string[];
}

const sent = (...ids: readonly string[]): string[] => ids.flatMap((id) => [`PROPOSAL ${id}`, `COMMIT ${id.split('=')[0] ?? ''}`]);

const rows: readonly Row[] = [
  { when: 'both are empty', log: '', peer: '0.0', stream: ['DIFF 0.0'] },
  { when: 'the learner is level', log: '1.1=1 1.2=2', peer: '1.2', stream: ['DIFF 1.2'] },
  {
    when: 'the learner is level with the snapshot, nothing since',
    log: '1.1=1',
    snapshot: '1.1',
    peer: '1.1',
    stream: ['DIFF 1.1'],
  },
  {
    when: 'the learner is level, only the snapshot is left',
    log: '',
    base: '1.4',
    snapshot: '1.4',
    peer: '1.4',
    stream: ['DIFF 1.4'],
  },
  { when: 'the learner is ahead in the same epoch', log: '1.1=1 1.2=2', peer: '1.4', stream: ['TRUNC 1.2'] },
  {
    when: 'the learner is ahead of what is committed, level with what is outstanding',
    log: '1.1=1 1.2=2',
    committed: '1.1',
    peer: '1.2',
    stream: ['TRUNC 1.1', 'PROPOSAL 1.2=2'],
  },
  { when: 'the learner is ahead by an epoch', log: '1.1=1', peer: '2.1', stream: ['TRUNC 1.1'] },
  { when: 'the learner is ahead by nothing but an epoch mark', log: '1.1=1', peer: '2.0', stream: ['SNAP 1.1'] },
  {
    when: 'the learner is an entry of the window',
    log: '1.1=1 1.2=2 1.3=3',
    snapshot: '1.1',
    peer: '1.2',
    stream: ['DIFF 1.3', ...sent('1.3=3')],
  },
  {
    when: 'the learner is at the lower edge of the window',
    log: '1.1=1 1.2=2',
    snapshot: '1.1',
    peer: '1.1',
    stream: ['DIFF 1.2', ...sent('1.2=2')],
  },
  {
    when: 'the learner ends where the kept log begins',
    log: '1.5=5',
    base: '1.4',
    snapshot: '1.4',
    peer: '1.4',
    stream: ['DIFF 1.5', ...sent('1.5=5')],
  },
  {
    when: 'the learner is empty, the leader complete',
    log: '1.1=1 2.1=2',
    peer: '0.0',
    stream: ['DIFF 2.1', ...sent('1.1=1', '2.1=2')],
  },
  { when: 'the learner diverged inside an epoch of the window', log: '1.1=1 1.2=2 3.1=3', peer: '1.3', stream: ['SNAP 3.1'] },
  {
    when: 'the learner is between two entries of one epoch',
    log: '1.1=1 2.1=2 2.3=3',
    peer: '2.2',
    stream: ['TRUNC 2.1', ...sent('2.3=3')],
  },
  { when: 'the learner is in an epoch the leader never saw', log: '1.1=1 3.1=3', peer: '2.4', stream: ['SNAP 3.1'] },
  {
    when: 'the learner is the mark of an epoch that went on',
    log: '1.1=1 2.1=2',
    peer: '2.0',
    stream: ['DIFF 2.1', ...sent('2.1=2')],
  },
  {
    when: 'the learner is the mark of an epoch in which nothing was written',
    log: '1.1=1 3.1=3',
    peer: '2.0',
    stream: ['DIFF 3.1', ...sent('3.1=3')],
  },
  { when: 'the learner is behind the window', log: '1.1=1 1.2=2 1.3=3', snapshot: '1.2', peer: '1.1', stream: ['SNAP 1.3'] },
  { when: 'the learner is empty, the window is not', log: '1.1=1 1.2=2', snapshot: '1.1', peer: '0.0', stream: ['SNAP 1.2'] },
  {
    when: 'the learner is empty, the log is cut short',
    log: '1.5=5',
    base: '1.4',
    snapshot: '1.4',
    peer: '0.0',
    stream: ['SNAP 1.5'],
  },
  {
    when: 'the learner is behind the window of a leader that has just been elected: SNAP of what that has delivered, then the rest',
    log: '1.1=1 1.2=2 1.3=3',
    snapshot: '1.2',
    delivered: '1.2',
    peer: '1.1',
    stream: ['SNAP 1.2', ...sent('1.3=3')],
  },
  {
    when: 'the learner diverged from a leader that has just restarted: an empty SNAP, then everything',
    log: '1.1=1 1.2=2 3.1=3',
    delivered: '0.0',
    peer: '1.3',
    stream: ['SNAP 0.0', ...sent('1.1=1', '1.2=2', '3.1=3')],
  },
  {
    when: 'the same where a snapshot is all that is left of the beginning',
    log: '3.1=3',
    base: '1.2',
    delivered: '1.2',
    peer: '1.3',
    stream: ['SNAP 1.2', ...sent('3.1=3')],
  },
  {
    when: 'more is outstanding than committed',
    log: '1.1=1 1.2=2 1.3=3',
    committed: '1.2',
    peer: '1.1',
    stream: ['DIFF 1.2', ...sent('1.2=2'), 'PROPOSAL 1.3=3'],
  },
  {
    when: 'the learner is behind the window, and more is outstanding than committed',
    log: '1.1=1 1.2=2 1.3=3',
    snapshot: '1.2',
    committed: '1.2',
    peer: '1.1',
    stream: ['SNAP 1.2', 'PROPOSAL 1.3=3'],
  },
];

function streamOf(
  { log, base = '0.0', snapshot = base, peer, committed, delivered }: Row,
  learner: (acked: LearnerState['acked']) => LearnerState,
): readonly QuorumMessage[] {
  const history = logOf(log, z(base));
  const end = committed === undefined ? history.lastZxid : z(committed);
  const s = leader(
    { acceptedEpoch: 7, currentEpoch: 7, history, snapshotZxid: z(snapshot) },
    { learners: { 1: learner(z(peer)) } },
    { lastCommitted: delivered === undefined ? end : z(delivered) },
  );
  const { send } = syncLearners(s, leadingOf(s), [sid(1)], end, 'synced');
  assert.ok(send.every((each) => each.to === sid(1) && each.after === 'synced'));
  return send.map((each) => each.message as QuorumMessage);
}

for (const row of rows) {
  test(`sync: ${row.when}`, () => {
    const stream = streamOf(row, (acked) => voter('acknowledged', acked)).map(showMessage);
    assert.deepEqual(stream, [...row.stream, 'NEWLEADER 7']);
  });
}

test('sync: an observer hears of nothing that is outstanding', () => {
  const row: Row = { when: '', log: '1.1=1 1.2=2 1.3=3', committed: '1.2', peer: '1.1', stream: [] };
  const stream = streamOf(row, (acked) => observer('acknowledged', acked)).map(showMessage);
  assert.deepEqual(stream, ['DIFF 1.2', ...sent('1.2=2'), 'NEWLEADER 7']);
});

test('sync: SNAP brings the log up to what the leader has delivered, and nothing beyond', () => {
  const s = leader({ history: logOf('1.1=1 1.2=2 1.3=3'), snapshotZxid: z('1.2') }, {}, { lastCommitted: z('1.2') });
  const { message, from } = syncMode(s, z('1.1'), z('1.3'));
  assert.equal(message.type === 'SNAP' && message.log.toString(), '⟨1.1=1 1.2=2⟩');
  assert.deepEqual([message.type === 'SNAP' && message.zxid, from], [z('1.2'), z('1.2')]);
});

test('sync: those who get a stream get live proposals from here on, and are taken to have what is committed', () => {
  const learners = { 1: voter('acknowledged', z('1.1')), 2: voter('informed') };
  const s = leader({ history: logOf('1.1=1 1.2=2') }, { learners });
  const { leading } = syncLearners(s, leadingOf(s), [sid(1), sid(4)], z('1.1'), 'now');
  assert.deepEqual(leading.learners, { 1: voter('syncing', z('1.1')), 2: voter('informed') });
});
