/** Snapshots beside the service, over the real disk code. Chance and the protocol's answers are the test's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import type { Disk } from '#impl/disk/disk.js';
import type { DiskError } from '#impl/disk/errors.js';
import { Snapshotter } from '#impl/peer/snapshotter.js';
import type { SnapshotLimits } from '#impl/peer/snapshotter.js';
import { showZxid, zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { FaultyFiles } from '../disk/faulty-files.js';
import { contentOf, entries, FOLDER, historyOf, opened, valueOf } from '../disk/ledger.js';

type Answer = 'taken' | 'later' | 'never';

interface RigOptions {
  readonly limits?: SnapshotLimits;
  readonly random?: () => number;
  readonly fs?: FaultyFiles;
}

/** A service that delivers `1.1`, `1.2`, …, and its snapshotter. */
class Rig {
  readonly told: string[] = [];
  answer: Answer = 'taken';
  readonly snapshotter: Snapshotter;
  readonly fs: FaultyFiles;
  readonly disk: Disk;
  private delivered = 0;
  private wake: (() => void) | null = null;

  private constructor(fs: FaultyFiles, disk: Disk, { limits, random }: RigOptions) {
    this.fs = fs;
    this.disk = disk;
    this.snapshotter = new Snapshotter({
      disk,
      limits: limits ?? { transactions: 10, bytes: 0 },
      log: pino({ level: 'silent' }),
      random: random ?? (() => 0),
      roll: () => {
        this.tell('roll');
      },
      content: () => contentOf(zxid(1, this.delivered), this.ledger()),
      offer: (at) => this.offered(showZxid(at)),
      written: (elapsedMs) => {
        assert.ok(elapsedMs >= 0);
        this.tell('written');
      },
      failed: (error: DiskError) => {
        this.tell(`failed ${error.code}`);
      },
    });
  }

  static async open(options: RigOptions = {}): Promise<Rig> {
    const fs = options.fs ?? new FaultyFiles();
    const { disk } = await opened(fs);
    valueOf(
      await disk.submit([
        { kind: 'acceptedEpoch', epoch: 1 },
        { kind: 'currentEpoch', epoch: 1 },
      ]),
    );
    return new Rig(fs, disk, options);
  }

  deliver(count: number): void {
    this.delivered += count;
    this.snapshotter.count(count);
  }

  async until(last: string): Promise<void> {
    while (this.told.at(-1) !== last) {
      await new Promise<void>((wake) => {
        this.wake = wake;
      });
    }
  }

  lastZxid(): Zxid | undefined {
    return this.snapshotter.last?.zxid;
  }

  temporaries(): readonly string[] {
    return this.fs.names(FOLDER).filter((name) => name.includes('tmp'));
  }

  private ledger(): readonly string[] {
    return Array.from({ length: this.delivered }, (_unused, index) => `1.${index + 1}`);
  }

  private offered(at: string): Answer {
    if (this.answer === 'taken') {
      assert.equal(this.snapshotter.claim(zxid(9, 9)), null, 'of what was not written there is no file');
      const prepared = this.snapshotter.claim(zxid(1, Number(at.slice(2))));
      assert.ok(prepared);
      assert.equal(this.snapshotter.claim(prepared.zxid), null, 'a file is claimed once');
      void this.disk.submit([{ kind: 'snapshot', snapshot: prepared }]).then((result) => {
        this.tell(result.ok ? `named ${at}` : result.error.code);
      });
    }
    this.tell(`offered ${at}: ${this.answer}`);
    return this.answer;
  }

  private tell(text: string): void {
    this.told.push(text);
    this.wake?.();
  }
}

test('snapshotter: due after half of the limit and after all of it, as chance will have it', async () => {
  for (const [chance, due] of [
    [0, 5],
    [0.5, 7],
    [0.999_999, 9],
  ] as const) {
    const rig = await Rig.open({ random: () => chance });
    rig.deliver(due);
    assert.deepEqual(rig.told, [], `${due} are not more than ${due}`);
    rig.deliver(1);
    assert.deepEqual(rig.told, ['roll']);
    await rig.until(`named 1.${due + 1}`);
  }
});

test('snapshotter: each is drawn anew, and counted from the one before', async () => {
  const chances = [0, 0.999_999, 0];
  const rig = await Rig.open({ random: () => chances.shift() ?? 0 });
  rig.deliver(6);
  await rig.until('named 1.6');
  rig.deliver(9);
  assert.equal(rig.told.at(-1), 'named 1.6');
  rig.deliver(1);
  await rig.until('named 1.16');
});

test('snapshotter: taken: the log is rolled first, the file is written, offered, claimed and named; recovery begins there', async () => {
  const rig = await Rig.open();
  valueOf(await rig.disk.submit([{ kind: 'append', entries: entries('1.1 1.2 1.3 1.4 1.5 1.6') }]));
  assert.equal(rig.lastZxid(), undefined);
  rig.deliver(6);
  await rig.until('named 1.6');
  assert.deepEqual(rig.told, ['roll', 'written', 'offered 1.6: taken', 'named 1.6']);
  assert.deepEqual(rig.lastZxid(), zxid(1, 6));
  const found = await opened(rig.fs.afterKill());
  assert.deepEqual([showZxid(found.durable.snapshotZxid), historyOf(found).length], ['1.6', 6]);
  assert.deepEqual(rig.temporaries(), []);
});

test('snapshotter: one at a time, however much is delivered meanwhile', async () => {
  const rig = await Rig.open();
  rig.deliver(6);
  rig.deliver(100);
  assert.deepEqual(rig.told, ['roll']);
  await rig.until('named 1.6');
  assert.equal(rig.told.filter((each) => each === 'roll').length, 1);
  rig.deliver(1);
  await rig.until('named 1.107');
});

test('snapshotter: later: it waits to be offered again, and no other is begun meanwhile', async () => {
  const rig = await Rig.open();
  rig.answer = 'later';
  rig.deliver(6);
  await rig.until('offered 1.6: later');
  rig.deliver(100);
  assert.equal(rig.told.at(-1), 'offered 1.6: later');
  assert.equal(rig.temporaries().length, 1);
  rig.answer = 'taken';
  rig.snapshotter.offer();
  await rig.until('named 1.6');
  rig.snapshotter.offer();
  assert.equal(rig.told.at(-1), 'named 1.6', 'there is nothing more to offer');
});

test('snapshotter: never: its file is removed, and the next may come', async () => {
  const rig = await Rig.open();
  rig.answer = 'never';
  rig.deliver(6);
  await rig.until('offered 1.6: never');
  // The removal is done before what is submitted now.
  valueOf(await rig.disk.close());
  assert.deepEqual(rig.temporaries(), []);
  rig.answer = 'taken';
  rig.deliver(6);
  await rig.until('named 1.12');
});

test('snapshotter: a log that grew beyond half of its limit makes one due, whatever the count', async () => {
  const rig = await Rig.open({ limits: { transactions: 1000, bytes: 4000 } });
  valueOf(await rig.disk.submit([{ kind: 'append', entries: entries('1.1', 1000) }]));
  rig.deliver(1);
  assert.deepEqual(rig.told, []);
  valueOf(await rig.disk.submit([{ kind: 'append', entries: entries('1.2', 1000) }]));
  assert.ok(rig.disk.logFileBytes > 2000);
  rig.deliver(1);
  await rig.until('named 1.2');
});

test('snapshotter: a failed disk is told of, and nothing is offered', async () => {
  const rig = await Rig.open();
  rig.fs.stopAt({ step: 0, kind: 'broken', part: 0 });
  rig.deliver(6);
  await rig.until('failed ZAB-D001');
  assert.deepEqual(rig.told, ['roll', 'failed ZAB-D001']);
  assert.equal(rig.lastZxid(), undefined);
});

test('snapshotter: a disk that fails when a file is to be removed is told of', async () => {
  const rig = await Rig.open();
  rig.answer = 'later';
  rig.deliver(6);
  await rig.until('offered 1.6: later');
  rig.fs.stopAt({ step: 0, kind: 'broken', part: 0 });
  rig.answer = 'never';
  rig.snapshotter.offer();
  await rig.until('failed ZAB-D001');
});
