/**
 * Snapshots (`FileSnap`, `DataTree.serialize`, `SnapStream.sealStream`), written as a stream.
 *
 *     header     magic "ZKSN" | int version 2 | long dbid -1
 *     sessions   int count, each: long id | int timeout
 *     lists      int count, each: long key | vector of ACL             key -1, open to all, is implied
 *     nodes      each: path | data | long key of the list | stat        parents first, the root's path is ""
 *     end        path "/"
 *     seal       long Adler-32 of every byte so far | "/"
 *     digest     long zxid | int version | long digest, and a seal      since 3.6, where digests are on
 *     last zxid  long, and a seal                                       since 3.9
 *
 * A snapshot is fuzzy: transactions go on while it is written, and replaying the log from its zxid on makes up for that.
 */
import type { AclList } from '#spec/service/acl/acl.js';
import type { Digest, Digested } from '#spec/service/tree/digest.js';
import type { SessionId } from '#spec/service/tree/owner.js';
import { ROOT } from '#spec/service/tree/path.js';
import type { Zxid } from '#spec/model/zxid.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { Adler32 } from './adler32.js';

export const SNAPSHOT_MAGIC = 0x5a4b_534e;
const VERSION = 2;
const DBID = -1n;

/** Stands for the end of the nodes, and behind each checksum. */
export const END_PATH = '/';

/** Bytes gathered before they are handed on. */
export const CHUNK_BYTES = 0x1_0000;

export interface SessionRecord {
  readonly kind: 'session';
  readonly id: SessionId;
  readonly timeoutMs: number;
}

export interface AclRecord {
  readonly kind: 'acl';
  readonly key: number;
  readonly list: AclList;
}

/** A node and its stored stat; `path` of the root is `/`, as everywhere but in the file. */
export interface NodeRecord extends Digested {
  readonly kind: 'node';
  readonly path: string;
  readonly data: Uint8Array | null;
  /** -1 for the open list, else a key of an `AclRecord`. */
  readonly aclKey: number;
}

export type SnapshotRecord = SessionRecord | AclRecord | NodeRecord;

/** Digest of the tree after a transaction that the snapshot, or the replay over it, reaches. */
export interface ZxidDigest {
  readonly zxid: Zxid;
  readonly version: number;
  readonly digest: Digest;
}

/** What follows the nodes; null for a block that is absent. */
export interface Trailer {
  readonly digest: ZxidDigest | null;
  readonly lastZxid: Zxid | null;
}

/** What a tree offers to be written. Each part is asked for once, in this order, while transactions go on. */
export interface TreeContent {
  readonly sessions: ReadonlyMap<SessionId, number>;
  readonly acls: Iterable<readonly [key: number, list: AclList]>;
  readonly nodes: Iterable<Omit<NodeRecord, 'kind'>>;
}

export interface SnapshotContent extends TreeContent {
  /** The last transaction applied when the writing begins: names the file. */
  readonly zxid: Zxid;
  /** Asked for when all nodes are written. */
  trailer(): Trailer;
}

/** The file in chunks; each is valid until the next is asked for. */
export function* encodeSnapshot(content: SnapshotContent): Generator<Uint8Array, void, void> {
  const writer = new JuteWriter();
  const sum = new Adler32();
  const flush = (): Uint8Array => {
    const bytes = writer.written();
    sum.update(bytes);
    writer.reset();
    return bytes;
  };
  const seal = (): void => {
    writer.long(BigInt(sum.value));
    writer.ustring(END_PATH);
  };
  writeHeader(writer);
  for (const _full of writeTree(writer, content)) yield flush();
  yield flush();
  seal();
  const { digest, lastZxid } = content.trailer();
  if (digest !== null) {
    writer.zxid(digest.zxid);
    writer.int(digest.version);
    writer.zxid({ epoch: digest.digest.high, counter: digest.digest.low });
    yield flush();
    seal();
  }
  if (lastZxid !== null) {
    writer.zxid(lastZxid);
    yield flush();
    seal();
  }
  yield flush();
}

/** The part that a leader also sends to learners: sessions, lists, nodes and their end. Pauses when there is a chunk to take away. */
export function* writeTree(writer: JuteWriter, content: TreeContent): Generator<void, void, void> {
  const sessions = [...content.sessions];
  writer.int(sessions.length);
  for (const [id, timeoutMs] of sessions) {
    writer.long(id);
    writer.int(timeoutMs);
    if (writer.length >= CHUNK_BYTES) yield;
  }
  const acls = [...content.acls];
  writer.int(acls.length);
  for (const [key, list] of acls) {
    writeAcl(writer, key, list);
    if (writer.length >= CHUNK_BYTES) yield;
  }
  for (const node of content.nodes) {
    writeNode(writer, node);
    if (writer.length >= CHUNK_BYTES) yield;
  }
  writer.ustring(END_PATH);
}

function writeHeader(writer: JuteWriter): void {
  writer.int(SNAPSHOT_MAGIC);
  writer.int(VERSION);
  writer.long(DBID);
}

function writeAcl(writer: JuteWriter, key: number, list: AclList): void {
  writer.safeLong(key);
  writer.int(list.length);
  for (const { perms, scheme, id } of list) {
    writer.int(perms);
    writer.ustring(scheme);
    writer.ustring(id);
  }
}

function writeNode(writer: JuteWriter, node: Omit<NodeRecord, 'kind'>): void {
  writer.ustring(node.path === ROOT ? '' : node.path);
  if (node.data === null) writer.null();
  else writer.buffer(node.data);
  writer.safeLong(node.aclKey);
  writer.zxid(node.czxid);
  writer.zxid(node.mzxid);
  writer.safeLong(node.ctime);
  writer.safeLong(node.mtime);
  writer.int(node.version);
  writer.int(node.cversion);
  writer.int(node.aversion);
  writer.long(node.owner);
  writer.zxid(node.pzxid);
}
