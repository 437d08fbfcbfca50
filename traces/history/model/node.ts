/** A node of the reference tree, and how it is told to clients. */
import type { DataDigest } from '../format/digest.js';
import type { HistoryStat } from '../format/results.js';
import { NO_SESSION } from '../format/results.js';
import type { HistoryZxid } from '../format/zxid.js';

export type NodeKind = 'plain' | 'ephemeral' | 'container' | 'ttl';

export interface ModelNode {
  hash: string | null;
  length: number;
  czxid: HistoryZxid;
  mzxid: HistoryZxid;
  pzxid: HistoryZxid;
  version: number;
  aversion: number;
  /** Children ever created; what sequential names count with. */
  creates: number;
  readonly kind: NodeKind;
  /** `0x0` unless ephemeral. */
  readonly owner: string;
  /** Everyone may do everything. */
  open: boolean;
  readonly children: Set<string>;
  /** The server's times, known once somebody was told: from then on every reader has to see the same. */
  ctime: number | null;
  mtime: number | null;
}

export interface NewNode extends DataDigest {
  readonly zxid: HistoryZxid;
  readonly kind: NodeKind;
  readonly owner: string;
  readonly open: boolean;
}

export function newNode({ zxid, hash, length, kind, owner, open }: NewNode): ModelNode {
  return {
    hash,
    length,
    czxid: zxid,
    mzxid: zxid,
    pzxid: zxid,
    version: 0,
    aversion: 0,
    creates: 0,
    kind,
    owner: kind === 'ephemeral' ? owner : NO_SESSION,
    open,
    children: new Set(),
    ctime: null,
    mtime: null,
  };
}

/** What a Stat says that the tree explains; times are compared apart. */
const FIELDS = [
  'czxid',
  'mzxid',
  'pzxid',
  'version',
  'cversion',
  'aversion',
  'ephemeralOwner',
  'dataLength',
  'numChildren',
] as const;

export type StatField = (typeof FIELDS)[number] | 'ctime' | 'mtime';

export function statOf(node: ModelNode): Omit<HistoryStat, 'ctime' | 'mtime'> {
  const { czxid, mzxid, pzxid, version, aversion, creates, owner, length, children } = node;
  return {
    czxid,
    mzxid,
    pzxid,
    version,
    aversion,
    // Clients are told creations and deletions together.
    cversion: 2 * creates - children.size,
    ephemeralOwner: owner,
    dataLength: length,
    numChildren: children.size,
  };
}

/** The first field that differs, or null. Learns the times. */
export function differingField(node: ModelNode, stat: HistoryStat): StatField | null {
  const expected = statOf(node);
  for (const field of FIELDS) if (expected[field] !== stat[field]) return field;
  if (node.ctime !== null && node.ctime !== stat.ctime) return 'ctime';
  if (node.mtime !== null && node.mtime !== stat.mtime) return 'mtime';
  node.ctime = stat.ctime;
  node.mtime = stat.mtime;
  return null;
}
