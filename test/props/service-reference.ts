/**
 * A plain, slow tree of znodes for one purpose: to be compared with `spec/service`. Written from the rules of the protocol
 * and sharing no code with what it checks: zxids are plain counts, children are found by looking at every path, statistics of
 * quotas by counting, and a multi works on a copy.
 */
export interface PlainNode {
  data: string | null;
  /** Who may do everything; undefined: everyone. */
  friend: string | undefined;
  created: number;
  modified: number;
  childrenChanged: number;
  ctime: number;
  mtime: number;
  version: number;
  aversion: number;
  creates: number;
  deletes: number;
  /** Session number; or another kind of node. */
  owner: number | 'container' | undefined;
  ttl: number | undefined;
}

export type PlainOp =
  | {
      readonly op: 'create' | 'create2' | 'createContainer' | 'createTTL';
      readonly path: string;
      readonly data: string | null;
      readonly private: boolean;
      readonly flags: number;
      readonly ttl: number;
    }
  | { readonly op: 'delete' | 'check'; readonly path: string; readonly version: number }
  | { readonly op: 'setData'; readonly path: string; readonly data: string | null; readonly version: number }
  | { readonly op: 'setACL'; readonly path: string; readonly private: boolean; readonly version: number }
  | { readonly op: 'deleteContainer'; readonly path: string };

export interface Who {
  readonly session: number;
  readonly name: string | undefined;
}

export interface Outcome {
  readonly code: number;
  readonly path?: string;
}

export interface Stamp {
  readonly zxid: number;
  readonly time: number;
}

/** Limits of one path: what the tests put there. */
export interface PlainQuota {
  readonly path: string;
  readonly count: number;
  readonly bytes: number;
}

const SPECIAL = ['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config'];

export class PlainTree {
  nodes = new Map<string, PlainNode>();
  readonly live = new Set<number>();
  readonly quota: PlainQuota;

  constructor(quota: PlainQuota) {
    this.quota = quota;
    for (const path of SPECIAL) this.nodes.set(path, { ...plainNode({ zxid: 0, time: 0 }), data: '' });
    const config = this.nodes.get('/zookeeper/config');
    if (config !== undefined) config.aversion = -1;
  }

  parent(path: string): string {
    return path.replace(/\/[^/]*$/, '') || '/';
  }

  children(path: string): string[] {
    return [...this.nodes.keys()].filter((each) => each !== '/' && this.parent(each) === path);
  }

  ephemerals(session: number): string[] {
    return [...this.nodes].filter(([, node]) => node.owner === session).map(([path]) => path);
  }

  close(session: number, stamp: Stamp): void {
    this.live.delete(session);
    for (const path of this.ephemerals(session)) this.drop(path, stamp);
  }

  multi(ops: readonly PlainOp[], who: Who, stamp: Stamp): readonly Outcome[] {
    const before = new Map([...this.nodes].map(([path, node]) => [path, { ...node }]));
    const outcomes = ops
      .map((op) => op)
      .reduce<Outcome[]>((done, op) => {
        const broken = done.some(({ code }) => code !== 0);
        // Limits look at the tree as it was before the multi.
        return [...done, broken ? { code: -2 } : this.run(op, who, stamp, before)];
      }, []);
    if (outcomes.every(({ code }) => code === 0)) return outcomes;
    this.nodes = before;
    return outcomes.map(({ code }) => ({ code }));
  }

  /** The first condition that holds is the answer. */
  run(op: PlainOp, who: Who, stamp: Stamp, quotaView: ReadonlyMap<string, PlainNode> = this.nodes): Outcome {
    switch (op.op) {
      case 'create':
      case 'create2':
      case 'createContainer':
      case 'createTTL':
        return this.create(op, who, stamp, quotaView);
      case 'delete':
        return this.delete(op, who, stamp);
      case 'deleteContainer':
        return this.deleteContainer(op, stamp);
      case 'setData':
      case 'setACL':
      case 'check':
        return this.change(op, who, stamp, quotaView);
    }
  }

  private create(
    op: Extract<PlainOp, { flags: number }>,
    who: Who,
    stamp: Stamp,
    quotaView: ReadonlyMap<string, PlainNode>,
  ): Outcome {
    const wantsTtl = [5, 6].includes(op.flags);
    const parentPath = this.parent(op.path);
    const parent = this.nodes.get(parentPath);
    const path = [2, 3, 6].includes(op.flags) ? `${op.path}${String(parent?.creates ?? 0).padStart(10, '0')}` : op.path;
    const size = op.data?.length ?? 0;
    const code = firstOf([
      [op.flags < 0 || op.flags > 6, -8],
      [wantsTtl !== (op.op === 'createTTL'), -8],
      [wantsTtl && (op.ttl < 1 || op.ttl > 1099511627775), -8],
      [!this.live.has(who.session), -112],
      [!op.path.includes('/'), -8],
      [op.private && who.name === undefined, -114],
      [parent === undefined, -101],
      [parent?.friend !== undefined && parent.friend !== who.name, -102],
      [!isGood(path), -8],
      [this.nodes.has(path), -110],
      [typeof parent?.owner === 'number', -108],
      [this.overQuota(path, 1, size, quotaView), -125],
    ]);
    if (code !== 0 || parent === undefined) return { code };
    const node = plainNode(stamp);
    node.data = op.data;
    node.friend = op.private ? who.name : undefined;
    if (op.op === 'createContainer') node.owner = 'container';
    else if (op.op === 'createTTL') node.ttl = op.ttl;
    else if (op.flags === 1 || op.flags === 3) node.owner = who.session;
    this.nodes.set(path, node);
    parent.creates += 1;
    parent.childrenChanged = stamp.zxid;
    return { code, path };
  }

  private delete(op: Extract<PlainOp, { op: 'delete' | 'check' }>, who: Who, stamp: Stamp): Outcome {
    const node = this.nodes.get(op.path);
    const parent = this.nodes.get(this.parent(op.path));
    const code = firstOf([
      [!this.live.has(who.session), -112],
      [!op.path.includes('/') || SPECIAL.includes(op.path), -8],
      [parent === undefined, -101],
      [parent?.friend !== undefined && parent.friend !== who.name, -102],
      [node === undefined, -101],
      [op.version !== -1 && op.version !== node?.version, -103],
      [this.children(op.path).length > 0, -111],
    ]);
    if (code === 0) this.drop(op.path, stamp);
    return { code };
  }

  private deleteContainer(op: { readonly path: string }, stamp: Stamp): Outcome {
    const node = this.nodes.get(op.path);
    const code = firstOf([
      [!op.path.includes('/') || SPECIAL.includes(op.path), -8],
      [node === undefined, -101],
      [this.children(op.path).length > 0, -111],
      [node?.owner !== 'container' && node?.ttl === undefined, -103],
    ]);
    if (code === 0) this.drop(op.path, stamp);
    return { code };
  }

  private change(
    op: Extract<PlainOp, { version: number }>,
    who: Who,
    stamp: Stamp,
    quotaView: ReadonlyMap<string, PlainNode>,
  ): Outcome {
    const node = this.nodes.get(op.path);
    const growth = op.op === 'setData' ? (op.data?.length ?? 0) - (node?.data?.length ?? 0) : 0;
    const code = firstOf([
      [!this.live.has(who.session), -112],
      [!isGood(op.path), -8],
      [op.op === 'setACL' && op.private && who.name === undefined, -114],
      [node === undefined, -101],
      [node?.friend !== undefined && node.friend !== who.name, -102],
      [op.path === '/zookeeper/config' && op.op !== 'check', -102],
      [op.op === 'setData' && this.overQuota(op.path, 0, growth, quotaView), -125],
      [op.version !== -1 && op.version !== (op.op === 'setACL' ? node?.aversion : node?.version), -103],
    ]);
    if (code !== 0 || node === undefined) return { code };
    if (op.op === 'setData') {
      Object.assign(node, { data: op.data, version: node.version + 1, modified: stamp.zxid, mtime: stamp.time });
    }
    if (op.op === 'setACL') Object.assign(node, { friend: op.private ? who.name : undefined, aversion: node.aversion + 1 });
    return { code };
  }

  private drop(path: string, stamp: Stamp): void {
    this.nodes.delete(path);
    const parent = this.nodes.get(this.parent(path));
    if (parent === undefined) return;
    parent.deletes += 1;
    parent.childrenChanged = stamp.zxid;
  }

  private overQuota(path: string, count: number, size: number, nodes: ReadonlyMap<string, PlainNode>): boolean {
    const inside = (each: string): boolean => each === this.quota.path || each.startsWith(`${this.quota.path}/`);
    if (!inside(path)) return false;
    const counted = [...nodes].filter(([each]) => inside(each));
    const used = counted.reduce((sum, [, node]) => sum + (node.data?.length ?? 0), 0);
    return (count > 0 && counted.length + count > this.quota.count) || (size !== 0 && used + size > this.quota.bytes);
  }
}

function plainNode({ zxid, time }: Stamp): PlainNode {
  const dates = { created: zxid, modified: zxid, childrenChanged: zxid, ctime: time, mtime: time };
  return {
    data: null,
    friend: undefined,
    ...dates,
    version: 0,
    aversion: 0,
    creates: 0,
    deletes: 0,
    owner: undefined,
    ttl: undefined,
  };
}

function firstOf(conditions: readonly (readonly [boolean, number])[]): number {
  return conditions.find(([holds]) => holds)?.[1] ?? 0;
}

/** Good enough for the paths that the tests make. */
function isGood(path: string): boolean {
  return path === '/' || /^(\/(?!\.\.?(?:\/|$))[a-z0-9.-]+)+$/.test(path);
}
