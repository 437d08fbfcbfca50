/** The quorum port's connection with a real socket on each side; trees are lists of records. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import fc from 'fast-check';
import { encodeTree } from '#impl/disk/tree-stream.js';
import type { SnapshotSink } from '#impl/disk/snapshots.js';
import { QuorumConnection } from '#impl/net/quorum-connection.js';
import { Turn } from '#impl/net/turn.js';
import { encode } from '#impl/wire/jute.js';
import { packetOf } from '#impl/wire/quorum-messages.js';
import type { PacketContent } from '#impl/wire/quorum-messages.js';
import { quorumPacket } from '#impl/wire/quorum-packet.js';
import type { QuorumPacket } from '#impl/wire/quorum-packet.js';
import type { QuorumMessage } from '#spec/model/messages.js';
import { Log } from '#spec/model/log.js';
import { showZxid, ZERO, zxid } from '#spec/model/zxid.js';
import { contentOf } from '../disk/ledger.js';
import { recordSink } from '../disk/records.js';
import type { Whole } from '../disk/records.js';
import { closed, readAll, socketPair, turnEnd } from './pair.js';

const LIMIT = { timeout: 30_000 };
const PACKET_BYTES_MAX = 10_000;

function packet(message: QuorumMessage): QuorumPacket {
  return packetOf(message, { serverId: 1, configVersion: ZERO, config: 'server.1', touches: null });
}

function bytesOf(message: QuorumMessage): Uint8Array {
  return encode(quorumPacket, packet(message));
}

const PROPOSAL: QuorumMessage = { type: 'PROPOSAL', zxid: zxid(1, 3), value: Buffer.from('hello') };
const COMMIT: QuorumMessage = { type: 'COMMIT', zxid: zxid(1, 3) };
const SNAP: QuorumMessage = { type: 'SNAP', zxid: zxid(1, 2), log: Log.startingAt(zxid(1, 2)) };
const TREE = contentOf(zxid(1, 2), ['1.1', '1.2']);

function treeBytes(): Uint8Array {
  return Buffer.concat([...encodeTree(TREE)].map((chunk) => chunk.slice()));
}

/** What a receiver is told, as text. */
class Told {
  readonly all: string[] = [];
  readonly trees: Whole[] = [];
  private wake: (() => void) | null = null;
  private readonly connection: QuorumConnection<Whole>;

  constructor(connection: QuorumConnection<Whole>) {
    this.connection = connection;
    connection.receive({
      packet: (content) => {
        this.tell(textOf(content));
      },
      tree: (at, tree) => {
        this.trees.push(tree);
        this.tell(`tree ${showZxid(at)}`);
      },
      lost: (reason) => {
        this.tell(`lost: ${reason}`);
      },
    });
  }

  async until(count: number): Promise<readonly string[]> {
    while (this.all.length < count) {
      await new Promise<void>((wake) => {
        this.wake = wake;
      });
    }
    return this.all;
  }

  /** Ends the connection from within a packet. */
  closeAfter(count: number): void {
    const tell = this.tell.bind(this);
    this.tell = (text) => {
      tell(text);
      if (this.all.length === count) this.connection.close();
    };
  }

  private tell(text: string): void {
    this.all.push(text);
    this.wake?.();
  }
}

function textOf(content: PacketContent): string {
  if (content.kind !== 'message') return content.kind;
  const { message } = content;
  return message.type === 'PROPOSAL' ? `PROPOSAL ${Buffer.from(message.value as Uint8Array).toString()}` : message.type;
}

interface Rig {
  readonly connection: QuorumConnection<Whole>;
  readonly told: Told;
  readonly near: Socket;
  readonly far: Socket;
}

async function rig(t: Pick<TestContext, 'after'>, sink: () => SnapshotSink<Whole> = recordSink): Promise<Rig> {
  const { near, far } = await socketPair(t);
  const connection = new QuorumConnection<Whole>(near, { turn: new Turn(), packetBytesMax: PACKET_BYTES_MAX, sink }, false);
  return { connection, told: new Told(connection), near, far };
}

/** As one chunk: the receiver has it before more is written. */
async function writeChunk({ near, far }: Rig, bytes: Uint8Array): Promise<void> {
  const came = once(near, 'data');
  far.write(bytes);
  await came;
}

/** A dozen bytes that are no packet. */
function header(type: number, length: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.writeInt32BE(type, 0);
  bytes.writeInt32BE(length, 12);
  return bytes;
}

const WHOLE = Buffer.concat([bytesOf(PROPOSAL), bytesOf(SNAP), treeBytes(), bytesOf(COMMIT), bytesOf({ type: 'UPTODATE' })]);
const TOLD = ['PROPOSAL hello', 'tree 1.2', 'COMMIT', 'UPTODATE'];

test('quorum connection: packets, a tree and packets behind it, cut in two at every position', LIMIT, async (t) => {
  const all = await rig(t);
  for (let at = 1; at < WHOLE.length; at++) {
    const before = all.told.all.length;
    await writeChunk(all, WHOLE.subarray(0, at));
    await writeChunk(all, WHOLE.subarray(at));
    assert.deepEqual(all.told.all.slice(before), TOLD, `cut at ${at}`);
  }
  const [tree] = all.told.trees;
  assert.equal(all.told.trees.length, WHOLE.length - 1);
  for (const each of all.told.trees) assert.deepEqual(each, tree);
  assert.deepEqual(tree?.zxid, zxid(1, 2));
  assert.deepEqual(
    tree.records.map((record) => (record.kind === 'node' ? Buffer.from(record.data ?? []).toString() : record.kind)),
    ['session', '1.1 1.2'],
  );
});

test('quorum connection: in one chunk, in single bytes, in any chunks', LIMIT, async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), async (sizes) => {
      const all = await rig(t);
      for (let at = 0, index = 0; at < WHOLE.length; index++) {
        const size = sizes[index % sizes.length] ?? 1;
        await writeChunk(all, WHOLE.subarray(at, at + size));
        at += size;
      }
      assert.deepEqual(all.told.all, TOLD);
    }),
    { numRuns: 30, examples: [[[1]], [[WHOLE.length]]] },
  );
});

test('quorum connection: what one end sends, the other is told, a tree within it; one write a turn', LIMIT, async (t) => {
  const { near, far } = await socketPair(t);
  const options = { turn: new Turn(), packetBytesMax: PACKET_BYTES_MAX, sink: recordSink };
  const [sender, receiver] = [new QuorumConnection(far, options, true), new QuorumConnection(near, options, false)];
  const told = new Told(receiver);
  const write = t.mock.method(far, 'write');
  sender.send(packet(PROPOSAL));
  sender.send(packet(COMMIT));
  assert.deepEqual(await told.until(2), ['PROPOSAL hello', 'COMMIT']);
  assert.equal(write.mock.callCount(), 1);
  sender.send(packet(SNAP));
  sender.sendTree(TREE);
  sender.send(packet(COMMIT));
  assert.deepEqual((await told.until(4)).slice(2), ['tree 1.2', 'COMMIT']);
  assert.equal(sender.backlogBytes, 0);
});

const GARBAGE: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['an unknown type', encode(quorumPacket, { type: 77, zxid: ZERO, data: null, authinfo: null }), /packet type 77/],
  ['a length below -1', header(2, -2), /-2 bytes/],
  ['a length beyond the limit', header(2, PACKET_BYTES_MAX), new RegExp(`${PACKET_BYTES_MAX} bytes, limit`)],
  ['a proposal of nothing', encode(quorumPacket, { type: 2, zxid: ZERO, data: null, authinfo: null }), /no data/],
  ['a tree that is none', Buffer.concat([bytesOf(SNAP), Buffer.alloc(64, 0xff)]), /./],
  ['a tree with another signature', Buffer.concat([bytesOf(SNAP), unsigned()]), /ends in "BenWasThere"/],
];

function unsigned(): Uint8Array {
  const name = 'BenWasThere';
  const length = Buffer.alloc(4);
  length.writeInt32BE(name.length);
  return Buffer.concat([treeBytes().subarray(0, -14), length, Buffer.from(name)]);
}

for (const [what, bytes, reason] of GARBAGE) {
  test(`quorum connection: ${what} ends it, told once, behind what came before`, LIMIT, async (t) => {
    const { told, near, far } = await rig(t);
    far.write(Buffer.concat([bytesOf(COMMIT), bytes, bytesOf(COMMIT)]));
    const [first, lost = ''] = await told.until(2);
    assert.equal(first, 'COMMIT');
    assert.match(lost, reason);
    assert.match(lost, /^lost: /);
    await closed(near);
    far.resume();
    await closed(far);
    assert.equal(told.all.length, 2, 'neither the packet behind it nor a second end is told');
  });
}

test('quorum connection: a tree of which the service complains ends it', LIMIT, async (t) => {
  const sink: SnapshotSink<Whole> = { ...recordSink(), take: ({ kind }) => (kind === 'node' ? 'no parent' : undefined) };
  const { told, near, far } = await rig(t, () => sink);
  far.write(WHOLE);
  assert.deepEqual(await told.until(2), ['PROPOSAL hello', 'lost: no parent']);
  await closed(near);
  assert.equal(told.all.length, 2);
});

test('quorum connection: where no tree is taken, a SNAP ends it before any of its tree is read', LIMIT, async (t) => {
  const { near, far } = await socketPair(t);
  const sink = (): SnapshotSink<Whole> => assert.fail('no record of it is looked at');
  const connection = new QuorumConnection<Whole>(near, { turn: new Turn(), packetBytesMax: PACKET_BYTES_MAX, sink }, false);
  const told: string[] = [];
  const lost = new Promise<string>((done) => {
    connection.receive({ packet: (content) => told.push(textOf(content)), tree: null, lost: done });
  });
  far.write(WHOLE);
  assert.match(await lost, /sent a tree/);
  assert.deepEqual(told, ['PROPOSAL hello']);
  await closed(near);
});

test('quorum connection: that the other end is gone is told once, whether it closed or was cut off', LIMIT, async (t) => {
  for (const end of ['end', 'resetAndDestroy'] as const) {
    const { told, near, far } = await rig(t);
    far[end]();
    assert.match((await told.until(1))[0] ?? '', /^lost: /);
    await closed(near);
    assert.equal(told.all.length, 1, end);
  }
});

test(
  'quorum connection: nothing is told after close, though more came in the same chunk; what was sent leaves',
  LIMIT,
  async (t) => {
    const { connection, told, near, far } = await rig(t);
    told.closeAfter(1);
    connection.send(packet(COMMIT));
    far.write(Buffer.concat([bytesOf(PROPOSAL), bytesOf(COMMIT), Buffer.alloc(50, 0xff)]));
    assert.deepEqual(Buffer.from(await readAll(far)), Buffer.from(bytesOf(COMMIT)));
    await closed(near);
    assert.deepEqual(told.all, ['PROPOSAL hello']);
  },
);

test('quorum connection: one that is closed while its receiver does not read is not kept for ever', LIMIT, async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { connection, near, told } = await rig(t);
  for (let count = 0; count < 2000; count++) {
    connection.send(packet({ type: 'PROPOSAL', zxid: zxid(1, 1), value: new Uint8Array(PACKET_BYTES_MAX) }));
  }
  connection.close();
  assert.equal(near.destroyed, false, 'it has its time to take what was sent');
  t.mock.timers.tick(5000);
  await closed(near);
  assert.deepEqual(told.all, []);
});

test('quorum connection: a tree that is under way when it closes is not sent to its end', LIMIT, async (t) => {
  const { connection, near, far } = await rig(t);
  const node = { aclKey: -1, czxid: ZERO, mzxid: ZERO, pzxid: ZERO, ctime: 0, mtime: 0, version: 0, cversion: 0, aversion: 0 };
  let asked = 0;
  function* nodes(): Generator<{ path: string; data: Uint8Array; owner: bigint } & typeof node, void, void> {
    for (; asked < 1000; asked++) yield { ...node, path: `/${asked}`, data: new Uint8Array(0x1_0000), owner: 0n };
  }
  connection.send(packet(SNAP));
  connection.sendTree({ ...TREE, nodes: nodes() });
  connection.close();
  far.resume();
  await closed(near);
  await closed(far);
  assert.ok(asked < 1000);
});

test('quorum connection: the time of the last chunk is noted, nothing is read before somebody receives', LIMIT, async (t) => {
  const { near, far } = await socketPair(t);
  const connection = new QuorumConnection(near, { turn: new Turn(), packetBytesMax: PACKET_BYTES_MAX, sink: recordSink }, false);
  const since = connection.lastReceivedMs;
  await new Promise((done) => far.write(bytesOf(COMMIT), done));
  await turnEnd();
  assert.equal(near.bytesRead, 0);
  const told = new Told(connection);
  assert.deepEqual(await told.until(1), ['COMMIT']);
  assert.ok(connection.lastReceivedMs > since);
});
