import assert from 'node:assert/strict';
import { test } from 'node:test';
import { showZxid, ZERO, zxid } from '#spec/model/zxid.js';
import { Log } from '#spec/model/log.js';
import { writesOf } from '#impl/disk/durable-writes.js';
import { readMyid, writeMyid } from '#impl/disk/myid.js';
import { FaultyFiles } from './faulty-files.js';
import { codeOf, contentOf, DATA, entries, entry, FOLDER, historyOf, ids, opened, valueOf } from './ledger.js';

const append = (text: string): { readonly kind: 'append'; readonly entries: ReturnType<typeof entries> } => ({
  kind: 'append',
  entries: entries(text),
});

test('disk: everything submitted in one turn, and all that came meanwhile, shares a sync', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  valueOf(await disk.submit([append('1.1')]));
  fs.trace.length = 0;
  await Promise.all(ids('1.2 1.3 1.4').map((id) => disk.submit([{ kind: 'append', entries: [entry(id)] }])));
  assert.deepEqual(fs.trace, [`write ${FOLDER}/log.100000001`, `fsync ${FOLDER}/log.100000001`]);
});

test('disk: the log is synced in front of an epoch file, and the epoch file in front of what follows', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  valueOf(await disk.submit([append('1.1')]));
  fs.trace.length = 0;
  const both = [disk.submit([append('1.2'), { kind: 'currentEpoch', epoch: 1 }]), disk.submit([append('1.3')])];
  for (const result of await Promise.all(both)) valueOf(result);
  const log = `${FOLDER}/log.100000001`;
  const temporary = `${FOLDER}/currentEpoch.tmp`;
  const atomic = [
    `create ${temporary}`,
    `write ${temporary}`,
    `fsync ${temporary}`,
    `rename ${FOLDER}/currentEpoch`,
    `fsync-folder ${FOLDER}`,
  ];
  assert.deepEqual(fs.trace, [`write ${log}`, `fsync ${log}`, ...atomic, `write ${log}`, `fsync ${log}`]);
});

test('disk: a snapshot gets its name once the log that it covers is synced', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  fs.trace.length = 0;
  valueOf(await disk.submit([append('1.1'), { kind: 'snapshot', snapshot: contentOf(zxid(1, 1), ['1.1']) }]));
  const [log, snapshot] = [`fsync ${FOLDER}/log.100000001`, `rename ${FOLDER}/snapshot.100000001`];
  assert.ok(fs.trace.includes(log) && fs.trace.indexOf(log) < fs.trace.indexOf(snapshot));
});

test('disk: a new log file is synced together with its folder', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  fs.trace.length = 0;
  valueOf(await disk.submit([append('1.1')]));
  const log = `${FOLDER}/log.100000001`;
  const synced = [`write ${log}`, `fsync ${log}`];
  assert.deepEqual(fs.trace, [`create ${log}`, ...synced, ...synced, ...synced, `fsync-folder ${FOLDER}`]);
  assert.equal(fs.bytes(log).length, 16 + 0x2000, 'header and one preallocation, as FilePadding');
});

test('disk: a full or broken disk is fatal, whatever was submitted; what was acknowledged is there', async () => {
  for (const [kind, code] of [
    ['full', 'ZAB-D002'],
    ['broken', 'ZAB-D001'],
  ] as const) {
    for (const step of [0, 1]) {
      const fs = new FaultyFiles();
      const { disk } = await opened(fs);
      valueOf(await disk.submit([{ kind: 'acceptedEpoch', epoch: 1 }, append('1.1')]));
      fs.stopAt({ step, kind, part: 0 });
      const results = await Promise.all([disk.submit([append('1.2')]), disk.submit([{ kind: 'currentEpoch', epoch: 1 }])]);
      assert.deepEqual(results.map(codeOf), [code, code]);
      fs.stopAt(null);
      const late = await disk.submit([append('1.3')]);
      assert.equal(codeOf(late), code, 'nothing is written after a failed write, even if it would work again');
      if (!late.ok) assert.equal(late.error.fatal, true);
      assert.ok(historyOf(await opened(fs.afterPowerFailure(() => 0))).includes('1.1'));
    }
  }
});

test('disk: files roll where asked, and where they grow too large', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs, { fileBytesMax: 300, preallocBytes: 0 });
  valueOf(await disk.submit([{ kind: 'acceptedEpoch', epoch: 1 }]));
  for (const id of ids('1.1 1.2 1.3 1.4 1.5 1.6')) valueOf(await disk.submit([{ kind: 'append', entries: [entry(id)] }]));
  valueOf(await disk.submit([{ kind: 'roll' }, append('1.7')]));
  assert.equal(disk.logFileBytes, fs.bytes(`${FOLDER}/log.100000007`).length);
  assert.deepEqual(
    fs.names(FOLDER).filter((name) => name.startsWith('log')),
    ['log.100000001', 'log.100000006', 'log.100000007'],
  );
  assert.equal(historyOf(await opened(fs)).length, 7);
});

test('disk: a truncation cuts inside a file, drops later files and snapshots, and the log goes on', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  valueOf(
    await disk.submit([
      { kind: 'acceptedEpoch', epoch: 2 },
      append('1.1 1.2 1.3'),
      { kind: 'roll' },
      append('1.4'),
      { kind: 'roll' },
      append('1.5'),
    ]),
  );
  valueOf(await disk.submit([{ kind: 'snapshot', snapshot: contentOf(zxid(1, 4), ids('1.1 1.2 1.3 1.4').map(showZxid)) }]));
  valueOf(await disk.submit([{ kind: 'truncate', zxid: zxid(1, 2) }, append('2.1')]));
  assert.deepEqual(historyOf(await opened(fs.afterPowerFailure(() => 0))), ['1.1', '1.2', '2.1']);
  assert.deepEqual(
    fs.names(FOLDER).filter((name) => /log|snap/.test(name)),
    ['log.100000001', 'log.200000001', 'snapshot.0'],
  );
});

test('disk: a purge and a replacement take turns, wherever one begins within the other', async () => {
  for (let steps = 0; steps < 200; steps += 5) {
    const fs = new FaultyFiles();
    const { disk } = await opened(fs);
    valueOf(await disk.submit([{ kind: 'acceptedEpoch', epoch: 1 }]));
    for (const counter of [1, 2, 3, 4, 5]) {
      const snapshot = contentOf(zxid(1, counter), []);
      valueOf(await disk.submit([append(`1.${counter}`), { kind: 'roll' }, { kind: 'snapshot', snapshot }]));
    }
    const replacing = disk.submit([{ kind: 'replace', snapshot: contentOf(zxid(1, 9), []) }]);
    for (let step = 0; step < steps; step++) await Promise.resolve();
    const purging = disk.purge(3);
    valueOf(await replacing);
    valueOf(await purging);
    assert.deepEqual(historyOf(await opened(fs)), []);
  }
});

test('disk: a cut below every snapshot is refused, and nothing goes on', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  valueOf(await disk.submit([append('1.1 1.2'), { kind: 'snapshot', snapshot: contentOf(zxid(1, 2), ['1.1', '1.2']) }]));
  await fs.remove(`${FOLDER}/snapshot.0`);
  assert.equal(codeOf(await disk.submit([{ kind: 'truncate', zxid: zxid(1, 1) }])), 'ZAB-D016');
  assert.equal(codeOf(await disk.submit([append('1.3')])), 'ZAB-D016');
});

test('disk: a replacement leaves the snapshot and what follows it', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  valueOf(await disk.submit([{ kind: 'acceptedEpoch', epoch: 3 }, append('1.1 1.2 1.3')]));
  const prepared = valueOf(await disk.prepareSnapshot(contentOf(zxid(2, 4), ['1.1', '2.4'])));
  assert.deepEqual(historyOf(await opened(fs.afterKill())), ['1.1', '1.2', '1.3'], 'prepared only');
  valueOf(await disk.submit([{ kind: 'replace', snapshot: prepared }, append('2.5')]));
  assert.deepEqual(historyOf(await opened(fs.afterPowerFailure(() => 0))), ['1.1', '2.4', '2.5']);
});

test('disk: a purge keeps what the kept snapshots need, and everything can still be recovered', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs, { preallocBytes: 0 });
  const all: string[] = [];
  valueOf(await disk.submit([{ kind: 'acceptedEpoch', epoch: 1 }]));
  for (let round = 0; round < 6; round++) {
    for (const id of [zxid(1, 2 * round + 1), zxid(1, 2 * round + 2)]) {
      all.push(showZxid(id));
      valueOf(await disk.submit([{ kind: 'append', entries: [entry(id)] }]));
    }
    // The file rolls a while before the snapshot counts.
    valueOf(await disk.submit([{ kind: 'roll' }, { kind: 'snapshot', snapshot: contentOf(zxid(1, 2 * round + 2), all) }]));
  }
  const removed = valueOf(await disk.purge(3));
  assert.deepEqual([...removed].sort(), [
    'log.100000001',
    'log.100000003',
    'log.100000005',
    'snapshot.0',
    'snapshot.100000002',
    'snapshot.100000004',
    'snapshot.100000006',
  ]);
  const spoiled = fs.afterKill();
  for (const name of ['snapshot.10000000c', 'snapshot.10000000a']) {
    spoiled.put(
      `${FOLDER}/${name}`,
      fs.bytes(`${FOLDER}/${name}`).map((byte, at) => (at === 30 ? 9 : byte)),
    );
  }
  assert.deepEqual(historyOf(await opened(spoiled)), all);
});

test('disk: closed, everything submitted is synced', async () => {
  const fs = new FaultyFiles();
  const { disk } = await opened(fs);
  void disk.submit([{ kind: 'acceptedEpoch', epoch: 1 }, append('1.1')]);
  valueOf(await disk.close());
  assert.deepEqual(historyOf(await opened(fs.afterPowerFailure(() => 0))), ['1.1']);
});

test('disk: myid is one number, in range, on the first line', async () => {
  const fs = new FaultyFiles();
  await fs.makeFolder(DATA);
  assert.equal(codeOf(await readMyid(fs, DATA)), 'ZAB-D015');
  valueOf(await writeMyid(fs, DATA, 12));
  assert.equal(valueOf(await readMyid(fs, DATA)), 12);
  for (const [text, expected] of [
    ['3\nx', 3],
    ['+4', 4],
    ['', null],
    ['-1', null],
    ['a', null],
    ['9'.repeat(70), null],
  ] as const) {
    fs.put(`${DATA}/myid`, new TextEncoder().encode(text));
    const result = await readMyid(fs, DATA);
    assert.equal(result.ok ? result.value : null, expected, JSON.stringify(text));
  }
});

test('disk: what the spec writes, as work for a disk', () => {
  const logOf = (base: string, text: string): Log => {
    const [start = ZERO] = base === '' ? [] : ids(base);
    return (text === '' ? [] : entries(text)).reduce(
      (log, each) => log.append({ zxid: each.zxid, value: each.payload }),
      Log.startingAt(start),
    );
  };
  const before = { acceptedEpoch: 1, currentEpoch: 1, history: logOf('', '1.1 1.2 1.3'), snapshotZxid: ZERO };
  const kinds = (write: Parameters<typeof writesOf>[1], snapshot: Parameters<typeof writesOf>[2] = null): readonly string[] =>
    writesOf(before, write, snapshot).map((each) => {
      if (each.kind === 'append') return `append ${each.entries.map(({ zxid: id }) => showZxid(id)).join(' ')}`;
      return each.kind === 'truncate' ? `truncate ${showZxid(each.zxid)}` : each.kind;
    });
  assert.deepEqual(kinds({ history: before.history.append({ zxid: zxid(1, 4), value: entry(zxid(1, 4)).payload }) }), [
    'append 1.4',
  ]);
  assert.deepEqual(kinds({ history: before.history.upTo(zxid(1, 2)), snapshotZxid: ZERO }), ['truncate 1.2']);
  assert.deepEqual(kinds({ history: logOf('', '1.1 1.2 2.1') }), ['truncate 1.2', 'append 2.1']);
  assert.deepEqual(kinds({ history: logOf('', '2.1') }), ['truncate 0.0', 'append 2.1']);
  assert.deepEqual(kinds({ history: logOf('1.2', '1.3 1.4') }), ['append 1.4'], 'a forgotten prefix');
  const brought = contentOf(zxid(2, 1), []);
  assert.deepEqual(kinds({ history: logOf('2.1', ''), snapshotZxid: zxid(2, 1) }, brought), ['replace']);
  assert.deepEqual(kinds({ history: logOf('2.1', '2.2'), snapshotZxid: zxid(2, 1) }, brought), ['replace', 'append 2.2']);
  assert.deepEqual(kinds({ snapshotZxid: zxid(1, 3) }, contentOf(zxid(1, 3), [])), ['snapshot']);
  assert.deepEqual(kinds({ acceptedEpoch: 2 }), ['acceptedEpoch']);
  assert.deepEqual(kinds({ currentEpoch: 2 }), ['currentEpoch']);
});
