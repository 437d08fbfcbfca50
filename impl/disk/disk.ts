/**
 * The disk as a server's interpreter sees it: writes go in by order and by batch, and come back as "synced". What it does to files is in
 * the files beside this one.
 *
 *     submit A, B   | append append | synced write | epoch file | append | synced write |   A and B are synced
 *     submit C, D         wait       ...                                                |   C and D are the next batch
 *
 * Everything that came while a batch was under way makes the next one: group commit, without a timer. Order is kept between log and
 * epoch files by a sync in front of each epoch. After a failed write nothing more is written: what the disk holds is not known then, so
 * the same error answers everything, and the process must stop.
 */
import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import type { Zxid } from '#spec/model/zxid.js';
import type { DiskWrite } from './durable-writes.js';
import { attempt } from './errors.js';
import type { DiskError, Result } from './errors.js';
import type { FileSystem } from './file-system.js';
import { foldersOf } from './folders.js';
import type { Folders } from './folders.js';
import { replaceAll, truncate } from './intent.js';
import { RECORD_OVERHEAD } from './log-format.js';
import type { LogEntry } from './log-format.js';
import { readLogAfter } from './log-reader.js';
import { LogWriter } from './log-writer.js';
import type { LogWriterOptions } from './log-writer.js';
import { ACCEPTED_EPOCH, CURRENT_EPOCH } from './names.js';
import { writeNumber } from './number-file.js';
import { recover } from './recovery.js';
import type { Recovered, RecoveryOptions } from './recovery.js';
import type { SnapshotContent } from './snapshot-format.js';
import { installSnapshot, prepareSnapshot, purge } from './snapshots.js';
import type { PreparedSnapshot } from './snapshots.js';

export interface DiskOptions<T> extends RecoveryOptions<T>, LogWriterOptions {
  readonly dataDir: string;
  readonly dataLogDir: string;
  /** Told after each batch: for the `fsync_time` metric and the warning of a slow disk. */
  readonly onBatch?: (batch: { readonly elapsedMs: number; readonly bytes: number; readonly writes: number }) => void;
  readonly observer?: DiskObserver;
}

/** Who is told of every write, at the files themselves. Counts are of all writes since the disk was opened, from 1. */
export interface DiskObserver {
  readonly issued: (write: DiskWrite, count: number) => void;
  readonly durable: (count: number) => void;
}

export const DISK_DEFAULTS = {
  preallocBytes: 0x400_0000,
  sync: true,
  fileBytesMax: 0,
  createFolders: true,
  emptyIsFine: true,
  trustEmptySnapshot: false,
} as const satisfies Partial<DiskOptions<unknown>>;

/** Bytes of log entries that one batch takes: also what memory holds twice while it is written. */
const BATCH_BYTES_MAX = 0x40_0000;

/** Bytes of log entries that may wait. Who meets a full disk takes no inputs until a `submit` has come back. */
const WAITING_BYTES_MAX = 0x400_0000;

interface Job {
  readonly writes: readonly DiskWrite[];
  readonly bytes: number;
  readonly done: (result: Result<void>) => void;
}

export interface OpenedDisk<T> extends Recovered<T> {
  readonly disk: Disk;
}

/** Recovers what is there, or refuses to. */
export async function openDisk<T>(fs: FileSystem, options: DiskOptions<T>): Promise<Result<OpenedDisk<T>>> {
  const folders = foldersOf(options.dataDir, options.dataLogDir);
  return attempt(async () => {
    const recovered = await recover(fs, folders, options);
    return { ...recovered, disk: new Disk(fs, folders, options) };
  });
}

export class Disk {
  private readonly fs: FileSystem;
  private readonly folders: Folders;
  private readonly onBatch: DiskOptions<unknown>['onBatch'];
  private readonly observer: DiskObserver | undefined;
  private readonly log: LogWriter;
  private waiting: Job[] = [];
  private waitingBytes = 0;
  private running = false;
  private failure: DiskError | null = null;
  private issued = 0;
  /** Of snapshots begun. */
  private serial = 0;
  /** Of all that removes files: one after the other, or two would remove the same. */
  private removing: Promise<unknown> = Promise.resolve();

  /** Made by `openDisk`. */
  constructor(fs: FileSystem, folders: Folders, options: LogWriterOptions & Pick<DiskOptions<unknown>, 'onBatch' | 'observer'>) {
    this.fs = fs;
    this.folders = folders;
    this.onBatch = options.onBatch;
    this.observer = options.observer;
    this.log = new LogWriter(fs, folders.logs, options);
  }

  /** More waits than a slow disk should be given; nothing is refused. */
  get isFull(): boolean {
    return this.waitingBytes >= WAITING_BYTES_MAX;
  }

  /** Bytes of the log file under way: beside the count of transactions, what says that a snapshot is due. */
  get logFileBytes(): number {
    return this.log.fileBytes;
  }

  /** Synced when it comes back: these writes, in their order, and all that were submitted before. */
  submit(writes: readonly DiskWrite[]): Promise<Result<void>> {
    if (this.failure !== null) return Promise.resolve({ ok: false, error: this.failure });
    const bytes = writes.reduce((sum, write) => sum + bytesOf(write), 0);
    this.waitingBytes += bytes;
    return new Promise((done) => {
      this.waiting.push({ writes, bytes, done });
      if (!this.running) void this.run();
    });
  }

  /** Writes and syncs a snapshot beside the queue. It is nobody's until it is submitted in a `snapshot` or a `replace`. */
  prepareSnapshot(content: SnapshotContent): Promise<Result<PreparedSnapshot>> {
    return this.watched(() => this.prepare(content));
  }

  /** For a prepared snapshot that nobody submits. */
  discardSnapshot({ temporary }: PreparedSnapshot): Promise<Result<void>> {
    return this.watched(() => this.fs.remove(`${this.folders.snapshots}/${temporary}`));
  }

  /** Entries after `last`, from the files. Written ones only: what still waits is in the caller's own log. */
  entriesAfter(last: Zxid): AsyncGenerator<LogEntry, void, void> {
    return readLogAfter(this.fs, this.folders.logs, last);
  }

  /** Keeps the newest `count` snapshots and the logs they need; answers the names of the files removed. */
  purge(count: number): Promise<Result<readonly string[]>> {
    return this.watched(() => this.alone(() => purge(this.fs, this.folders, count)));
  }

  /** Everything submitted is synced, and no file stays open. */
  async close(): Promise<Result<void>> {
    const synced = await this.submit([{ kind: 'roll' }]);
    await this.removing;
    return synced;
  }

  /** Collects what the current turn of the event loop submits, writes it, and goes on with what came meanwhile. */
  private async run(): Promise<void> {
    this.running = true;
    await Promise.resolve();
    while (this.waiting.length > 0) {
      const jobs = this.takeBatch();
      const started = performance.now();
      const result =
        this.failure === null ? await this.watched(() => this.perform(jobs)) : ({ ok: false, error: this.failure } as const);
      if (result.ok) this.onBatch?.(summaryOf(jobs, performance.now() - started));
      // Whatever is wrong: no later write may be on disk where an earlier one is not.
      else this.failure ??= result.error;
      for (const job of jobs) job.done(result);
    }
    this.running = false;
  }

  private takeBatch(): readonly Job[] {
    let count = 0;
    let bytes = 0;
    for (const job of this.waiting) {
      if (count > 0 && bytes + job.bytes > BATCH_BYTES_MAX) break;
      bytes += job.bytes;
      count += 1;
    }
    const jobs = this.waiting.slice(0, count);
    this.waiting = this.waiting.slice(count);
    this.waitingBytes -= bytes;
    return jobs;
  }

  private async perform(jobs: readonly Job[]): Promise<void> {
    for (const { writes } of jobs) {
      for (const write of writes) {
        this.issued += 1;
        this.observer?.issued(write, this.issued);
        await this.performOne(write);
      }
    }
    await this.log.commit();
    this.observer?.durable(this.issued);
  }

  private async performOne(write: DiskWrite): Promise<void> {
    const { fs, folders, log } = this;
    switch (write.kind) {
      case 'append':
        for (const entry of write.entries) log.append(entry);
        return;
      case 'roll':
        return log.roll();
      case 'acceptedEpoch':
      case 'currentEpoch':
        await log.commit();
        return writeNumber(fs, folders.snapshots, write.kind === 'acceptedEpoch' ? ACCEPTED_EPOCH : CURRENT_EPOCH, write.epoch);
      case 'snapshot':
        // What it covers is in the log first: a fuzzy one may be ahead of its own name.
        await log.commit();
        return installSnapshot(fs, folders, await this.prepared(write.snapshot));
      case 'truncate':
        await log.roll();
        return this.alone(() => truncate(fs, folders, write.zxid));
      case 'replace':
        await log.roll();
        return this.alone(async () => replaceAll(fs, folders, await this.prepared(write.snapshot)));
    }
  }

  private alone<R>(work: () => Promise<R>): Promise<R> {
    const mine = this.removing.then(work);
    // How it went is told to who asked for it.
    this.removing = mine.then(
      () => undefined,
      () => undefined,
    );
    return mine;
  }

  private async prepared(snapshot: SnapshotContent | PreparedSnapshot): Promise<PreparedSnapshot> {
    return 'kind' in snapshot ? snapshot : this.prepare(snapshot);
  }

  private prepare(content: SnapshotContent): Promise<PreparedSnapshot> {
    this.serial += 1;
    return prepareSnapshot(this.fs, this.folders, content, this.serial);
  }

  /** A fault of the disk is the end of all writing; another one concerns its caller alone. */
  private async watched<R>(work: () => Promise<R>): Promise<Result<R>> {
    const result = await attempt(work);
    if (!result.ok && result.error.fatal) this.failure ??= result.error;
    return result;
  }
}

function bytesOf(write: DiskWrite): number {
  if (write.kind !== 'append') return 0;
  return write.entries.reduce((sum, { payload }) => sum + payload.length + RECORD_OVERHEAD, 0);
}

function summaryOf(
  jobs: readonly Job[],
  elapsedMs: number,
): { readonly elapsedMs: number; readonly bytes: number; readonly writes: number } {
  assert(jobs.length > 0, 'a batch has something in it');
  const count = (sum: number, job: Job): number => sum + job.writes.length;
  return { elapsedMs, bytes: jobs.reduce((sum, job) => sum + job.bytes, 0), writes: jobs.reduce(count, 0) };
}
