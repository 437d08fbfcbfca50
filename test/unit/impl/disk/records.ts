/** Snapshots as plain lists of records: taken from a file, and offered to be written again. */
import { decode } from '#impl/wire/jute.js';
import { txn } from '#impl/wire/txns.js';
import type { Txn } from '#impl/wire/txns.js';
import { SnapshotDecoder } from '#impl/disk/snapshot-decoder.js';
import { encodeSnapshot } from '#impl/disk/snapshot-format.js';
import type { SnapshotContent, SnapshotRecord, Trailer } from '#impl/disk/snapshot-format.js';
import type { SnapshotSink } from '#impl/disk/snapshots.js';
import type { Zxid } from '#spec/model/zxid.js';
import { ZERO } from '#spec/model/zxid.js';

export interface Whole {
  readonly zxid: Zxid;
  readonly records: readonly SnapshotRecord[];
  readonly trailer: Trailer;
}

export const NOTHING: Whole = { zxid: ZERO, records: [], trailer: { digest: null, lastZxid: null } };

export function recordSink(): SnapshotSink<Whole> {
  const records: SnapshotRecord[] = [];
  return {
    take: (record) => {
      records.push(record);
      return undefined;
    },
    finish: (zxid, trailer) => ({ zxid, records, trailer }),
  };
}

export function contentOfWhole({ zxid, records, trailer }: Whole): SnapshotContent {
  return {
    zxid,
    sessions: new Map(records.flatMap((each) => (each.kind === 'session' ? [[each.id, each.timeoutMs] as const] : []))),
    acls: records.flatMap((each) => (each.kind === 'acl' ? [[each.key, each.list] as const] : [])),
    nodes: records.filter((each) => each.kind === 'node'),
    trailer: () => trailer,
  };
}

export function encoded(whole: Whole): Uint8Array {
  // Each chunk is valid until the next is asked for.
  return Buffer.concat([...mapped(encodeSnapshot(contentOfWhole(whole)))]);
}

function* mapped(chunks: Iterable<Uint8Array>): Generator<Uint8Array> {
  for (const chunk of chunks) yield chunk.slice();
}

/** The whole, or the reason why not; `chunks` are consecutive parts of a file. */
export function decoded(chunks: Iterable<Uint8Array>, maxLength?: number): Whole | string {
  const decoder = new SnapshotDecoder(maxLength);
  const records: SnapshotRecord[] = [];
  for (const chunk of chunks) {
    const step = decoder.push(chunk);
    if (!step.ok) return step.reason;
    records.push(...step.value);
  }
  const end = decoder.end();
  return end.ok ? { zxid: ZERO, records, trailer: end.value } : end.reason;
}

export function txnOf(payload: unknown): Txn {
  const result = decode(txn, payload as Uint8Array);
  if (!result.ok) throw new Error(result.error.message);
  return result.value;
}
