/**
 * What may have happened without anybody being told: writes and closeSessions whose connection broke before the reply, sessions that
 * expired, containers and nodes with a time to live that the server removed.
 */
import { NO_SESSION } from '../format/results.js';
import type { RequestArguments } from '../format/operations.js';
import type { HistoryZxid } from '../format/zxid.js';
import { isWrite } from '../history.js';
import type { History, Operation } from '../history.js';
import { applyWhole } from '../model/apply.js';
import type { Model } from '../model/model.js';
import { childPath, parentOf } from '../model/paths.js';

import type { Step } from './steps.js';

/** One thing that may have happened, a write at most once. */
export interface Unknown {
  /** It is later. */
  readonly lower: HistoryZxid;
  readonly words: string;
  /** False: it would have failed here. */
  readonly apply: (model: Model, zxid: HistoryZxid) => boolean;
  /** What it may be about; null: that depends on the tree. */
  readonly paths: readonly string[] | null;
  /** Null unless a client asked for it. */
  readonly operation: Operation | null;
}

/** Reads that tell of many paths. */
const WIDE: ReadonlySet<string> = new Set(['getEphemerals', 'getAllChildrenNumber']);

function pathsOf(args: RequestArguments): readonly string[] {
  const parts = args.op === 'multi' ? args.parts : 'path' in args ? [args] : [];
  return [...new Set(parts.flatMap(({ path }) => [path, parentOf(path)]))];
}

export class Unknowns {
  private readonly byPath = new Map<string, Unknown[]>();
  private readonly closing = new Map<string, Unknown>();
  /** The last zxid that a session's own replies had: it was alive then. */
  private readonly alive = new Map<string, HistoryZxid>();

  constructor(history: History) {
    const lastOf = new Map<unknown, HistoryZxid>();
    for (const operation of history.operations) {
      const { reply, connection } = operation;
      if (reply === null || reply.zxid <= 0) continue;
      lastOf.set(connection, Math.max(lastOf.get(connection) ?? 0, reply.zxid));
      const { session } = connection;
      if (operation.args.op !== 'closeSession') this.alive.set(session, Math.max(this.alive.get(session) ?? 0, reply.zxid));
    }
    for (const operation of history.operations) {
      // In a connection's order it comes behind all that was answered.
      if (operation.reply === null && isWrite(operation)) this.index(operation, lastOf.get(operation.connection) ?? 0);
    }
  }

  /** Nobody lost a connection, or a session. */
  get isEmpty(): boolean {
    return this.byPath.size === 0 && this.closing.size === 0;
  }

  /** Whether anything unknown could have to do with what a step says about a path. */
  mayExplain(model: Model, step: Step, path: string): boolean {
    const { zxid } = step;
    const isWide = step.kind === 'read' && WIDE.has(step.operation.args.op);
    const all = isWide ? [...this.byPath.values()].flat() : this.candidates(model, [path, parentOf(path)]);
    return all.some(({ lower }) => lower < zxid);
  }

  /** The same for an event, of which no tree is at hand. */
  mayTouch(path: string, zxid: HistoryZxid): boolean {
    return [path, parentOf(path)].some((each) => this.byPath.get(each)?.some(({ lower }) => lower < zxid) ?? false);
  }

  /** What may explain something about these paths, as the tree is now. */
  candidates(model: Model, paths: readonly string[]): readonly Unknown[] {
    const found = new Set<Unknown>();
    for (const path of paths) {
      for (const unknown of this.byPath.get(path) ?? []) found.add(unknown);
    }
    for (const session of this.owners(model, paths)) found.add(this.endOf(session));
    for (const unknown of reaped(model, paths)) found.add(unknown);
    return [...found];
  }

  /** The session expired, or its closeSession happened. */
  endOf(session: string): Unknown {
    const asked = this.closing.get(session);
    const lower = Math.max(this.alive.get(session) ?? 0, asked?.lower ?? 0);
    return {
      lower,
      words: `the end of session ${session}`,
      paths: null,
      operation: null,
      apply: (model, zxid) => {
        if (model.endOf(session) !== undefined) return false;
        model.close(session, zxid);
        return true;
      },
    };
  }

  private index(operation: Operation, behind: HistoryZxid): void {
    const { args, connection, lower } = operation;
    const { session } = connection;
    const unknown: Unknown = {
      lower: Math.max(lower, behind),
      words: `${args.op} of session ${session} without a reply`,
      paths: pathsOf(args),
      operation,
      apply: (model, zxid) => applyWhole(model, args, { zxid, session }),
    };
    if (args.op === 'closeSession') this.closing.set(session, unknown);
    for (const path of unknown.paths ?? []) {
      const indexed = this.byPath.get(path);
      if (indexed === undefined) this.byPath.set(path, [unknown]);
      else indexed.push(unknown);
    }
  }

  private owners(model: Model, paths: readonly string[]): ReadonlySet<string> {
    const owners = new Set<string>();
    for (const path of paths) {
      const node = model.get(path);
      if (node === undefined) continue;
      owners.add(node.owner);
      for (const name of node.children) owners.add(model.get(childPath(path, name))?.owner ?? NO_SESSION);
    }
    owners.delete(NO_SESSION);
    return owners;
  }
}

/** Containers that had children, and nodes with a time to live, go by themselves once they are empty. */
function reaped(model: Model, paths: readonly string[]): readonly Unknown[] {
  const found: Unknown[] = [];
  for (const path of paths) {
    const names = [...(model.get(path)?.children ?? [])].map((name) => childPath(path, name));
    for (const each of [path, ...names]) {
      const node = model.get(each);
      if (node?.kind !== 'container' && node?.kind !== 'ttl') continue;
      found.push({
        lower: node.pzxid,
        words: `the server's own delete of ${each}`,
        paths: [each, parentOf(each)],
        operation: null,
        apply: (tree, zxid) => {
          if (tree.get(each)?.children.size !== 0) return false;
          tree.remove(each, zxid);
          return true;
        },
      });
    }
  }
  return found;
}
