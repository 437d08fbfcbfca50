/**
 * A znode as an immutable value, and every way in which it changes. Prep's outstanding changes and the applied tree hold the
 * same values made by the same functions, so what the leader foresees is what happens.
 */
import { contentCrcOf, nodeDigestOf } from './digest.js';
import { ownerKind } from './owner.js';
import type { Digested } from './digest.js';
import type { AclList } from '../acl/acl.js';
import type { Zxid } from '../../model/zxid.js';
import { compareZxids } from '../../model/zxid.js';

export interface ZNode extends Digested {
  readonly data: Uint8Array | null;
  readonly acl: AclList;
  /** How often a child was created; deletes do not count. What clients see is computed from it (`statOf`). */
  readonly cversion: number;
  readonly numChildren: number;
  /** Null for a node that counts nothing in the tree digest: below `/zookeeper/`, or digests are off. */
  readonly contentCrc: number | null;
  /** As a signed int; 0 where `contentCrc` is null. */
  readonly digest: number;
}

/** What a client sees of a node. */
export interface Stat {
  readonly czxid: Zxid;
  readonly mzxid: Zxid;
  readonly ctime: number;
  readonly mtime: number;
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  readonly ephemeralOwner: bigint;
  readonly dataLength: number;
  readonly numChildren: number;
  readonly pzxid: Zxid;
}

/**
 * Clients see every change of the set of children counted: for each create there was a delete, except for the children still
 * there. Containers and nodes with a life time show no owner (`DataNode.copyStat`).
 */
export function statOf(node: ZNode, extendedTypes: boolean): Stat {
  const { czxid, mzxid, ctime, mtime, version, aversion, numChildren, pzxid } = node;
  const ephemeralOwner = ownerKind(node.owner, extendedTypes) === 'ephemeral' ? node.owner : 0n;
  const cversion = (2 * node.cversion - numChildren) | 0;
  const dataLength = node.data?.length ?? 0;
  return { czxid, mzxid, ctime, mtime, version, cversion, aversion, ephemeralOwner, dataLength, numChildren, pzxid };
}

/** What a snapshot keeps of a node; also how a new one begins. */
export interface StoredNode extends Digested {
  readonly data: Uint8Array | null;
  readonly acl: AclList;
}

/** A node without children yet. */
export function nodeFrom(path: string, stored: StoredNode, digests: boolean): ZNode {
  const { data, acl, czxid, mzxid, pzxid, ctime, mtime, version, cversion, aversion, owner } = stored;
  const contentCrc = digests ? contentCrcOf(path, data) : null;
  const digest = contentCrc === null ? 0 : nodeDigestOf(contentCrc, stored);
  return { data, acl, czxid, mzxid, pzxid, ctime, mtime, version, cversion, aversion, owner, numChildren: 0, contentCrc, digest };
}

export interface Birth {
  readonly data: Uint8Array | null;
  readonly acl: AclList;
  readonly owner: bigint;
  readonly zxid: Zxid;
  readonly time: number;
}

export function newNode(path: string, { data, acl, owner, zxid, time }: Birth, digests: boolean): ZNode {
  const dates = { czxid: zxid, mzxid: zxid, pzxid: zxid, ctime: time, mtime: time };
  return nodeFrom(path, { data, acl, ...dates, version: 0, cversion: 0, aversion: 0, owner }, digests);
}

type Draft = { -readonly [Field in keyof ZNode]: ZNode[Field] };

/** Completes a node that nobody has seen yet: copied once, not twice, on the path of every write. */
function sealed(fresh: Draft): ZNode {
  if (fresh.contentCrc !== null) fresh.digest = nodeDigestOf(fresh.contentCrc, fresh);
  return fresh;
}

/** The transaction that created a child raises the parent's count and pzxid; a replay that is behind lowers neither (ZOOKEEPER-3249). */
export function raised(parent: ZNode, cversion: number, zxid: Zxid): ZNode {
  return cversion > parent.cversion ? sealed({ ...parent, cversion, pzxid: zxid }) : parent;
}

export function withChild(parent: ZNode, cversion: number, zxid: Zxid): ZNode {
  const numChildren = parent.numChildren + 1;
  if (cversion <= parent.cversion) return { ...parent, numChildren };
  return sealed({ ...parent, numChildren, cversion, pzxid: zxid });
}

/** `gone`: whether the child was there; replaying a delete over a later snapshot, it may not be. */
export function withoutChild(parent: ZNode, zxid: Zxid, gone: boolean): ZNode {
  const numChildren = gone ? parent.numChildren - 1 : parent.numChildren;
  if (compareZxids(zxid, parent.pzxid) <= 0) return { ...parent, numChildren };
  return sealed({ ...parent, numChildren, pzxid: zxid });
}

export interface NewData {
  readonly data: Uint8Array | null;
  readonly version: number;
  readonly mzxid: Zxid;
  readonly mtime: number;
}

export function withData(path: string, node: ZNode, { data, version, mzxid, mtime }: NewData): ZNode {
  const contentCrc = node.contentCrc === null ? null : contentCrcOf(path, data);
  return sealed({ ...node, data, version, mzxid, mtime, contentCrc });
}

/** Neither version nor times nor zxids move (`DataTree.setACL`). */
export function withAcl(node: ZNode, acl: AclList, aversion: number): ZNode {
  return sealed({ ...node, acl, aversion });
}

/** Data that only this server keeps, quota statistics: no version, no zxid. Such nodes count nothing in the digest. */
export function withLocalData(path: string, node: ZNode, data: Uint8Array): ZNode {
  return withData(path, node, { data, version: node.version, mzxid: node.mzxid, mtime: node.mtime });
}

/** The next version; −1 is skipped, since clients say −1 for "any" (ZOOKEEPER-4743). */
export function nextVersion(version: number): number {
  const next = (version + 1) | 0;
  return next === -1 ? 0 : next;
}
