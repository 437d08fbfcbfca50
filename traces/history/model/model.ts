/**
 * The reference tree: what ZooKeeper's rules make of transactions, one after the other. Written from the rules, for histories only; it
 * knows nothing of any server's code. Everything can be taken back, so that a multi is all or nothing and a guess can be tried.
 */
import { dataDigest } from '../format/digest.js';
import { NO_SESSION } from '../format/results.js';
import type { HistoryZxid } from '../format/zxid.js';
import { newNode } from './node.js';
import type { ModelNode } from './node.js';
import { childPath, nameOf, parentOf } from './paths.js';

/** What a transaction did, in order: what watches are about. */
export interface Change {
  readonly kind: 'created' | 'deleted' | 'data';
  readonly path: string;
  /** Readers may not have been told: the access list of what they would be told of is not open. */
  readonly hidden: boolean;
}

/** A node that is no more. */
export interface Gone {
  readonly zxid: HistoryZxid;
  readonly owner: string;
}

export class Model {
  private readonly nodes = new Map<string, ModelNode>();
  private readonly ephemerals = new Map<string, Set<string>>();
  /** Sessions that are over, and since when. */
  private readonly over = new Map<string, HistoryZxid>();
  private readonly gone = new Map<string, Gone>();
  private journal: (() => void)[] = [];
  private done: Change[] = [];

  constructor() {
    for (const path of ['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config']) {
      const fresh = { zxid: 0, ...dataDigest(new Uint8Array(0)), kind: 'plain', owner: NO_SESSION, open: true } as const;
      this.nodes.set(path, newNode(fresh));
      if (path !== '/') this.nodes.get(parentOf(path))?.children.add(nameOf(path));
    }
  }

  get size(): number {
    return this.nodes.size;
  }

  get(path: string): ModelNode | undefined {
    return this.nodes.get(path === '' ? '/' : path);
  }

  paths(): IterableIterator<string> {
    return this.nodes.keys();
  }

  ephemeralsOf(session: string): ReadonlySet<string> {
    return this.ephemerals.get(session) ?? new Set();
  }

  endOf(session: string): HistoryZxid | undefined {
    return this.over.get(session);
  }

  /** The last node that was deleted at this path. */
  goneAt(path: string): Gone | undefined {
    return this.gone.get(path);
  }

  /** A transaction begins: `changes` are those behind it. */
  begin(): void {
    this.done = [];
  }

  /** What was done so far stays done. */
  keep(): void {
    this.journal = [];
  }

  get changes(): readonly Change[] {
    return this.done;
  }

  /** How much was done since `keep`, for `back`. */
  mark(): number {
    return this.journal.length;
  }

  /** Takes back what was done since the mark. */
  back(mark: number): void {
    while (this.journal.length > mark) this.journal.pop()?.();
  }

  add(path: string, node: ModelNode): void {
    const parentPath = parentOf(path);
    const parent = this.nodes.get(parentPath);
    if (parent === undefined) return;
    const { pzxid } = parent;
    parent.creates += 1;
    parent.pzxid = Math.max(pzxid, node.czxid);
    parent.children.add(nameOf(path));
    this.nodes.set(path, node);
    if (node.owner !== NO_SESSION) this.own(node.owner, path);
    this.note({ kind: 'created', path, hidden: !node.open || !parent.open });
    this.journal.push(() => {
      parent.creates -= 1;
      parent.pzxid = pzxid;
      parent.children.delete(nameOf(path));
      this.nodes.delete(path);
      this.ephemerals.get(node.owner)?.delete(path);
    });
  }

  remove(path: string, zxid: HistoryZxid): void {
    const node = this.nodes.get(path);
    const parent = this.nodes.get(parentOf(path));
    if (node === undefined || parent === undefined) return;
    const { pzxid } = parent;
    parent.pzxid = Math.max(pzxid, zxid);
    parent.children.delete(nameOf(path));
    this.nodes.delete(path);
    this.ephemerals.get(node.owner)?.delete(path);
    const goneBefore = this.gone.get(path);
    this.gone.set(path, { zxid, owner: node.owner });
    this.note({ kind: 'deleted', path, hidden: !node.open || !parent.open });
    this.journal.push(() => {
      parent.pzxid = pzxid;
      parent.children.add(nameOf(path));
      this.nodes.set(path, node);
      if (goneBefore === undefined) this.gone.delete(path);
      else this.gone.set(path, goneBefore);
      if (node.owner !== NO_SESSION) this.own(node.owner, path);
    });
  }

  setData(path: string, node: ModelNode, { hash, length }: { hash: string | null; length: number }, zxid: HistoryZxid): void {
    const before = { hash: node.hash, length: node.length, version: node.version, mzxid: node.mzxid, mtime: node.mtime };
    Object.assign(node, { hash, length, version: (node.version + 1) | 0, mzxid: zxid, mtime: null });
    this.note({ kind: 'data', path, hidden: !node.open });
    this.journal.push(() => Object.assign(node, before));
  }

  setAcl(node: ModelNode, open: boolean): void {
    const before = { open: node.open, aversion: node.aversion };
    Object.assign(node, { open, aversion: node.aversion + 1 });
    this.journal.push(() => Object.assign(node, before));
  }

  /** The session ends, and its nodes with it. */
  close(session: string, zxid: HistoryZxid): void {
    for (const path of [...this.ephemeralsOf(session)]) this.remove(path, zxid);
    this.over.set(session, zxid);
    this.journal.push(() => this.over.delete(session));
  }

  /** How many nodes are below. */
  descendants(path: string): number {
    const node = this.get(path);
    if (node === undefined) return 0;
    let count = 0;
    for (const name of node.children) count += 1 + this.descendants(childPath(path === '' ? '/' : path, name));
    return count;
  }

  private own(session: string, path: string): void {
    const owned = this.ephemerals.get(session);
    if (owned === undefined) this.ephemerals.set(session, new Set([path]));
    else owned.add(path);
  }

  private note(change: Change): void {
    const { done } = this;
    done.push(change);
    this.journal.push(() => done.pop());
  }
}
