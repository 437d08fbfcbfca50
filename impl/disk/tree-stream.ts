/**
 * A tree as a leader sends it to a learner behind a SNAP packet (`LearnerHandler`, `Learner.syncWithLeader`): the records of a
 * snapshot without what makes them a file, and a signature.
 *
 *     sessions | lists | nodes | "/"      as in `snapshot-format.ts`
 *     ustring  "BenWasHere"
 *
 * TCP checks the bytes; nothing else does. The stream goes on with packets.
 */
import assert from 'node:assert/strict';
import { faultOf } from '#impl/wire/errors.js';
import type { JuteReader } from '#impl/wire/jute-reader.js';
import { MAX_LENGTH_DEFAULT } from '#impl/wire/jute-reader.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { RecordReader, waitingBytesMax } from './record-reader.js';
import type { SnapshotStep } from './record-reader.js';
import { CHUNK_BYTES, writeTree } from './snapshot-format.js';
import type { SnapshotRecord, TreeContent } from './snapshot-format.js';
import { UnreadBytes } from './unread-bytes.js';

const SIGNATURE = 'BenWasHere';

/** The bytes behind a SNAP packet, in chunks of at most 64 KiB; each is valid until the next is asked for. */
export function* encodeTree(content: TreeContent): Generator<Uint8Array, void, void> {
  const writer = new JuteWriter();
  for (const _full of writeTree(writer, content)) yield* cut(writer);
  writer.ustring(SIGNATURE);
  yield* cut(writer);
}

/** What the writer holds: more than a chunk where the last node is large. */
function* cut(writer: JuteWriter): Generator<Uint8Array, void, void> {
  const bytes = writer.written();
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
  writer.reset();
}

/** `push` chunks until it is `complete`, then `takeRest`: what came behind the tree. After a failure it answers nothing but that failure. */
export class TreeStreamDecoder {
  private readonly maxLength: number;
  private readonly unread: UnreadBytes;
  private readonly tree = new RecordReader();
  private signed = false;
  private failure: string | null = null;

  constructor(maxLength: number = MAX_LENGTH_DEFAULT) {
    this.maxLength = maxLength;
    this.unread = new UnreadBytes(maxLength);
  }

  get complete(): boolean {
    return this.signed;
  }

  /** The records that the chunk completes. */
  push(chunk: Uint8Array): SnapshotStep {
    assert(!this.complete, 'what comes behind the tree is not for its decoder');
    if (this.failure !== null) return { ok: false, reason: this.failure };
    const records: SnapshotRecord[] = [];
    try {
      this.unread.read(chunk, (reader) => this.step(reader, records));
    } catch (error) {
      return this.fail(error instanceof BadSignature ? error.message : faultOf(error).within(this.tree.place).toError().message);
    }
    const { length } = this.unread.waiting;
    if (!this.signed && length > waitingBytesMax(this.maxLength)) return this.fail(`nothing there takes ${length} bytes`);
    return { ok: true, value: records };
  }

  takeRest(): Uint8Array {
    assert(this.signed, 'the tree is not complete');
    return this.unread.waiting;
  }

  private step(reader: JuteReader, records: SnapshotRecord[]): 'more' | 'done' {
    if (this.tree.done) {
      const signature = reader.ustring();
      if (signature !== SIGNATURE) throw new BadSignature(`the tree ends in ${JSON.stringify(signature)}, not in ${SIGNATURE}`);
      this.signed = true;
      return 'done';
    }
    const record = this.tree.read(reader);
    if (record !== null) records.push(record);
    return 'more';
  }

  private fail(reason: string): { readonly ok: false; readonly reason: string } {
    this.failure = reason;
    return { ok: false, reason };
  }
}

class BadSignature extends Error {}
