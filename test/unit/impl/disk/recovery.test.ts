import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOG_HEADER_BYTES, RECORD_OVERHEAD } from '#impl/disk/log-format.js';
import { showZxid, zxid } from '#spec/model/zxid.js';
import { FaultyFiles } from './faulty-files.js';
import { codeOf, contentOf, DATA, entries, entry, FOLDER, historyOf, ids, open, opened, valueOf } from './ledger.js';

/** A disk with a snapshot at 0 and one log. */
async function written(text: string, size = 3, preallocBytes = 0x2000): Promise<FaultyFiles> {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs, { preallocBytes });
  valueOf(
    await disk.submit([
      { kind: 'acceptedEpoch', epoch: 3 },
      { kind: 'append', entries: entries(text, size) },
    ]),
  );
  return fs.afterKill();
}

function spoiled(fs: FaultyFiles, path: string, change: (bytes: Uint8Array) => Uint8Array): FaultyFiles {
  const copy = fs.afterKill();
  copy.put(path, change(copy.bytes(path).slice()));
  return copy;
}

const LOG = `${FOLDER}/log.100000001`;
const RECORD_BYTES = entry(zxid(1, 1)).payload.length + RECORD_OVERHEAD;

test('recovery: an empty disk gets a snapshot and epochs, and comes up empty again', async () => {
  const fs = new FaultyFiles();
  const first = await opened(fs);
  assert.deepEqual(fs.names(FOLDER), ['acceptedEpoch', 'currentEpoch', 'snapshot.0']);
  assert.deepEqual(
    first.notes.map((each) => each.kind),
    ['epoch', 'epoch', 'initialized'],
  );
  const second = await opened(fs.afterKill());
  assert.deepEqual([historyOf(second), second.notes], [[], []]);
});

test('recovery: what was synced is there after a power failure, epochs included', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  valueOf(
    await disk.submit([
      { kind: 'acceptedEpoch', epoch: 1 },
      { kind: 'append', entries: entries('1.1 1.2') },
      { kind: 'currentEpoch', epoch: 1 },
    ]),
  );
  const again = await opened(fs.afterPowerFailure(() => 0));
  assert.deepEqual(historyOf(again), ['1.1', '1.2']);
  assert.deepEqual([again.durable.acceptedEpoch, again.durable.currentEpoch], [1, 1]);
});

for (const [name, spoil] of [
  ['cut off', (bytes: Uint8Array, end: number): Uint8Array => bytes.slice(0, end)],
  ['zeros', (bytes: Uint8Array, end: number): Uint8Array => bytes.fill(0, end)],
] as const) {
  test(`recovery: the last record torn at every byte, the rest ${name}`, async () => {
    const fs = await written('1.1 1.2 1.3');
    const start = LOG_HEADER_BYTES + 2 * RECORD_BYTES;
    for (let end = start; end < start + RECORD_BYTES; end++) {
      const torn = spoiled(fs, LOG, (bytes) => spoil(bytes, end));
      const recovered = await opened(torn);
      assert.deepEqual(historyOf(recovered), ['1.1', '1.2'], `at ${end}`);
      const noted = recovered.notes.map((each) => each.kind);
      // The first four bytes of a checksum are zeros anyway.
      assert.deepEqual(noted, end <= start + 4 ? [] : ['torn-tail'], `at ${end}`);
      if (noted.length > 0) assert.equal(torn.bytes(LOG).length, start);
      const again = await opened(torn.afterKill());
      assert.deepEqual([historyOf(again), again.notes], [['1.1', '1.2'], []], 'it is cut once');
    }
  });
}

test('recovery: a flipped bit anywhere in a whole record is refused, in the last one too', async () => {
  const fs = await written('1.1 1.2 1.3');
  for (let at = LOG_HEADER_BYTES; at < LOG_HEADER_BYTES + 3 * RECORD_BYTES; at++) {
    for (const bit of [0, 3, 7]) {
      const flipped = spoiled(fs, LOG, (bytes) => {
        bytes[at] = (bytes[at] as number) ^ (1 << bit);
        return bytes;
      });
      const result = await open(flipped);
      assert.equal(codeOf(result), 'ZAB-D004', `byte ${at}, bit ${bit}`);
    }
  }
});

test('recovery: garbage behind the last record is cut; a foreign file is refused', async () => {
  const fs = await written('1.1 1.2', 3, 0);
  const garbled = await opened(spoiled(fs, LOG, (bytes) => new Uint8Array([...bytes, ...new Uint8Array(40).fill(0xee)])));
  assert.deepEqual([historyOf(garbled), garbled.notes.map((each) => each.kind)], [['1.1', '1.2'], ['torn-tail']]);
  assert.equal(codeOf(await open(spoiled(fs, LOG, (bytes) => bytes.fill(0x41, 0, 4)))), 'ZAB-D003');
});

test('recovery: a lost block of one large record is a torn write, unless records follow', async () => {
  const hole = (bytes: Uint8Array): Uint8Array => bytes.fill(0, 1024, 1536);
  const alone = await opened(spoiled(await written('1.1', 3000), LOG, hole));
  assert.deepEqual([historyOf(alone), alone.notes.map((each) => each.kind)], [[], ['torn-tail', 'log-removed']]);
  assert.equal(codeOf(await open(spoiled(await written('1.1 1.2', 3000), LOG, hole))), 'ZAB-D004');
});

test('recovery: a log file without a record goes, and its name can be used again', async () => {
  for (const bytes of [0, 7, LOG_HEADER_BYTES, 5000]) {
    const fs = await written('1.1');
    const header = fs.bytes(LOG).slice(0, bytes === 5000 ? 0 : bytes);
    fs.put(
      LOG,
      new Uint8Array(bytes).map((_, index) => header[index] ?? 0),
    );
    const recovered = await opened(fs);
    assert.deepEqual(
      recovered.notes.map((each) => each.kind),
      ['log-removed'],
    );
    valueOf(await recovered.disk.submit([{ kind: 'append', entries: entries('1.1') }]));
    assert.deepEqual(historyOf(await opened(fs.afterKill())), ['1.1']);
  }
});

test('recovery: a log file missing is refused', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  const [a, b, c] = [entries('1.1 1.2'), entries('1.3'), entries('1.4')];
  for (const part of [a, b, c]) valueOf(await disk.submit([{ kind: 'append', entries: part }, { kind: 'roll' }]));
  valueOf(await disk.submit([{ kind: 'acceptedEpoch', epoch: 1 }]));
  const lost = fs.afterKill();
  await lost.remove(`${FOLDER}/log.100000003`);
  assert.equal(codeOf(await open(lost)), 'ZAB-D005');
  const first = fs.afterKill();
  await first.remove(`${FOLDER}/log.100000001`);
  assert.equal(codeOf(await open(first)), 'ZAB-D005');
});

test('recovery: the newest snapshot is damaged: an older one and the log make up for it, or the server refuses', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  const at = zxid(1, 2);
  valueOf(
    await disk.submit([{ kind: 'acceptedEpoch', epoch: 1 }, { kind: 'append', entries: entries('1.1 1.2') }, { kind: 'roll' }]),
  );
  valueOf(
    await disk.submit([
      { kind: 'snapshot', snapshot: contentOf(at, ['1.1', '1.2']) },
      { kind: 'append', entries: entries('1.3') },
    ]),
  );
  const whole = await opened(fs.afterKill());
  assert.deepEqual(
    [whole.tree, historyOf(whole)],
    [
      ['1.1', '1.2'],
      ['1.1', '1.2', '1.3'],
    ],
  );
  assert.equal(showZxid(whole.durable.snapshotZxid), '1.2');

  const path = `${FOLDER}/snapshot.100000002`;
  const { length } = fs.bytes(path);
  for (let byte = 0; byte < length; byte++) {
    const flipped = spoiled(fs, path, (bytes) => bytes.map((each, index) => (index === byte ? each ^ 0x10 : each)));
    const recovered = await open(flipped);
    if (recovered.ok && recovered.value.notes.length === 0) assert.fail(`byte ${byte} went unnoticed`);
    assert.deepEqual(historyOf(valueOf(recovered)), ['1.1', '1.2', '1.3'], `byte ${byte}`);
  }
  for (let end = 0; end < length; end++) {
    const recovered = await opened(spoiled(fs, path, (bytes) => bytes.slice(0, end)));
    assert.deepEqual(historyOf(recovered), ['1.1', '1.2', '1.3'], `cut at ${end}`);
  }
  const robbed = spoiled(fs, path, (bytes) => bytes.map((each, index) => (index === 40 ? each ^ 1 : each)));
  await robbed.remove(`${FOLDER}/log.100000001`);
  assert.match(codeOf(await open(robbed)), /ZAB-D005|ZAB-D009/);
  await robbed.remove(`${FOLDER}/log.100000003`);
  assert.equal(codeOf(await open(robbed)), 'ZAB-D009');
  await robbed.remove(`${FOLDER}/snapshot.0`);
  assert.equal(codeOf(await open(robbed)), 'ZAB-D007');
});

test('recovery: logs without a snapshot need trust', async () => {
  const fs = await written('1.1 1.2');
  await fs.remove(`${FOLDER}/snapshot.0`);
  assert.equal(codeOf(await open(fs)), 'ZAB-D008');
  assert.deepEqual(historyOf(await opened(fs, { trustEmptySnapshot: true })), ['1.1', '1.2']);
});

test('recovery: an empty disk whose epoch files say otherwise is refused until "initialize" is there', async () => {
  const fs = new FaultyFiles();
  fs.put(`${DATA}/myid`, new TextEncoder().encode('1'));
  fs.put(`${FOLDER}/acceptedEpoch`, new TextEncoder().encode('4'));
  fs.put(`${FOLDER}/currentEpoch`, new TextEncoder().encode('4'));
  assert.equal(codeOf(await open(fs)), 'ZAB-D013');
  fs.put(`${DATA}/initialize`, new Uint8Array(0));
  const { durable } = await opened(fs);
  assert.deepEqual([durable.acceptedEpoch, durable.currentEpoch], [4, 0], 'the promise stays, the claim does not');
  assert.deepEqual(fs.names(DATA), ['myid'], 'the marker is spent');
});

test('recovery: without db.autocreate an empty disk needs "initialize"', async () => {
  const fs = new FaultyFiles();
  assert.equal(codeOf(await open(fs, { emptyIsFine: false })), 'ZAB-D013');
  fs.put(`${DATA}/initialize`, new Uint8Array(0));
  assert.equal(codeOf(await open(fs, { emptyIsFine: false })), 'fine');
  assert.equal(codeOf(await open(fs, { emptyIsFine: false })), 'fine', 'now it has a snapshot');
});

const EPOCHS: readonly (readonly [title: string, accepted: string | null, current: string | null, expected: string])[] = [
  ['both', '2', '1', '2/1'],
  ['the log ahead of currentEpoch, as a crash leaves it', '1', '0', '1/0'],
  ['neither: taken from the data', null, null, '1/1'],
  ['accepted below current', '1', '2', 'ZAB-D011'],
  ['no acceptedEpoch', null, '1', 'ZAB-D011'],
  ['no currentEpoch, nothing else possible', '1', null, '1/1'],
  ['no currentEpoch', '3', null, 'ZAB-D011'],
  ['the log beyond acceptedEpoch', '0', '0', 'ZAB-D012'],
  ['no number', 'one', '1', 'ZAB-D010'],
  ['nothing in the file', '', '1', 'ZAB-D010'],
  ['white space and a line end', ' 1\n', '1\n', '1/1'],
];

for (const [title, accepted, current, expected] of EPOCHS) {
  test(`recovery: epoch files: ${title}`, async () => {
    const fs = await written('1.1');
    for (const [name, text] of [
      ['acceptedEpoch', accepted],
      ['currentEpoch', current],
    ] as const) {
      if (text === null) await fs.remove(`${FOLDER}/${name}`);
      else fs.put(`${FOLDER}/${name}`, new TextEncoder().encode(text));
    }
    const result = await open(fs);
    assert.equal(
      result.ok ? `${result.value.durable.acceptedEpoch}/${result.value.durable.currentEpoch}` : result.error.code,
      expected,
    );
  });
}

test('recovery: folders mixed up or missing are refused', async () => {
  const fs = await written('1.1');
  assert.equal(codeOf(await open(fs, { dataLogDir: '/other', createFolders: false })), 'ZAB-D017');
  assert.equal(codeOf(await open(fs, { dataLogDir: '/other' })), 'ZAB-D014');
  assert.equal(codeOf(await open(fs, { dataDir: '/other' })), 'ZAB-D014');
});

test('recovery: entries not newer than their predecessor are passed over', async () => {
  const fs = await written('1.1 1.2 1.2 1.1 1.3');
  const recovered = await opened(fs);
  assert.deepEqual(historyOf(recovered), ['1.1', '1.2', '1.3']);
  assert.deepEqual(
    recovered.notes.map((each) => each.kind),
    ['out-of-order', 'out-of-order'],
  );
});

test('recovery: the log is found again behind a snapshot that has no log file of its own', async () => {
  const fs = await written('1.1 1.2 1.3');
  const { disk } = await opened(fs);
  valueOf(await disk.submit([{ kind: 'snapshot', snapshot: contentOf(zxid(1, 2), ['1.1', '1.2']) }]));
  assert.deepEqual(historyOf(await opened(fs)), ['1.1', '1.2', '1.3']);
  const after: string[] = [];
  for await (const each of disk.entriesAfter(ids('1.1')[0] ?? zxid(0, 0))) after.push(showZxid(each.zxid));
  assert.deepEqual(after, ['1.2', '1.3']);
});
