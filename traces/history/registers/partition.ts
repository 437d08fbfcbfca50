/**
 * The operations of a history, path by path. What an operation says about other paths (a parent that is missing, a node that has
 * children) is left out: every order that the whole history has, each path has too, so that a path without one is a violation.
 *
 * Plain reads may be stale and are left out. Behind a sync, or a write, of the same connection a read is as if it had been asked then.
 */
import { ERR } from '../errors.js';
import { isPart } from '../format/operations.js';
import type { CreatePart, WritePart } from '../format/operations.js';
import type { PartResult, Result } from '../format/results.js';
import { isWrite } from '../history.js';
import type { Connection, History, Operation } from '../history.js';
import { isSequential } from '../model/apply.js';
import { isSystem } from '../model/paths.js';
import type { RegisterInput, RegisterOperation, RegisterOutput } from './operation.js';

const EPHEMERAL: ReadonlySet<number> = new Set([1, 3]);
const SUFFIX = /^-?\d{9,10}$/;

type Times = Pick<RegisterOperation, 'start' | 'end' | 'source'>;

export class Partition {
  readonly byPath = new Map<string, RegisterOperation[]>();
  /** Paths of nodes that servers remove by themselves. */
  private readonly mortal = new Set<string>();
  private readonly owned = new Map<string, Set<string>>();
  /** Sequential nodes that were made, or not, under a name that nobody was told. */
  private readonly nameless: { readonly part: CreatePart; readonly session: string; readonly times: Times }[] = [];

  constructor(history: History) {
    const floors = new Map<Connection, number>();
    for (const [source, operation] of history.operations.entries()) {
      const { connection, args, at, reply } = operation;
      const times = { start: at, end: reply?.at ?? Infinity, source };
      if (isWrite(operation)) this.write(operation, times);
      else this.read(operation, { ...times, start: floors.get(connection) ?? -1 });
      if (isWrite(operation) || args.op === 'sync') floors.set(connection, at);
    }
    this.nameSequential();
    this.ends(history);
    for (const path of this.mortal) this.byPath.delete(path);
  }

  private add(path: string, input: RegisterInput, output: RegisterOutput | null, times: Times): void {
    if (isSystem(path) || (output === null && times.end !== Infinity)) return;
    const operations = this.byPath.get(path);
    const operation = { input, output, ...times };
    if (operations === undefined) this.byPath.set(path, [operation]);
    else operations.push(operation);
  }

  private write({ args, reply, connection }: Operation, times: Times): void {
    const { session } = connection;
    if (args.op === 'multi') this.multi(args.parts, reply?.result ?? null, session, times);
    else if (args.op === 'setACL') this.acl(args.path, reply, times);
    else if (isPart(args)) this.part(args, reply === null ? null : { ...reply.result, err: reply.err }, session, times);
  }

  /** A failed multi says something about the part that failed, as long as no part before it is about the same path. */
  private multi(parts: readonly WritePart[], result: Result | null, session: string, times: Times): void {
    const failed = result?.parts?.findIndex(({ err }) => err !== ERR.OK) ?? -1;
    for (const [index, part] of parts.entries()) {
      if (failed >= 0 && (index !== failed || parts.slice(0, index).some(({ path }) => path === part.path))) continue;
      this.part(part, result?.parts?.[index] ?? null, session, times);
    }
  }

  private part(part: WritePart, answer: PartResult | null, session: string, times: Times): void {
    if ('flags' in part) {
      this.create(part, answer, session, times);
      return;
    }
    const expected = part.version === -1 ? null : part.version;
    const output = answer === null ? null : outputOf(part, answer);
    if (answer !== null && output === null) return;
    const input: RegisterInput = part.op === 'setData' ? { kind: 'set', hash: part.hash, expected } : { kind: part.op, expected };
    this.add(part.path, input, output, times);
  }

  private create(part: CreatePart, answer: PartResult | null, session: string, times: Times): void {
    if (answer === null && isSequential(part)) {
      this.nameless.push({ part, session, times });
      return;
    }
    const path = answer?.path ?? part.path;
    if (part.op === 'createContainer' || part.op === 'createTTL') this.mortal.add(path);
    const output = answer === null ? null : createOutput(answer.err, isSequential(part));
    if (answer !== null && output === null) return;
    this.add(path, this.creation(part, path, session), output, times);
  }

  private creation({ hash, flags }: CreatePart, path: string, session: string): RegisterInput {
    if (!EPHEMERAL.has(flags)) return { kind: 'create', hash, owner: null };
    const owned = this.owned.get(session);
    if (owned === undefined) this.owned.set(session, new Set([path]));
    else owned.add(path);
    return { kind: 'create', hash, owner: session };
  }

  private acl(path: string, reply: Operation['reply'], times: Times): void {
    if (reply?.err === ERR.NONODE) this.add(path, { kind: 'read' }, { kind: 'none' }, times);
    const version = reply?.result.stat?.version;
    if (version !== undefined) this.add(path, { kind: 'read' }, { kind: 'node', version, hash: undefined }, times);
  }

  private read({ args, reply }: Operation, times: Times): void {
    if (reply === null || times.start < 0) return;
    const { op } = args;
    if (op !== 'exists' && op !== 'getData' && op !== 'getChildren2' && op !== 'getACL') return;
    const { stat, hash } = reply.result;
    if (reply.err === ERR.NONODE) this.add(args.path, { kind: 'read' }, { kind: 'none' }, times);
    else if (stat !== undefined) this.add(args.path, { kind: 'read' }, { kind: 'node', version: stat.version, hash }, times);
  }

  /** They may be any of the names that somebody speaks of. */
  private nameSequential(): void {
    for (const { part, session, times } of this.nameless) {
      for (const path of [...this.byPath.keys()]) {
        if (!path.startsWith(part.path) || !SUFFIX.test(path.slice(part.path.length))) continue;
        this.add(path, this.creation(part, path, session), null, times);
      }
    }
  }

  /** Sessions end when they are closed, or at some time behind the last that was heard in them. */
  private ends({ operations, connections }: History): void {
    const heard = new Map<string, number>();
    const closed = new Map<string, Times>();
    for (const [source, { connection, args, at, reply }] of operations.entries()) {
      const { session } = connection;
      if (args.op === 'closeSession') closed.set(session, { start: at, end: reply?.at ?? Infinity, source });
      else if (reply !== null) heard.set(session, Math.max(heard.get(session) ?? 0, reply.at));
    }
    for (const [session, paths] of this.owned) {
      const expired = connections.find(({ outcome, asked }) => outcome === 'expired' && asked === session);
      const silent = { start: heard.get(session) ?? 0, end: expired?.outcomeAt ?? Infinity, source: -1 };
      const times = closed.get(session) ?? silent;
      const output = times.end === Infinity ? null : ({ kind: 'done' } as const);
      for (const path of paths) this.add(path, { kind: 'end', owner: session }, output, times);
    }
  }
}

function createOutput(err: number, sequential: boolean): RegisterOutput | null {
  if (err === ERR.OK) return { kind: 'done' };
  return err === ERR.NODEEXISTS && !sequential ? { kind: 'exists' } : null;
}

/** Null: it says nothing about this path alone. */
function outputOf(part: WritePart, { err, stat }: PartResult): RegisterOutput | null {
  switch (err) {
    case ERR.OK:
      return part.op === 'setData' && stat !== undefined
        ? { kind: 'node', version: stat.version, hash: undefined }
        : { kind: 'done' };
    case ERR.NONODE:
      return { kind: 'none' };
    case ERR.BADVERSION:
      return { kind: 'version' };
    case ERR.NOTEMPTY:
      return { kind: 'not-empty' };
    default:
      return null;
  }
}
