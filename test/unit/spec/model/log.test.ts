import { test } from 'node:test';
import assert from 'node:assert/strict';
import { Log } from '#spec/model/log.js';
import { canonicalText } from '#spec/kit/canonical.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import { logOf } from '../../../models/servers.js';

const CHUNK = 1024;

function grown(length: number): Log {
  let log = Log.startingAt(ZERO);
  for (let counter = 1; counter <= length; counter++) log = log.append({ zxid: zxid(1, counter), value: counter });
  return log;
}

/** White box: what a view is made of. Sharing is what makes an append cheap, and no behaviour shows it. */
function chunksOf(log: Log): readonly (readonly unknown[])[] {
  const storage = Reflect.get(log, 'storage') as { readonly chunks: readonly (readonly unknown[])[] };
  return [...storage.chunks];
}

test('an empty log ends at its base', () => {
  const log = Log.startingAt(zxid(2, 7));
  assert.equal(log.length, 0);
  assert.deepEqual(log.lastZxid, zxid(2, 7));
  assert.equal(log.has(zxid(2, 7)), true);
  assert.equal(log.has(ZERO), false);
  assert.equal(log.next(ZERO), undefined);
  assert.deepEqual(log.floor(zxid(9, 9)), zxid(2, 7));
});

test('append: the old view keeps its length and its end', () => {
  const before = logOf('1.1=1');
  const after = before.append({ zxid: zxid(1, 2), value: 2 });
  assert.equal(before.toString(), '⟨1.1=1⟩');
  assert.equal(after.toString(), '⟨1.1=1 1.2=2⟩');
});

test('append to the same view twice: two branches, each with its own entry', () => {
  const trunk = logOf('1.1=1');
  const left = trunk.append({ zxid: zxid(1, 2), value: 'left' });
  const right = trunk.append({ zxid: zxid(2, 1), value: 'right' });
  assert.equal(left.toString(), '⟨1.1=1 1.2=left⟩');
  assert.equal(right.toString(), '⟨1.1=1 2.1=right⟩');
  assert.equal(trunk.length, 1);
});

test('append after a truncation: what was cut stays readable in the old view', () => {
  const long = logOf('1.1=1 1.2=2 1.3=3');
  const cut = long.upTo(zxid(1, 1)).append({ zxid: zxid(2, 1), value: 4 });
  assert.equal(long.toString(), '⟨1.1=1 1.2=2 1.3=3⟩');
  assert.equal(cut.toString(), '⟨1.1=1 2.1=4⟩');
});

for (const length of [CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 1]) {
  test(`fork at ${length} entries: both branches and the trunk read as they should`, () => {
    const long = grown(2 * CHUNK + 2);
    const trunk = long.upTo(zxid(1, length));
    const branch = trunk.append({ zxid: zxid(2, 1), value: 'branch' });
    assert.equal(trunk.length, length);
    assert.deepEqual(trunk.lastZxid, zxid(1, length));
    assert.equal(branch.length, length + 1);
    assert.deepEqual(branch.at(length), { zxid: zxid(2, 1), value: 'branch' });
    for (let index = 0; index < length; index++) assert.equal(branch.at(index), long.at(index));
    assert.deepEqual(long.at(length), { zxid: zxid(1, length + 1), value: length + 1 });
  });
}

test('append pushes in place: no chunk is copied however long the log is', () => {
  const log = grown(8 * CHUNK + 10);
  const before = chunksOf(log);
  const after = chunksOf(log.append({ zxid: zxid(1, 8 * CHUNK + 11), value: 0 }));
  assert.equal(after.length, before.length);
  for (const [index, chunk] of before.entries()) assert.equal(after[index], chunk);
});

test('a fork copies one chunk, and shares those before it', () => {
  const log = grown(8 * CHUNK + 10);
  const fork = log.upTo(zxid(1, 8 * CHUNK + 5)).append({ zxid: zxid(2, 1), value: 0 });
  const [before, after] = [chunksOf(log), chunksOf(fork)];
  for (let index = 0; index < 8; index++) assert.equal(after[index], before[index]);
  assert.notEqual(after[8], before[8]);
  assert.equal(after[8]?.length, 6);
});

test('upTo answers the log itself where nothing is cut', () => {
  const log = logOf('1.1=1 2.1=2');
  assert.equal(log.upTo(zxid(2, 1)), log);
  assert.equal(log.upTo(zxid(9, 0)), log);
});

for (const dropped of [1, CHUNK - 1, CHUNK, 2 * CHUNK, 2 * CHUNK + 10]) {
  test(`startingAfter, ${dropped} entries dropped: the rest reads as before, the old views too, in storages of their own`, () => {
    const log = grown(2 * CHUNK + 10);
    const shorter = log.startingAfter(zxid(1, dropped));
    assert.equal(shorter.length, log.length - dropped);
    assert.deepEqual(shorter.base, zxid(1, dropped));
    assert.deepEqual(shorter.lastZxid, log.lastZxid);
    assert.deepEqual(shorter.after(ZERO), log.after(zxid(1, dropped)));
    const [left, right] = [log, shorter].map((each) => each.append({ zxid: zxid(2, 1), value: each.length }));
    assert.deepEqual([left?.at(log.length).value, right?.at(shorter.length).value], [log.length, shorter.length]);
    assert.deepEqual(log.at(0), { zxid: zxid(1, 1), value: 1 });
    assert.equal(chunksOf(shorter).flat().length, log.length - dropped + 1);
  });
}

test('startingAfter the end: an empty log that goes on from there', () => {
  const log = logOf('1.1=1 1.2=2').startingAfter(zxid(1, 2));
  assert.equal(log.toString(), '⟨…1.2 ⟩');
  assert.deepEqual([log.lastZxid, log.has(zxid(1, 2)), log.has(zxid(1, 1))], [zxid(1, 2), true, false]);
  assert.equal(log.append({ zxid: zxid(2, 1), value: 3 }).toString(), '⟨…1.2 2.1=3⟩');
});

test('floor, has and next between epochs', () => {
  const log = logOf('1.1=1 1.2=2 3.1=3');
  assert.deepEqual(log.floor(zxid(2, 5)), zxid(1, 2));
  assert.equal(log.has(zxid(2, 5)), false);
  assert.deepEqual(log.next(zxid(2, 0)), { zxid: zxid(3, 1), value: 3 });
  assert.deepEqual(log.floor(ZERO), ZERO);
  assert.equal(log.next(zxid(3, 1)), undefined);
});

test('a prefix is one by its entries, whatever storage they stand in', () => {
  const log = logOf('1.1=1 1.2=2');
  assert.equal(log.upTo(zxid(1, 1)).isPrefixOf(log), true);
  assert.equal(logOf('1.1=1').isPrefixOf(log), true);
  assert.equal(logOf('1.1=other').isPrefixOf(log), false);
  assert.equal(log.isPrefixOf(logOf('1.1=1')), false);
  assert.equal(Log.startingAt(zxid(1, 1)).isPrefixOf(log), false);
});

test('canonical text tells base, zxids and values, and not how the log was built', () => {
  const straight = logOf('1.1=1 2.1=2');
  const branched = logOf('1.1=1 1.2=9')
    .upTo(zxid(1, 1))
    .append({ zxid: zxid(2, 1), value: 2 });
  assert.equal(canonicalText(branched), canonicalText(straight));
  assert.equal(canonicalText(straight), '{"base":[0,0],"entries":[[1,1,1],[2,1,2]]}');
  assert.equal(
    Log.startingAt(zxid(1, 3))
      .append({ zxid: zxid(1, 4), value: 7 })
      .toString(),
    '⟨…1.3 1.4=7⟩',
  );
});
