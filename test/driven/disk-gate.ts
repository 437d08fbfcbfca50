/**
 * A server's disk under the driver's control: everything that waits becomes durable when it is told to, or so many writes of it, and no more.
 *
 * Writes are counted as the world counts them (`spec/world/disk.ts`): each entry of the log is one, each epoch, each cut.
 */
import assert from 'node:assert/strict';
import { RECORD_OVERHEAD } from '#impl/disk/log-format.js';
import type { RecordedWrite } from '#traces/record/hooks.js';
import { GatedFiles } from './gated-files.js';
import type { Pulse } from './pulse.js';

export class DiskGate {
  readonly files: GatedFiles;
  /** Bytes of entries that the disk has begun with and not written. */
  private entries: number[] = [];
  /** The write under way that is no entry. */
  private other: RecordedWrite | null = null;
  /** Done since `keep` was called. */
  private done = 0;

  constructor(pulse: Pulse) {
    this.files = new GatedFiles(pulse);
  }

  /** The disk begins with this write: what came before it, and was no entry, is done. */
  issued(write: RecordedWrite): void {
    this.finishOther();
    if (write.kind === 'append') this.entries.push(...write.entries.map(({ payload }) => payload.length + RECORD_OVERHEAD));
    else if (write.kind !== 'roll') this.other = write;
  }

  durable(): void {
    this.finishOther();
    this.entries = [];
  }

  /** Everything that waits reaches the disk. */
  async flush(): Promise<void> {
    this.files.letAll();
    await this.files.quiet();
    this.files.shut();
  }

  /** Of everything that waits, the first `count` writes reach the disk. */
  async keep(count: number): Promise<void> {
    this.done = 0;
    while (this.done < count) {
      const { next } = this.files;
      assert(next !== null, `${count} writes wait, not ${this.done}`);
      const { write } = next;
      // A log's header is at its beginning, its padding a single byte.
      const ofEntries = this.entries.length > 0 && write !== null && write.position > 0 && write.bytes.length > 1;
      if (ofEntries) await this.keepEntries(Math.min(count - this.done, this.entries.length), write.bytes.length);
      else await this.files.letOne();
    }
  }

  private async keepEntries(count: number, bytes: number): Promise<void> {
    assert.equal(sum(this.entries), bytes, 'the disk writes the entries it has begun with, at once');
    const kept = sum(this.entries.splice(0, count));
    this.done += count;
    if (kept === bytes) await this.files.letOne();
    else await this.files.letOne(kept);
  }

  private finishOther(): void {
    if (this.other !== null) this.done += 1;
    this.other = null;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
