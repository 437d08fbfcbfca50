/** A store in maps: every operation of `Tree` in constant time. The server uses it as it is. */
import { AclTable } from '../acl/acl-table.js';
import { NO_NODES, shifted } from './digest.js';
import { ownerKind } from './owner.js';
import { childPath, nameOf, parentOf, ROOT } from './path.js';
import { quotaPathOf } from './quota-path.js';
import { ZERO } from '../../model/zxid.js';
import type { Digest } from './digest.js';
import type { ZNode } from './node.js';
import type { SessionId } from './owner.js';
import type { Store } from './store.js';
import type { Zxid } from '../../model/zxid.js';

interface Entry {
  node: ZNode;
  /** Absent until the first child: most nodes are leaves. */
  children: Set<string> | undefined;
}

const NONE: ReadonlySet<string> = new Set();

export interface StoreOptions {
  readonly digests?: boolean;
  readonly extendedTypes?: boolean;
}

export class MemoryStore implements Store {
  readonly digests: boolean;
  readonly extendedTypes: boolean;
  /** Access lists in use, each held once; their keys are those of snapshots. */
  readonly acls = new AclTable();
  private readonly entries = new Map<string, Entry>();
  private readonly ephemerals = new Map<SessionId, Set<string>>();
  private readonly containerPaths = new Set<string>();
  private readonly ttlPaths = new Set<string>();
  private readonly quotas = new Set<string>();
  private readonly timeouts = new Map<SessionId, number>();
  private size = 0;
  private sum: Digest = NO_NODES;
  private last: Zxid = ZERO;

  /** Empty, without even a root: `plantFreshTree` or `loadNode` go on from here. */
  constructor({ digests = true, extendedTypes = false }: StoreOptions = {}) {
    this.digests = digests;
    this.extendedTypes = extendedTypes;
  }

  get(path: string): ZNode | undefined {
    return this.entries.get(path)?.node;
  }

  put(path: string, node: ZNode): void {
    const entry = this.entries.get(path);
    if (entry === undefined) {
      this.add(path, this.owned(node));
      return;
    }
    const before = entry.node;
    // Held before released: the last user of a list may be the same node.
    entry.node = node.acl === before.acl ? node : this.owned(node);
    if (node.acl !== before.acl) this.acls.release(before.acl);
    if (node.data !== before.data) this.size += (node.data?.length ?? 0) - (before.data?.length ?? 0);
    this.sum = shifted(this.sum, before.digest, node.digest);
  }

  remove(path: string): void {
    const pending = [path];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const entry = this.entries.get(next);
      if (entry === undefined) continue;
      for (const name of entry.children ?? NONE) pending.push(childPath(next, name));
      this.drop(next, entry.node);
    }
    if (path !== ROOT) this.entries.get(parentOf(path))?.children?.delete(nameOf(path));
  }

  get nodeCount(): number {
    return this.entries.size;
  }

  get dataSize(): number {
    return this.size;
  }

  get treeDigest(): Digest {
    return this.sum;
  }

  /**
   * Every path, parents before children. The map keeps the order of insertion; a child is put when its parent is there, and a node that
   * goes takes all below it along: whoever is there came after its parent.
   */
  paths(): Iterable<string> {
    return this.entries.keys();
  }

  /** Every node, in the order of `paths`. */
  *nodes(): Generator<ZNode, void, void> {
    for (const { node } of this.entries.values()) yield node;
  }

  childrenOf(path: string): ReadonlySet<string> {
    return this.entries.get(path)?.children ?? NONE;
  }

  ephemeralsOf(session: SessionId): ReadonlySet<string> {
    return this.ephemerals.get(session) ?? NONE;
  }

  owners(): Iterable<SessionId> {
    return this.ephemerals.keys();
  }

  containers(): Iterable<string> {
    return this.containerPaths;
  }

  ttlNodes(): Iterable<string> {
    return this.ttlPaths;
  }

  get quotaPaths(): ReadonlySet<string> {
    return this.quotas;
  }

  get sessions(): ReadonlyMap<SessionId, number> {
    return this.timeouts;
  }

  putSession(session: SessionId, timeoutMs: number): void {
    this.timeouts.set(session, timeoutMs);
  }

  removeSession(session: SessionId): void {
    this.timeouts.delete(session);
  }

  get lastZxid(): Zxid {
    return this.last;
  }

  advance(zxid: Zxid): void {
    this.last = zxid;
  }

  private owned(node: ZNode): ZNode {
    const acl = this.acls.hold(node.acl);
    return acl === node.acl ? node : { ...node, acl };
  }

  private add(path: string, node: ZNode): void {
    this.entries.set(path, { node, children: undefined });
    if (path !== ROOT) {
      const parent = this.entries.get(parentOf(path));
      if (parent !== undefined) (parent.children ??= new Set()).add(nameOf(path));
    }
    this.size += path.length + (node.data?.length ?? 0);
    this.sum = shifted(this.sum, 0, node.digest);
    const quota = quotaPathOf(path);
    if (quota !== undefined) this.quotas.add(quota);
    if (node.owner !== 0n) this.file(path, node.owner);
  }

  private drop(path: string, node: ZNode): void {
    this.entries.delete(path);
    this.acls.release(node.acl);
    this.size -= path.length + (node.data?.length ?? 0);
    this.sum = shifted(this.sum, node.digest, 0);
    const quota = quotaPathOf(path);
    if (quota !== undefined) this.quotas.delete(quota);
    if (node.owner !== 0n) this.unfile(path, node.owner);
  }

  private file(path: string, owner: bigint): void {
    const kind = ownerKind(owner, this.extendedTypes);
    if (kind === 'container') this.containerPaths.add(path);
    else if (kind === 'ttl') this.ttlPaths.add(path);
    else {
      const paths = this.ephemerals.get(owner);
      if (paths === undefined) this.ephemerals.set(owner, new Set([path]));
      else paths.add(path);
    }
  }

  private unfile(path: string, owner: bigint): void {
    const kind = ownerKind(owner, this.extendedTypes);
    if (kind === 'container') this.containerPaths.delete(path);
    else if (kind === 'ttl') this.ttlPaths.delete(path);
    else {
      const paths = this.ephemerals.get(owner);
      paths?.delete(path);
      if (paths?.size === 0) this.ephemerals.delete(owner);
    }
  }
}
