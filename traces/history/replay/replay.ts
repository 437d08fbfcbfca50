/**
 * Does the transactions again, one after the other in the order of their zxids, on the reference tree, and asks every reply whether it
 * fits. Sorting is all that costs more than linear time, as long as every write was answered; see `explain.ts` for the others.
 *
 * A read that does not fit is one violation. A write that does not fit ends the replay: the tree behind it would be a guess.
 */
import { equalTrees } from '../checks/equal-trees.js';
import { ephemerals } from '../checks/ephemerals.js';
import { phantom, phantomWords } from '../checks/phantom.js';
import type { HistoryZxid } from '../format/zxid.js';
import type { Dump, History, Operation, ReplyLine } from '../history.js';
import type { Mismatch } from '../model/compare.js';
import { Model } from '../model/model.js';
import type { Change } from '../model/model.js';
import type { Report } from '../violation.js';
import { WatchServer } from '../watches/server.js';
import { blame } from './blame.js';
import { Explainer } from './explain.js';
import type { Prepared, Step } from './steps.js';
import { TreeRun } from './tree-run.js';
import type { Assumption } from './tree-run.js';
import { Unknowns } from './unknown.js';

/** How much of the history the replay had to guess. */
export interface Strength {
  /** Replies that were compared with the tree. */
  judged: number;
  /** Transactions without a reply of their own that a zxid in a Stat or an event tells of. */
  evident: number;
  /** Those that only their effects tell of. */
  inferred: number;
  /** How often the search for such transactions ended before all was tried: a violation that follows may be none. */
  givenUp: number;
}

export class Replay {
  readonly watches = new WatchServer();
  readonly strength: Strength = { judged: 0, evident: 0, inferred: 0, givenUp: 0 };
  /** Where a write that does not fit ended it. */
  endedAt: HistoryZxid = Infinity;
  private readonly model = new Model();
  /** What may have happened unseen. */
  readonly unknowns: Unknowns;
  private readonly prepared: Prepared;
  private readonly report: Report;

  constructor(history: History, prepared: Prepared, report: Report) {
    this.unknowns = new Unknowns(history);
    this.prepared = prepared;
    this.report = report;
  }

  run(): void {
    const { steps } = this.prepared;
    const listener = {
      changed: (changes: readonly Change[], step: Step, assumption: Assumption | null) => {
        this.changed(changes, step, assumption);
      },
      done: (step: Step, mismatch: Mismatch | null) => {
        this.done(step, mismatch);
      },
    };
    const run = new TreeRun(this.model, steps, listener, false);
    const explained = this.explain();
    for (const [index, assumptions] of explained?.assumptions ?? []) run.assumptions.set(index, assumptions);
    // What nothing explains is told, and passed over; a write ends it.
    for (const [index, step] of steps.entries()) {
      if (step.kind !== 'write' && step.kind !== 'evidence') run.skipped.add(index);
    }
    if (run.advance(steps.length) !== null) this.endedAt = steps[run.position]?.zxid ?? Infinity;
  }

  /** Only where there is anything unknown is the history gone through first to find out what it was. */
  private explain(): TreeRun | null {
    const { steps, gaps } = this.prepared;
    const { unknowns } = this;
    if (unknowns.isEmpty && !steps.some(({ kind }) => kind === 'evidence' || kind === 'over')) return null;
    const run = new TreeRun(new Model(), steps, null, true);
    const explainer = new Explainer(run, unknowns, gaps);
    explainer.explain();
    this.strength.givenUp = explainer.givenUp;
    return run;
  }

  private changed(changes: readonly Change[], step: Step, assumption: Assumption | null): void {
    const zxid = assumption?.zxid ?? step.zxid;
    const cause = assumption === null && step.kind === 'write' ? step.operation : null;
    const guessed = assumption !== null && !assumption.isEvident;
    if (guessed) this.strength.inferred += 1;
    else if (assumption !== null) this.strength.evident += 1;
    this.watches.fire(changes, { zxid, cause, guessed });
  }

  private done(step: Step, mismatch: Mismatch | null): void {
    if (mismatch !== null) this.violation(step, mismatch);
    if (step.kind === 'end') this.watches.drop(step.connection);
    if (step.kind === 'write' || step.kind === 'read') this.strength.judged += 1;
    if (step.kind === 'read' || step.kind === 'setWatches') {
      this.watches.reply(step.operation, step.operation.reply as ReplyLine, this.model);
    }
  }

  private violation(step: Step, mismatch: Mismatch): void {
    const { path, expected, told } = mismatch;
    const certain = !this.unknowns.mayExplain(this.model, step, path);
    switch (step.kind) {
      case 'write':
      case 'read':
        this.contradiction(step.operation, step.operation.reply as ReplyLine, mismatch, certain);
        return;
      case 'evidence': {
        const { operation, connection, line, zxid } = step.evidence;
        const operations = operation === null ? [] : [operation];
        const place = { file: connection.file, line };
        this.report({ check: phantom, words: phantomWords(zxid, path), certain, operations, connection, place });
        return;
      }
      case 'over': {
        const { session, connection } = step;
        const words = `session ${session} was told to be expired, but nothing that came behind says that it ended`;
        const place = { file: connection.file, line: connection.outcomeLine };
        this.report({ check: ephemerals, words, certain, operations: [], connection, place });
        return;
      }
      case 'dump': {
        const words = `${step.dump.server}: ${path} has ${told} in the end; the writes make: ${expected}`;
        this.report({ check: equalTrees, words, certain, operations: [], connection: null, place: placeOf(step.dump, path) });
        return;
      }
      // The walk over the events of the connection tells it better.
      case 'setWatches':
      case 'end':
        return;
    }
  }

  private contradiction(operation: Operation, reply: ReplyLine, mismatch: Mismatch, certain: boolean): void {
    const { model } = this;
    const node = model.get(mismatch.path);
    const latest = node === undefined ? (model.goneAt(mismatch.path)?.zxid ?? 0) : Math.max(node.czxid, node.mzxid, node.pzxid);
    const writerOf = (zxid: HistoryZxid): Operation | null => this.writerOf(zxid);
    this.report({ ...blame({ operation, reply, mismatch, model, latest, writer: writerOf(latest), writerOf }), certain });
  }

  private writerOf(zxid: HistoryZxid): Operation | null {
    const { writes } = this.prepared;
    let low = 0;
    let high = writes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((writes[middle]?.reply?.zxid ?? Infinity) < zxid) low = middle + 1;
      else high = middle;
    }
    const found = writes[low];
    return found?.reply?.zxid === zxid ? found : null;
  }
}

function placeOf({ file, line, nodes }: Dump, path: string): { readonly file: string; readonly line: number } {
  return { file, line: nodes.find((node) => node.path === path)?.line ?? line };
}
