/** The disk of a server of the recorded cluster: it does what it is asked in order, when it is told to, and loses what a crash takes. */
import { writesOf } from '#impl/disk/durable-writes.js';
import type { DiskWrite } from '#impl/disk/durable-writes.js';
import { Log } from '#spec/model/log.js';
import type { Txn } from '#spec/model/log.js';
import type { Durable } from '#spec/model/state.js';
import { ZERO } from '#spec/model/zxid.js';
import type { TraceEvent, WriteEvent } from '#traces/format/event.js';
import { hashValue } from '#traces/format/hash.js';
import { toTraceZxid } from '#traces/format/translate.js';

interface Job {
  readonly write: DiskWrite;
  /** The node's count of writes that is reached with it. */
  readonly count: number;
}

export class RecordedDisk {
  content: Durable = { acceptedEpoch: 0, currentEpoch: 0, history: Log.startingAt(ZERO), snapshotZxid: ZERO };
  private readonly record: (event: TraceEvent) => void;
  private asked: Durable = this.content;
  private readonly waiting: Job[] = [];
  private readonly underWay: Job[] = [];
  private issued = 0;
  private count = 0;

  constructor(record: (event: TraceEvent) => void) {
    this.record = record;
  }

  get isIdle(): boolean {
    return this.waiting.length === 0 && this.underWay.length === 0 && !this.owes;
  }

  /** Writes without anything to do are told of, too. */
  private owes = false;

  ask(write: Partial<Durable>, count: number): void {
    const { snapshotZxid } = write;
    const snapshot =
      snapshotZxid === undefined ? null : ({ kind: 'prepared', zxid: snapshotZxid, temporary: '', bytes: 0 } as const);
    for (const each of writesOf(this.asked, write, snapshot)) this.waiting.push({ write: each, count });
    this.asked = { ...this.asked, ...write };
    this.count = count;
    this.owes = true;
  }

  /** The next so many writes begin. */
  issue(most: number): void {
    for (const job of this.waiting.splice(0, most)) {
      this.issued += 1;
      this.record({ t: 'write', n: this.issued, write: told(job.write) });
      this.underWay.push(job);
    }
  }

  /** A new log file: no step asks for it. */
  roll(): void {
    this.issued += 1;
    this.record({ t: 'write', n: this.issued, write: { kind: 'roll' } });
  }

  /** All that has begun is done; answers which of the node's writes are durable. */
  sync(): number {
    for (const { write } of this.underWay.splice(0)) this.content = done(this.content, write);
    this.record({ t: 'durable', n: this.issued });
    const next = this.waiting[0];
    if (next !== undefined) return next.count - 1;
    this.owes = false;
    return this.count;
  }

  /** Of what had begun, `kept` pieces are there. */
  crash(kept: number): void {
    const pieces = this.underWay.flatMap(({ write }) => piecesOf(write));
    this.content = pieces.slice(0, kept).reduce(done, this.content);
    this.reset();
  }

  /** Everything is written and synced: what is under way, and then the rest. */
  close(): void {
    if (this.underWay.length > 0) this.sync();
    this.issue(this.waiting.length);
    this.roll();
    this.sync();
    this.reset();
  }

  private reset(): void {
    this.waiting.length = 0;
    this.underWay.length = 0;
    this.issued = 0;
    this.count = 0;
    this.owes = false;
    this.asked = this.content;
  }
}

function piecesOf(write: DiskWrite): readonly DiskWrite[] {
  return write.kind === 'append' ? write.entries.map((entry) => ({ kind: 'append', entries: [entry] })) : [write];
}

function done(content: Durable, write: DiskWrite): Durable {
  const { history } = content;
  switch (write.kind) {
    case 'append': {
      const txns = write.entries.map(({ zxid, payload }): Txn => ({ zxid, value: payload }));
      return { ...content, history: txns.reduce((log, txn) => log.append(txn), history) };
    }
    case 'truncate':
      return { ...content, history: history.upTo(write.zxid) };
    case 'replace':
      return { ...content, history: Log.startingAt(write.snapshot.zxid), snapshotZxid: write.snapshot.zxid };
    case 'snapshot':
      return { ...content, history: history.startingAfter(write.snapshot.zxid), snapshotZxid: write.snapshot.zxid };
    case 'roll':
      return content;
    case 'acceptedEpoch':
      return { ...content, acceptedEpoch: write.epoch };
    case 'currentEpoch':
      return { ...content, currentEpoch: write.epoch };
  }
}

function told(write: DiskWrite): WriteEvent['write'] {
  switch (write.kind) {
    case 'append':
      return {
        kind: 'append',
        entries: write.entries.map(({ zxid, payload }) => [toTraceZxid(zxid), hashValue(payload)] as const),
      };
    case 'truncate':
      return { kind: 'truncate', zxid: toTraceZxid(write.zxid) };
    case 'replace':
    case 'snapshot':
      return { kind: write.kind, zxid: toTraceZxid(write.snapshot.zxid) };
    case 'roll':
      return { kind: 'roll' };
    case 'acceptedEpoch':
    case 'currentEpoch':
      return write;
  }
}
