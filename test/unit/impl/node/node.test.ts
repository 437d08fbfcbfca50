/** The interpreter by itself: what it forgets, what it hands on, and that asking it costs nothing. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Node } from '#impl/node/node.js';
import type { Ports } from '#impl/node/node.js';
import { Log } from '#spec/model/log.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Durable } from '#spec/model/state.js';
import { COUNTER_LIMIT, showZxid, zxid } from '#spec/model/zxid.js';
import { zab } from '#spec/protocols/zab.js';
import { logOf, z } from '../../../models/servers.js';

interface Told {
  readonly node: Node;
  /** What clients may read, as it came. */
  readonly read: string[];
  readonly written: Partial<Durable>[];
}

/** A node whose disk is done at once. */
function nodeOf(self: ServerId, voters: readonly ServerId[], durable: Durable): Told {
  const read: string[] = [];
  const written: Partial<Durable>[] = [];
  const ports: Ports = {
    write: (write) => void written.push(write),
    send: () => undefined,
    close: () => undefined,
    install: (id) => void read.push(`snapshot ${showZxid(id)}`),
    deliver: (log, from, to) =>
      void read.push(
        ...log
          .upTo(to)
          .after(from)
          .map((txn) => showZxid(txn.zxid)),
      ),
    refuse: (input, refusals) => assert.fail(`${JSON.stringify(input)}: ${JSON.stringify(refusals)}`),
  };
  const env = { self, voters, isQuorum: majorityOf(voters), counterLimit: COUNTER_LIMIT };
  const node = new Node(zab, env, [...voters.filter((voter) => voter !== self)], durable, ports);
  return { node, read, written };
}

function flush({ node, written }: Told): void {
  node.synced(written.length);
}

/** A disk of its own for each node: logs share storage. */
function diskOf(acceptedEpoch: number): Durable {
  return { acceptedEpoch, currentEpoch: 1, history: logOf('1.2=2 1.3=3', z('1.1')), snapshotZxid: z('1.1') };
}

/** Server 1, the only voter, established in epoch 2. */
function alone(): Told {
  const told = nodeOf(sid(1), [sid(1)], diskOf(1));
  told.node.take({ type: 'Start' });
  told.node.take({ type: 'FinalizeWait' });
  flush(told);
  return told;
}

function write(told: Told, value: number): void {
  told.node.take({ type: 'ClientWrite', value });
  flush(told);
}

test('a single voter serves: what its log holds beyond its snapshot is delivered, and every write', () => {
  const told = alone();
  assert.deepEqual([told.node.state.phase, told.read], ['broadcast', ['1.2', '1.3']]);
  write(told, 4);
  assert.deepEqual(told.read, ['1.2', '1.3', '2.1']);
});

test('nothing is established before the disk has the epoch', () => {
  const told = nodeOf(sid(1), [sid(1)], diskOf(1));
  told.node.take({ type: 'Start' });
  told.node.take({ type: 'FinalizeWait' });
  told.node.synced(1);
  assert.deepEqual([told.node.state.phase, told.read], ['synchronization', []]);
  flush(told);
  assert.equal(told.node.state.phase, 'broadcast');
});

test('a snapshot drops from memory what it covers, and from nothing else', () => {
  const told = alone();
  write(told, 4);
  write(told, 5);
  const before = told.node.state.history;
  told.node.take({ type: 'SnapshotTaken', zxid: z('2.1') });
  assert.deepEqual(told.written.at(-1), { snapshotZxid: z('2.1') });
  assert.equal(told.node.state.history.toString(), '⟨…2.1 2.2=5⟩');
  assert.equal(before.toString(), '⟨…1.1 1.2=2 1.3=3 2.1=4 2.2=5⟩');
  write(told, 6);
  assert.equal(told.written.at(-1)?.history?.toString(), '⟨…2.1 2.2=5 2.3=6⟩');
  assert.equal(told.read.at(-1), '2.3');
  assert.equal(told.node.wants({ type: 'SnapshotTaken', zxid: z('2.1') }), false);
});

test('what is wanted is found without doing it: the log is appended to in place all the same', () => {
  const { node } = alone();
  const storage = (): unknown => Reflect.get(node.state.history, 'storage');
  const before = storage();
  assert.equal(node.wants({ type: 'ClientWrite', value: 4 }), true);
  assert.equal(node.wants({ type: 'ClientWrite', value: 5 }), true);
  node.take({ type: 'ClientWrite', value: 6 });
  assert.equal(storage(), before);
  assert.equal(node.state.history.next(z('1.3'))?.value, 6);
});

/** Server 1 of three, in the sync stream of server 3, at the end of which epoch 3 is joined. */
function synchronizing(durable: Durable, lastCommitted: string): Told {
  const voters = [1, 2, 3].map(sid);
  const told = nodeOf(sid(1), voters, durable);
  const { node } = told;
  const from = sid(3);
  const leader = { leader: from, zxid: z('2.9'), epoch: 2 };
  node.take({ type: 'Start' });
  for (const voter of [2, 3].map(sid)) node.take({ type: 'NOTIFICATION', role: 'looking', round: 1, vote: leader, from: voter });
  node.take({ type: 'FinalizeWait' });
  node.take({ type: 'Connected', to: from });
  node.take({ type: 'LEADERINFO', epoch: 3, from });
  assert.deepEqual([node.state.phase, showZxid(node.state.lastCommitted)], ['synchronization', lastCommitted]);
  return told;
}

/** SNAP up to `snapshot`, one entry behind it, NEWLEADER, UPTODATE. */
function streamed(told: Told, snapshot: string, next: string): void {
  const [from, epoch] = [sid(3), 3];
  const { node } = told;
  node.take({ type: 'SNAP', zxid: z(snapshot), log: Log.startingAt(z(snapshot)), from });
  node.take({ type: 'PROPOSAL', zxid: z(next), value: 7, from });
  node.take({ type: 'COMMIT', zxid: z(next), from });
  assert.deepEqual(told.read, [], 'nothing is readable while the stream may still break off');
  node.take({ type: 'NEWLEADER', epoch, from });
  node.take({ type: 'UPTODATE', from });
}

test('SNAP: the snapshot is installed, what followed it is delivered behind it', () => {
  const told = synchronizing(diskOf(2), '1.1');
  streamed(told, '2.4', '2.5');
  assert.deepEqual(told.read, ['snapshot 2.4', '2.5']);
  assert.deepEqual(told.written.find(({ snapshotZxid }) => snapshotZxid !== undefined)?.snapshotZxid, z('2.4'));
  assert.equal(told.node.state.history.toString(), '⟨…2.4 2.5=7⟩');
});

test('SNAP that brings no more than was delivered is not installed: what follows is delivered from there', () => {
  const told = synchronizing(diskOf(2), '1.1');
  streamed(told, '1.1', '1.2');
  assert.deepEqual(told.read, ['1.2']);
  assert.deepEqual(told.node.state.snapshotZxid, zxid(1, 1));
});
