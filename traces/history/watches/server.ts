/**
 * The watches of all connections, driven by the order of transactions: which events are due to whom. A watch belongs to the connection
 * that set it and sees what happens behind the zxid of the reply that set it.
 */
import { ERR } from '../errors.js';
import type { OperationName } from '../format/operations.js';
import type { HistoryZxid } from '../format/zxid.js';
import type { Connection, Operation, ReplyLine } from '../history.js';
import type { Change, Model } from '../model/model.js';
import { parentOf, upward } from '../model/paths.js';
import { EVENT } from './due.js';
import type { DueList } from './due.js';
import { answersOf } from './made-up.js';
import type { SetWatches } from './made-up.js';
import { MODE, WatchTable } from './table.js';
import type { Watch } from './table.js';

const TYPE = { children: 1, data: 2, any: 3, persistent: 4, recursive: 5 } as const;

const TYPE_OF = { created: EVENT.created, deleted: EVENT.deleted, data: EVENT.dataChanged } as const;

/** A transaction, as far as watchers are concerned. */
export interface Fired {
  readonly zxid: HistoryZxid;
  /** Null: nobody saw the reply. */
  readonly cause: Operation | null;
  /** Inferred: where it stands is a guess. */
  readonly guessed: boolean;
}

type Told = Map<Connection, Operation>;

function tableOf(op: OperationName): 'data' | 'child' {
  return op === 'getChildren' || op === 'getChildren2' ? 'child' : 'data';
}

export class WatchServer {
  private readonly data = new WatchTable();
  private readonly child = new WatchTable();
  private readonly dues = new Map<Connection, DueList>();
  private recursive = false;

  duesOf(connection: Connection): DueList {
    let list = this.dues.get(connection);
    if (list === undefined) this.dues.set(connection, (list = { items: [], until: Infinity }));
    return list;
  }

  /** What a transaction fires, in the order of `DataTree`. */
  fire(changes: readonly Change[], fired: Fired): void {
    for (const { kind, path, hidden } of changes) {
      const told = this.dataPass(path);
      this.tell(told, TYPE_OF[kind], path, fired, hidden);
      if (kind === 'deleted') {
        const also = this.childPass(path);
        for (const connection of told.keys()) also.delete(connection);
        this.tell(also, EVENT.deleted, path, fired, hidden);
      }
      if (kind !== 'data') this.tell(this.childPass(parentOf(path)), EVENT.childrenChanged, parentOf(path), fired, hidden);
    }
  }

  /** What a reply sets, takes away or makes up. */
  reply(operation: Operation, reply: ReplyLine, model: Model): void {
    const { args, connection } = operation;
    const isDone = reply.err === ERR.OK;
    if ('watch' in args) {
      const isSet = args.watch && (isDone || (args.op === 'exists' && reply.err === ERR.NONODE));
      if (isSet) this[tableOf(args.op)].set(connection, args.path, MODE.standard, operation);
    } else if (!isDone) return;
    else if (args.op === 'addWatch') this.add(operation, args.path, args.mode === 1);
    else if (args.op === 'removeWatches') this.remove(connection, args.path, args.type);
    else if ('relativeZxid' in args) this.setAgain(operation, args, reply.zxid, model);
  }

  drop(connection: Connection): void {
    this.data.drop(connection);
    this.child.drop(connection);
  }

  private add(operation: Operation, path: string, recursive: boolean): void {
    const { connection } = operation;
    this.data.set(connection, path, recursive ? MODE.recursive : MODE.persistent, operation);
    if (recursive) this.recursive = true;
    else this.child.set(connection, path, MODE.persistent, operation);
  }

  private remove(connection: Connection, path: string, type: number): void {
    const any = type === TYPE.any ? -1 : 0;
    const persistent = type === TYPE.persistent ? MODE.persistent : 0;
    const ofData = (type === TYPE.data ? MODE.standard : 0) | (type === TYPE.recursive ? MODE.recursive : 0);
    this.data.clear(connection, path, any | persistent | ofData);
    this.child.clear(connection, path, any | persistent | (type === TYPE.children ? MODE.standard : 0));
  }

  private setAgain(operation: Operation, args: SetWatches, zxid: HistoryZxid, model: Model): void {
    const { connection } = operation;
    const makeUp = (type: number, path: string): void => {
      const made = { zxid, type, path, optional: false, madeUpBy: operation, cause: null, setBy: operation, delivered: false };
      this.duesOf(connection).items.push(made);
    };
    for (const { table, path, type } of answersOf(args, model)) {
      if (type !== null) makeUp(type, path);
      else this[table].set(connection, path, MODE.standard, operation);
    }
    for (const path of args.persistent) this.add(operation, path, false);
    for (const path of args.recursive) this.add(operation, path, true);
  }

  private dataPass(path: string): Told {
    const told: Told = new Map();
    this.take(this.data, path, MODE.standard | MODE.persistent, told);
    if (this.recursive) for (const each of upward(path)) this.take(this.data, each, MODE.recursive, told);
    return told;
  }

  private childPass(path: string): Told {
    const told: Told = new Map();
    this.take(this.child, path, MODE.standard | MODE.persistent, told);
    return told;
  }

  /** Standard watches are used up. */
  private take(table: WatchTable, path: string, modes: number, told: Told): void {
    const watches = table.at(path);
    if (watches === undefined) return;
    for (const [connection, watch] of [...watches] as readonly (readonly [Connection, Watch])[]) {
      if ((watch.modes & modes) === 0) continue;
      told.set(connection, watch.setBy);
      if ((modes & MODE.standard) !== 0) table.clear(connection, path, MODE.standard);
    }
  }

  private tell(told: Told, type: number, path: string, { zxid, cause, guessed }: Fired, hidden: boolean): void {
    for (const [connection, setBy] of told) {
      const due = { zxid, type, path, optional: guessed || hidden, madeUpBy: null, cause, setBy, delivered: false };
      this.duesOf(connection).items.push(due);
    }
  }
}
