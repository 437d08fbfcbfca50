/** The tree behind a SNAP packet, against the nodes of snapshots that Apache wrote: the stream holds the same bytes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHUNK_BYTES } from '#impl/disk/snapshot-format.js';
import type { SnapshotRecord } from '#impl/disk/snapshot-format.js';
import { encodeTree, TreeStreamDecoder } from '#impl/disk/tree-stream.js';
import { encode, ustring } from '#impl/wire/jute.js';
import { ZERO } from '#spec/model/zxid.js';
import { apacheFile } from './apache-files.js';
import { contentOfWhole, decoded } from './records.js';
import type { Whole } from './records.js';

/** Magic, version and dbid; then behind the nodes three seals, a digest, a zxid. */
const HEADER_BYTES = 16;
const TAIL_BYTES = 3 * 13 + 20 + 8;
const SIGNATURE = encode(ustring, 'BenWasHere');

/** What Apache sends for the tree of one of its files: `DataTree.serialize` in both, and a signature. */
function streamOf(name: string): Buffer {
  const file = apacheFile(name);
  return Buffer.concat([file.subarray(HEADER_BYTES, file.length - TAIL_BYTES), SIGNATURE]);
}

function wholeOf(name: string): Whole {
  const whole = decoded([apacheFile(name)]);
  if (typeof whole === 'string') assert.fail(whole);
  return whole;
}

function collected(chunks: Iterable<Uint8Array>): Buffer {
  const all: Uint8Array[] = [];
  for (const chunk of chunks) all.push(chunk.slice());
  return Buffer.concat(all);
}

function pushed(decoder: TreeStreamDecoder, ...chunks: Uint8Array[]): readonly SnapshotRecord[] {
  return chunks.flatMap((chunk) => {
    const step = decoder.push(chunk);
    if (!step.ok) assert.fail(step.reason);
    return step.value;
  });
}

function reasonFor(bytes: Uint8Array): string {
  const step = new TreeStreamDecoder().push(bytes);
  assert.ok(!step.ok);
  return step.reason;
}

for (const name of ['snapshot.0', 'snapshot.7', 'snapshot.d']) {
  test(`tree stream: ${name} sent by us is what Apache sends`, () => {
    assert.deepEqual(collected(encodeTree(contentOfWhole(wholeOf(name)))), streamOf(name));
  });
}

test('tree stream: cut in two anywhere, the records and what comes behind them are the same', () => {
  const { records } = wholeOf('snapshot.d');
  const stream = streamOf('snapshot.d');
  const behind = Buffer.from('packets');
  const all = Buffer.concat([stream, behind]);
  for (let at = 0; at < stream.length; at++) {
    const decoder = new TreeStreamDecoder();
    const first = pushed(decoder, all.subarray(0, at));
    assert.equal(decoder.complete, false, `${at} bytes are not all`);
    assert.deepEqual([...first, ...pushed(decoder, all.subarray(at))], records);
    assert.equal(decoder.complete, true);
    assert.deepEqual(Buffer.from(decoder.takeRest()), behind);
  }
  const exact = new TreeStreamDecoder();
  pushed(exact, stream);
  assert.equal(exact.complete, true);
  assert.equal(exact.takeRest().length, 0);
});

test('tree stream: byte by byte', () => {
  const decoder = new TreeStreamDecoder();
  const bytes = [...streamOf('snapshot.d')].map((byte) => Uint8Array.of(byte));
  assert.deepEqual(pushed(decoder, ...bytes), wholeOf('snapshot.d').records);
  assert.equal(decoder.complete, true);
});

test('tree stream: large nodes leave in small chunks, and come back whole', () => {
  const [node] = wholeOf('snapshot.d').records.filter((each) => each.kind === 'node');
  assert.ok(node !== undefined);
  const records = [900_000, 0, 65_536, 7].map((size, index) => ({
    ...node,
    path: `/n${index}`,
    data: new Uint8Array(size).fill(index),
  }));
  const decoder = new TreeStreamDecoder();
  const got: SnapshotRecord[] = [];
  for (const chunk of encodeTree(contentOfWhole({ zxid: ZERO, records, trailer: { digest: null, lastZxid: null } }))) {
    assert.ok(chunk.length <= CHUNK_BYTES);
    for (let at = 0; at < chunk.length; at += 1000) got.push(...pushed(decoder, chunk.slice(at, at + 1000)));
  }
  assert.deepEqual(got, records);
  assert.equal(decoder.complete, true);
});

test('tree stream: many sessions leave in chunks, too', () => {
  const sessions = new Map(Array.from({ length: 20_000 }, (_, index) => [BigInt(index), 4000]));
  const sizes = [...encodeTree({ sessions, acls: [], nodes: [] })].map((chunk) => chunk.length);
  assert.ok(sizes.every((size) => size <= CHUNK_BYTES));
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    4 + 12 * sessions.size + 4 + 5 + SIGNATURE.length,
  );
});

test('tree stream: another signature, and bytes that are no tree', () => {
  const stream = streamOf('snapshot.0');
  const forged = Buffer.concat([stream.subarray(0, -SIGNATURE.length), encode(ustring, 'SomebodyElse')]);
  assert.match(reasonFor(forged), /^the tree ends in "SomebodyElse"/);
  const text = Buffer.from('00000000 00000000 7fffffff'.replaceAll(' ', ''), 'hex');
  assert.match(reasonFor(text), /^nodes: a length above the limit/);
  const failed = new TreeStreamDecoder();
  const first = failed.push(text);
  assert.deepEqual(failed.push(stream), first, 'it stays failed');
});

test('tree stream: what is claimed is not waited for beyond the largest node', () => {
  const maxLength = 1000;
  const decoder = new TreeStreamDecoder(maxLength);
  // No sessions; one list, of as many entries as no list has.
  const head = Buffer.from('00000000 00000001 0000000000000001 7fffffff'.replaceAll(' ', ''), 'hex');
  pushed(decoder, head);
  const zeros = new Uint8Array(500);
  let sent = 0;
  let step = decoder.push(zeros);
  for (; step.ok; step = decoder.push(zeros)) {
    sent += zeros.length;
    assert.ok(sent <= 3 * maxLength);
  }
  assert.match(step.reason, /^nothing there takes 3\d\d\d bytes$/);
});
