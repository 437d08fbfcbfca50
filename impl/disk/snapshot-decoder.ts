/** Reads a snapshot from chunks, in memory bounded by its largest node. See `snapshot-format.ts` for the layout. */
import { JuteReader, MAX_LENGTH_DEFAULT } from '#impl/wire/jute-reader.js';
import { faultOf } from '#impl/wire/errors.js';
import { Adler32 } from './adler32.js';
import { RecordReader, waitingBytesMax } from './record-reader.js';
import type { SnapshotStep, Step } from './record-reader.js';
import { END_PATH, SNAPSHOT_MAGIC } from './snapshot-format.js';
import type { SnapshotRecord, Trailer, ZxidDigest } from './snapshot-format.js';
import { UnreadBytes } from './unread-bytes.js';

/** Seals and blocks behind the nodes, with room for a digest in hexadecimal (its version 1). */
const TAIL_BYTES_MAX = 256;

/** A seal and a last zxid: shorter than any digest with its seal. */
const LAST_ZXID_BYTES = 21;

/** Versions below wrote the digest as text. */
const BINARY_DIGEST_VERSION = 2;

class BadSnapshot extends Error {}

function reasonOf(error: unknown): string {
  return error instanceof BadSnapshot ? error.message : faultOf(error).toError().message;
}

/** `push` every chunk, then ask for the `end`. After a failure it answers nothing but that failure. */
export class SnapshotDecoder {
  private readonly sum = new Adler32();
  private readonly maxLength: number;
  private readonly unread: UnreadBytes;
  private readonly tree = new RecordReader();
  private hasHeader = false;
  private failure: string | null = null;

  constructor(maxLength: number = MAX_LENGTH_DEFAULT) {
    this.maxLength = maxLength;
    this.unread = new UnreadBytes(maxLength);
  }

  /** The records that the chunk completes. */
  push(chunk: Uint8Array): SnapshotStep {
    if (this.failure !== null) return { ok: false, reason: this.failure };
    const records: SnapshotRecord[] = [];
    try {
      const taken = this.unread.read(chunk, (reader) => {
        if (this.tree.done) return 'done';
        if (this.hasHeader) {
          const record = this.tree.read(reader);
          if (record !== null) records.push(record);
        } else {
          readHeader(reader);
          this.hasHeader = true;
        }
        return 'more';
      });
      this.sum.update(taken);
    } catch (error) {
      return this.fail(reasonOf(error));
    }
    const { length } = this.unread.waiting;
    return length > this.waitingMax() ? this.fail(`nothing there takes ${length} bytes`) : { ok: true, value: records };
  }

  /** The file has ended: checks every seal. */
  end(): Step<Trailer> {
    if (this.failure !== null) return { ok: false, reason: this.failure };
    if (!this.tree.done) return this.fail(`the file ends among its ${this.hasHeader ? this.tree.place : 'header'}`);
    const reader = new JuteReader(this.unread.waiting, this.maxLength);
    try {
      const trailer = this.readTail(reader);
      if (reader.remaining > 0) return this.fail(`${reader.remaining} bytes behind the last seal`);
      return { ok: true, value: trailer };
    } catch (error) {
      return this.fail(reasonOf(error));
    }
  }

  private fail(reason: string): { readonly ok: false; readonly reason: string } {
    this.failure = reason;
    return { ok: false, reason };
  }

  private waitingMax(): number {
    return this.tree.done ? TAIL_BYTES_MAX : waitingBytesMax(this.maxLength);
  }

  /** Blocks carry no tags. What is left says which are there; a reader that goes by its own settings refuses good files. */
  private readTail(reader: JuteReader): Trailer {
    this.seal(reader, 0);
    let digest: ZxidDigest | null = null;
    if (reader.remaining > 0 && reader.remaining !== LAST_ZXID_BYTES) {
      const start = reader.offset;
      digest = readDigest(reader);
      this.seal(reader, start);
    }
    if (reader.remaining === 0) return { digest, lastZxid: null };
    const start = reader.offset;
    const lastZxid = reader.zxid();
    this.seal(reader, start);
    return { digest, lastZxid };
  }

  /** A checksum of all bytes in front of it; those from `start` on are not counted yet. */
  private seal(reader: JuteReader, start: number): void {
    this.sum.update(this.unread.waiting, start, reader.offset);
    const expected = this.sum.value;
    const before = reader.offset;
    if (reader.safeLong() !== expected || reader.ustring() !== END_PATH) throw new BadSnapshot('a checksum is wrong');
    this.sum.update(this.unread.waiting, before, reader.offset);
  }
}

function readHeader(reader: JuteReader): void {
  if (reader.int() !== SNAPSHOT_MAGIC) throw new BadSnapshot('it does not begin with ZKSN');
  reader.int();
  reader.long();
}

function readDigest(reader: JuteReader): ZxidDigest {
  const zxid = reader.zxid();
  const version = reader.int();
  if (version >= BINARY_DIGEST_VERSION) {
    const { epoch, counter } = reader.zxid();
    return { zxid, version, digest: { high: epoch, low: counter } };
  }
  const text = reader.isNull() ? '0' : reader.ustring();
  const value = /^[0-9a-f]{1,16}$/i.test(text) ? BigInt(`0x${text}`) : 0n;
  return { zxid, version, digest: { high: Number(value >> 32n), low: Number(value & 0xffff_ffffn) } };
}
