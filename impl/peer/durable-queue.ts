/**
 * The node's writes on their way to the disk: what a turn wrote is submitted at its end, and the node is told how far the disk has come.
 */
import type { Disk } from '#impl/disk/disk.js';
import { writesOf } from '#impl/disk/durable-writes.js';
import type { DiskWrite } from '#impl/disk/durable-writes.js';
import type { DiskError } from '#impl/disk/errors.js';
import type { SnapshotContent } from '#impl/disk/snapshot-format.js';
import type { PreparedSnapshot } from '#impl/disk/snapshots.js';
import type { Turn } from '#impl/net/turn.js';
import type { Durable } from '#spec/model/state.js';

export interface DurableQueueOptions {
  readonly disk: Disk;
  readonly turn: Turn;
  /** What the disk holds now. */
  readonly recovered: Durable;
  /** The first `count` writes are on disk. */
  readonly synced: (count: number) => void;
  /** Nothing can be written any more: the process must stop. */
  readonly failed: (error: DiskError) => void;
}

export class DurableQueue {
  private readonly options: DurableQueueOptions;
  /** What the disk will hold when everything queued is written. */
  private durable: Durable;
  private queued: DiskWrite[] = [];
  private count = 0;
  private scheduled = false;

  constructor(options: DurableQueueOptions) {
    this.options = options;
    this.durable = options.recovered;
  }

  /** `snapshot`: of what the write covers, where it needs one. */
  write(write: Partial<Durable>, count: number, snapshot: SnapshotContent | PreparedSnapshot | null): void {
    const writes = writesOf(this.durable, write, snapshot);
    this.durable = { ...this.durable, ...write };
    this.add(writes);
    this.count = count;
  }

  /** The next entry begins a new log file. */
  roll(): void {
    this.add([{ kind: 'roll' }]);
  }

  private add(writes: readonly DiskWrite[]): void {
    this.queued.push(...writes);
    if (this.scheduled) return;
    this.scheduled = true;
    this.options.turn.atEnd(this.submit);
  }

  private readonly submit = (): void => {
    const { queued: writes, count } = this;
    this.queued = [];
    this.scheduled = false;
    void this.options.disk.submit(writes).then((result) => {
      if (result.ok) this.options.synced(count);
      else this.options.failed(result.error);
    });
  };
}
