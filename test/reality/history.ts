/** What clients did and were told: the history that the end of a scenario is judged by. */
import type { Zxid } from '#spec/model/zxid.js';

/**
 * `acked`: it is done. `refused`: the server said that it is not, and will not be. `unknown`: the connection ended first; it may be done
 * or not, also much later, but at most once.
 */
export type Outcome =
  { readonly kind: 'acked'; readonly zxid: Zxid; readonly told: Told } | { readonly kind: 'refused' | 'unknown' };

/** What the answer said beside that. */
export interface Told {
  /** Of a created node. */
  readonly path?: string;
  /** Of a node whose data was set. */
  readonly version?: number;
  readonly mzxid?: Zxid;
}

export interface Write {
  /**
   * - `create`: a sequential node, `value` its data
   * - `set`: `value` as the data of the writer's own node
   * - `multi`: two nodes named after `value`, and `value` as the data of the writer's second node; all or nothing
   */
  readonly kind: 'create' | 'set' | 'multi';
  readonly writer: number;
  /** No two writes have the same. */
  readonly value: string;
  /** Monotonic milliseconds: before it was sent, and after it was answered. */
  readonly startedMs: number;
  readonly endedMs: number;
  readonly outcome: Outcome;
}

export type Acked = Write & { readonly outcome: { readonly kind: 'acked' } };

/** Where a workload writes: everything of it is below one node. */
export class Places {
  readonly root: string;
  /** Parent of the sequential nodes. */
  readonly created: string;
  /** Parent of what multis make. */
  readonly pairs: string;

  constructor(root = '/reality') {
    this.root = root;
    this.created = `${root}/created`;
    this.pairs = `${root}/pairs`;
  }

  ownNode(writer: number): string {
    return `${this.root}/set-${writer}`;
  }

  multiNode(writer: number): string {
    return `${this.root}/multi-${writer}`;
  }

  pairOf(value: string): readonly [string, string] {
    return [`${this.pairs}/${value}-a`, `${this.pairs}/${value}-b`];
  }
}

export function isAcked(write: Write): write is Acked {
  return write.outcome.kind === 'acked';
}
