/**
 * Snapshots beside the service (`SyncRequestProcessor`). One is due after a number of transactions, or of bytes of log, drawn anew each time
 * between half and all of the limit, so that the servers of an ensemble do not all write at once. It is written under a temporary name,
 * one at a time; recovery begins at it once the protocol has taken note.
 *
 *     due ─▶ roll the log, note what the tree is ─▶ write, sync ─▶ offered ─▶ taken: named     or overtaken: removed
 */
import { performance } from 'node:perf_hooks';
import type { Logger } from 'pino';
import type { Disk } from '#impl/disk/disk.js';
import type { DiskError } from '#impl/disk/errors.js';
import type { SnapshotContent } from '#impl/disk/snapshot-format.js';
import type { PreparedSnapshot } from '#impl/disk/snapshots.js';
import { sameZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';

export interface SnapshotLimits {
  readonly transactions: number;
  /** 0: no limit. */
  readonly bytes: number;
}

export interface SnapshotterOptions {
  readonly disk: Disk;
  readonly limits: SnapshotLimits;
  readonly log: Logger;
  /** 0 up to 1. */
  readonly random: () => number;
  readonly roll: () => void;
  readonly content: () => SnapshotContent;
  /**
   * The protocol is told of a snapshot up to there. `taken`: it writes that down, and `claim` is called for the file. `later`: it cannot
   * now, but may. `never`: it has a newer one.
   */
  readonly offer: (zxid: Zxid) => 'taken' | 'later' | 'never';
  readonly written: (elapsedMs: number) => void;
  readonly failed: (error: DiskError) => void;
}

export class Snapshotter {
  /** Null before this process has written one. */
  last: { readonly zxid: Zxid; readonly writtenAt: number } | null = null;
  private readonly options: SnapshotterOptions;
  private transactions = 0;
  private dueTransactions = 0;
  private dueBytes = 0;
  private running = false;
  /** Written and synced, waiting for its name. */
  private prepared: PreparedSnapshot | null = null;

  constructor(options: SnapshotterOptions) {
    this.options = options;
    this.draw();
  }

  /** So many more transactions were delivered. */
  count(transactions: number): void {
    this.transactions += transactions;
    const { limits, disk } = this.options;
    if (this.running || this.prepared !== null) return;
    if (this.transactions > this.dueTransactions || (limits.bytes > 0 && disk.logFileBytes > this.dueBytes)) void this.take();
  }

  /** Offers what is ready; also to be called when the protocol may think otherwise. */
  offer(): void {
    const { prepared } = this;
    if (prepared === null || this.options.offer(prepared.zxid) !== 'never') return;
    this.prepared = null;
    void this.options.disk.discardSnapshot(prepared).then((result) => {
      if (!result.ok) this.options.failed(result.error);
    });
  }

  /** The file of a snapshot up to `zxid`, for the disk to name. Null: there is none. */
  claim(zxid: Zxid): PreparedSnapshot | null {
    const { prepared } = this;
    if (prepared === null || !sameZxid(prepared.zxid, zxid)) return null;
    this.prepared = null;
    return prepared;
  }

  private draw(): void {
    const { limits, random } = this.options;
    const share = (1 + random()) / 2;
    this.transactions = 0;
    this.dueTransactions = Math.floor(limits.transactions * share);
    this.dueBytes = Math.floor(limits.bytes * share);
  }

  private async take(): Promise<void> {
    const { disk, content, roll, log, written, failed } = this.options;
    this.running = true;
    this.draw();
    roll();
    const started = performance.now();
    const result = await disk.prepareSnapshot(content());
    this.running = false;
    if (!result.ok) {
      failed(result.error);
      return;
    }
    const elapsedMs = performance.now() - started;
    const { zxid, bytes } = result.value;
    log.info({ zxid, bytes, elapsedMs: Math.round(elapsedMs) }, 'snapshot written');
    written(elapsedMs);
    this.last = { zxid, writtenAt: Date.now() };
    this.prepared = result.value;
    this.offer();
  }
}
