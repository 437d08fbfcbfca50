/** Reads a snapshot from chunks, in memory bounded by its largest node. See `snapshot-format.ts` for the layout. */
import { ROOT } from '#spec/service/tree/path.js';
import type { Acl, AclList } from '#spec/service/acl/acl.js';
import { JuteReader, MAX_LENGTH_DEFAULT } from '#impl/wire/jute-reader.js';
import { faultOf } from '#impl/wire/errors.js';
import { Adler32 } from './adler32.js';
import { END_PATH, SNAPSHOT_MAGIC } from './snapshot-format.js';
import type { NodeRecord, SnapshotRecord, Trailer, ZxidDigest } from './snapshot-format.js';

/** A perms, and two empty texts. */
const ACL_BYTES_MIN = 12;

/** Seals and blocks behind the nodes, with room for a digest in hexadecimal (its version 1). */
const TAIL_BYTES_MAX = 256;

/** A seal and a last zxid: shorter than any digest with its seal. */
const LAST_ZXID_BYTES = 21;

/** Versions below wrote the digest as text. */
const BINARY_DIGEST_VERSION = 2;

/** What is expected next; `left` counts down sessions or lists. */
type Place = 'header' | 'session-count' | 'sessions' | 'acl-count' | 'acls' | 'nodes' | 'tail';

type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export type SnapshotStep = Step<readonly SnapshotRecord[]>;

class BadSnapshot extends Error {}

function reasonOf(error: unknown): string {
  return error instanceof BadSnapshot ? error.message : faultOf(error).toError().message;
}

/** `push` every chunk, then ask for the `end`. After a failure it answers nothing but that failure. */
export class SnapshotDecoder {
  private readonly sum = new Adler32();
  private readonly maxLength: number;
  private waiting = new Uint8Array(0);
  private place: Place = 'header';
  private left = 0;
  private failure: string | null = null;

  constructor(maxLength: number = MAX_LENGTH_DEFAULT) {
    this.maxLength = maxLength;
  }

  /** The records that the chunk completes. */
  push(chunk: Uint8Array): SnapshotStep {
    if (this.failure !== null) return { ok: false, reason: this.failure };
    const bytes = joined(this.waiting, chunk);
    const reader = new JuteReader(bytes, this.maxLength);
    const records: SnapshotRecord[] = [];
    let taken = 0;
    try {
      while (this.place !== 'tail') {
        const record = this.step(reader);
        if (record !== null) records.push(record);
        taken = reader.offset;
      }
    } catch (error) {
      // Where the bytes end, the next chunk goes on.
      if (error instanceof BadSnapshot || faultOf(error).code !== 'ZAB-W001') return this.fail(reasonOf(error));
    }
    this.sum.update(bytes, 0, taken);
    this.waiting = bytes.subarray(taken);
    if (this.waiting.length > this.waitingMax()) return this.fail(`nothing there takes ${this.waiting.length} bytes`);
    return { ok: true, value: records };
  }

  /** The file has ended: checks every seal. */
  end(): Step<Trailer> {
    if (this.failure !== null) return { ok: false, reason: this.failure };
    if (this.place !== 'tail') return this.fail(`the file ends among its ${this.place}`);
    const reader = new JuteReader(this.waiting, this.maxLength);
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
    this.waiting = new Uint8Array(0);
    return { ok: false, reason };
  }

  private waitingMax(): number {
    return this.place === 'tail' ? TAIL_BYTES_MAX : 3 * this.maxLength;
  }

  private step(reader: JuteReader): SnapshotRecord | null {
    switch (this.place) {
      case 'header': {
        if (reader.int() !== SNAPSHOT_MAGIC) throw new BadSnapshot('it does not begin with ZKSN');
        reader.int();
        reader.long();
        this.place = 'session-count';
        return null;
      }
      case 'session-count':
      case 'acl-count': {
        this.left = reader.int();
        this.place = this.place === 'session-count' ? 'sessions' : 'acls';
        return null;
      }
      case 'sessions': {
        if (this.left > 0) return this.counted({ kind: 'session', id: reader.long(), timeoutMs: reader.int() });
        this.place = 'acl-count';
        return null;
      }
      case 'acls': {
        if (this.left > 0) return this.counted({ kind: 'acl', key: reader.safeLong(), list: readAcls(reader) });
        this.place = 'nodes';
        return null;
      }
      case 'nodes': {
        const path = reader.ustring();
        if (path !== END_PATH) return readNode(reader, path);
        this.place = 'tail';
        return null;
      }
      case 'tail':
        return null;
    }
  }

  private counted(record: SnapshotRecord): SnapshotRecord {
    this.left -= 1;
    return record;
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
    this.sum.update(this.waiting, start, reader.offset);
    const expected = this.sum.value;
    const before = reader.offset;
    if (reader.safeLong() !== expected || reader.ustring() !== END_PATH) throw new BadSnapshot('a checksum is wrong');
    this.sum.update(this.waiting, before, reader.offset);
  }
}

function joined(waiting: Uint8Array, chunk: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(waiting.length + chunk.length);
  bytes.set(waiting);
  bytes.set(chunk, waiting.length);
  return bytes;
}

function readAcls(reader: JuteReader): AclList {
  const acls: Acl[] = [];
  for (let left = reader.count(ACL_BYTES_MIN); left > 0; left--) {
    acls.push({ perms: reader.int(), scheme: reader.ustring(), id: reader.ustring() });
  }
  return acls;
}

function readNode(reader: JuteReader, path: string): NodeRecord {
  return {
    kind: 'node',
    path: path === '' ? ROOT : path,
    // A copy: a view would keep its whole chunk for as long as the node lives.
    data: reader.isNull() ? null : reader.buffer().slice(),
    aclKey: reader.safeLong(),
    czxid: reader.zxid(),
    mzxid: reader.zxid(),
    ctime: reader.safeLong(),
    mtime: reader.safeLong(),
    version: reader.int(),
    cversion: reader.int(),
    aversion: reader.int(),
    owner: reader.long(),
    pzxid: reader.zxid(),
  };
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
