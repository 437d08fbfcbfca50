/** What leaves by a socket, seen at the other end of a real one. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import fc from 'fast-check';
import { Outbox } from '#impl/net/outbox.js';
import { Turn } from '#impl/net/turn.js';
import { readAll, readBytes, socketPair, turnEnd } from './pair.js';

const LIMIT = { timeout: 30_000 };

/** More than the buffers of both ends take while nobody reads. */
const MANY_CHUNKS = 512;
const CHUNK_BYTES = 0x1_0000;

/** A chunk that lies where the one before lay, as those of a tree do. */
function* chunksOf(count: number, bytes: number, taken: { count: number }): Generator<Uint8Array, void, void> {
  const chunk = new Uint8Array(bytes);
  for (let index = 0; index < count; index++) {
    taken.count += 1;
    yield chunk.fill(index);
  }
}

function expected(count: number, bytes: number): Buffer {
  return Buffer.concat([...chunksOf(count, bytes, { count: 0 })].map((_chunk, index) => Buffer.alloc(bytes, index)));
}

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

test('outbox: what is gathered in a turn leaves in one write at its end', LIMIT, async (t) => {
  const { near, far } = await socketPair(t);
  const write = t.mock.method(near, 'write');
  const outbox = new Outbox(near, new Turn());
  outbox.open().int(1);
  outbox.open().int(2);
  assert.equal(outbox.backlogBytes, 8);
  assert.equal(write.mock.callCount(), 0);
  await turnEnd();
  assert.equal(write.mock.callCount(), 1);
  outbox.open().int(3);
  await turnEnd();
  assert.equal(write.mock.callCount(), 2);
  assert.deepEqual(await readBytes(far, 12), Buffer.concat([1, 2, 3].map(int)));
  assert.equal(outbox.backlogBytes, 0);
});

test('outbox: a stream goes no faster than its receiver, also while more is sent behind it', LIMIT, async (t) => {
  const { near, far } = await socketPair(t);
  const outbox = new Outbox(near, new Turn());
  const taken = { count: 0 };
  outbox.open().int(-1);
  outbox.sendStream(chunksOf(MANY_CHUNKS, CHUNK_BYTES, taken));
  // Nobody reads: at some time the buffers of the system are full.
  for (let before = -1; before !== taken.count;) {
    before = taken.count;
    for (let turns = 0; turns < 20; turns++) await turnEnd();
  }
  assert.ok(taken.count < MANY_CHUNKS, 'the receiver is slower than the sender');
  const blocked = taken.count;
  const held = near.writableLength;
  for (let index = 0; index < 100; index++) {
    outbox.open().int(index);
    await turnEnd();
  }
  assert.equal(taken.count, blocked, 'what is sent behind a stream does not push it on');
  assert.equal(outbox.backlogBytes, held + 4 * 100);
  outbox.end();
  const behind = Array.from({ length: 100 }, (_unused, index) => int(index));
  const received = await readAll(far);
  assert.ok(received.equals(Buffer.concat([int(-1), expected(MANY_CHUNKS, CHUNK_BYTES), ...behind])));
  assert.equal(outbox.backlogBytes, 0);
});

test('outbox: the backlog is what the receiver has not taken, to the byte', LIMIT, async (t) => {
  const { near, far } = await socketPair(t);
  const outbox = new Outbox(near, new Turn());
  const large = 0x400_0000;
  outbox.open().raw(new Uint8Array(large));
  await turnEnd();
  assert.equal(outbox.backlogBytes, large, 'the system has some of it, but not all: the write is not done');
  outbox.open().int(1);
  assert.equal(outbox.backlogBytes, large + 4);
  await turnEnd();
  assert.equal(outbox.backlogBytes, large + 4);
  outbox.sendStream(chunksOf(1, 10, { count: 0 }));
  outbox.open().int(2);
  await turnEnd();
  assert.equal(outbox.backlogBytes, large + 4 + 4, 'a stream is not made before it can leave');
  const drained = once(near, 'drain');
  far.resume();
  await drained;
  await turnEnd();
  await turnEnd();
  assert.equal(outbox.backlogBytes, 0);
});

test('outbox: nothing is written to a socket that is gone', LIMIT, async (t) => {
  const { near } = await socketPair(t);
  const outbox = new Outbox(near, new Turn());
  const errors: unknown[] = [];
  near.on('error', (error) => errors.push(error));
  outbox.open().int(1);
  near.destroy();
  outbox.sendStream(chunksOf(2, 10, { count: 0 }));
  outbox.end();
  await turnEnd();
  await turnEnd();
  assert.deepEqual(errors, []);
});

const sent = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('bytes' as const), size: fc.integer({ min: 1, max: 40_000 }) }) },
  fc.record({
    kind: fc.constant('stream' as const),
    count: fc.integer({ min: 0, max: 8 }),
    size: fc.integer({ min: 1, max: 90_000 }),
  }),
  fc.record({ kind: fc.constant('turn' as const) }),
);

test('outbox: whatever is sent, and however it is read, comes in the order of sending and then ends', LIMIT, async (t) => {
  const schedule = fc.record({ sends: fc.array(sent, { maxLength: 25 }), reads: fc.array(fc.integer({ min: 1, max: 30_000 })) });
  await fc.assert(
    fc.asyncProperty(schedule, async ({ sends, reads }) => {
      const { near, far } = await socketPair(t);
      const outbox = new Outbox(near, new Turn());
      const all: Buffer[] = [];
      let mark = 0;
      for (const each of sends) {
        mark += 1;
        if (each.kind === 'turn') await turnEnd();
        else if (each.kind === 'bytes') {
          outbox.open().raw(Buffer.alloc(each.size, mark));
          all.push(Buffer.alloc(each.size, mark));
        } else {
          outbox.sendStream(chunksOf(each.count, each.size, { count: 0 }));
          all.push(expected(each.count, each.size));
        }
      }
      outbox.end();
      const wanted = Buffer.concat(all);
      let at = 0;
      for (const count of reads) {
        if (at + count > wanted.length) break;
        assert.ok((await readBytes(far, count)).equals(wanted.subarray(at, at + count)));
        at += count;
        await turnEnd();
      }
      assert.ok((await readAll(far)).equals(wanted.subarray(at)));
      assert.equal(outbox.backlogBytes, 0);
    }),
    { numRuns: 60 },
  );
});
