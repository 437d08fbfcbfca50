import { test } from 'node:test';
import assert from 'node:assert/strict';
import { sid } from '#spec/model/quorum.js';
import type { Durable } from '#spec/model/state.js';
import { afterWrites, diskKind, idleDisk, piecewise } from '#spec/world/disk.js';
import type { Disk } from '#spec/world/disk.js';
import { showZxid } from '#spec/model/zxid.js';
import { logOf, z } from '../../../models/servers.js';

const durable: Durable = { acceptedEpoch: 1, currentEpoch: 1, history: logOf('1.1=1'), snapshotZxid: z('0.0') };
const longer = logOf('1.1=1 1.2=2');
const ack = { to: sid(3), message: { type: 'ACK', zxid: z('2.0') } } as const;
const toOther = { to: sid(2), message: { type: 'UPTODATE' } } as const;

function operate(disk: Disk, name: string, operand: unknown): Disk {
  const operator = diskKind.operators[name];
  assert.ok(operator !== undefined);
  return operator(disk as never, operand as never) as Disk;
}

/** NEWLEADER on its way to the disk: history, then epoch, then the ACK. */
const writing = operate(idleDisk(durable), 'enqueue', { writes: [{ history: longer }, { currentEpoch: 2 }], held: [ack] });

test('writes queue in order and are not yet on disk; what waits for them is held', () => {
  assert.deepEqual(writing.durable, durable);
  assert.deepEqual(writing.pending, [{ history: longer }, { currentEpoch: 2 }]);
  const more = operate(writing, 'enqueue', { writes: [{ acceptedEpoch: 3 }], held: [toOther] });
  assert.deepEqual(more.pending, [{ history: longer }, { currentEpoch: 2 }, { acceptedEpoch: 3 }]);
  assert.deepEqual(more.held, [ack, toOther]);
});

test('flush: everything is on disk, nothing waits', () => {
  assert.deepEqual(operate(writing, 'flush', null), idleDisk({ ...durable, history: longer, currentEpoch: 2 }));
});

test('a crash keeps a prefix of the writes, in order, and loses what was held', () => {
  const kept = [0, 1, 2].map((count) => operate(writing, 'crash', count));
  assert.deepEqual(kept, [
    idleDisk(durable),
    idleDisk({ ...durable, history: longer }),
    idleDisk({ ...durable, history: longer, currentEpoch: 2 }),
  ]);
});

test('two writes to one field: the later one wins, unless the crash comes between', () => {
  const twice = operate(idleDisk(durable), 'enqueue', { writes: [{ acceptedEpoch: 2 }, { acceptedEpoch: 3 }], held: [] });
  assert.deepEqual(
    [0, 1, 2].map((count) => afterWrites(twice, count).acceptedEpoch),
    [1, 2, 3],
  );
});

test('a closed connection takes along what was held for it, and only that; the writes go on', () => {
  const both = operate(writing, 'enqueue', { writes: [], held: [toOther] });
  const forgotten = operate(both, 'forget', sid(3));
  assert.deepEqual(forgotten.held, [toOther]);
  assert.deepEqual(forgotten.pending, writing.pending);
});

/** Each piece in words: the log, the snapshot, the epoch. */
function pieces(before: string, ...writes: readonly Partial<Durable>[]): readonly string[] {
  return piecewise(logOf(before), writes).map(({ history, snapshotZxid, currentEpoch }) =>
    [
      history?.toString(),
      snapshotZxid === undefined ? undefined : `snapshot ${showZxid(snapshotZxid)}`,
      currentEpoch === undefined ? undefined : `epoch ${currentEpoch}`,
    ]
      .filter((word) => word !== undefined)
      .join(' '),
  );
}

test('several entries reach the disk one by one, each write in its turn', () => {
  assert.deepEqual(pieces('1.1=1', { history: logOf('1.1=1 1.2=2 1.3=3') }, { currentEpoch: 2 }), [
    '⟨1.1=1 1.2=2⟩',
    '⟨1.1=1 1.2=2 1.3=3⟩',
    'epoch 2',
  ]);
  assert.deepEqual(pieces('', { history: longer }, { history: logOf('1.1=1 1.2=2 1.3=3') }), [
    '⟨1.1=1⟩',
    '⟨1.1=1 1.2=2⟩',
    '⟨1.1=1 1.2=2 1.3=3⟩',
  ]);
});

test('a cut comes at once, and before what follows it', () => {
  assert.deepEqual(pieces('1.1=1 1.2=2 1.3=3', { history: durable.history }), ['⟨1.1=1⟩']);
  assert.deepEqual(pieces('1.1=1 1.2=2', { history: logOf('1.1=1 2.1=3 2.2=4') }), [
    '⟨1.1=1⟩',
    '⟨1.1=1 2.1=3⟩',
    '⟨1.1=1 2.1=3 2.2=4⟩',
  ]);
  assert.deepEqual(pieces('1.1=1 2.1=2', { history: logOf('1.1=1 1.2=3 3.1=4') }), [
    '⟨1.1=1⟩',
    '⟨1.1=1 1.2=3⟩',
    '⟨1.1=1 1.2=3 3.1=4⟩',
  ]);
});

test('a write that changes nothing is a write', () => {
  assert.deepEqual(pieces('1.1=1', { history: durable.history }), ['⟨1.1=1⟩']);
});

test('a snapshot beyond the log replaces it at once, and entries follow; one within it comes when they are there', () => {
  const write = { history: logOf('1.1=1 1.2=2 2.1=3'), snapshotZxid: z('1.2') };
  assert.deepEqual(pieces('1.1=1', write), ['⟨1.1=1 1.2=2⟩ snapshot 1.2', '⟨1.1=1 1.2=2 2.1=3⟩']);
  assert.deepEqual(pieces('1.1=1 1.2=2 1.3=9', write), ['⟨1.1=1 1.2=2⟩', '⟨1.1=1 1.2=2 2.1=3⟩', 'snapshot 1.2']);
});
