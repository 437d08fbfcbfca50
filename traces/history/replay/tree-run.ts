/**
 * The steps of a history on the reference tree, forwards, and backwards again when an assumption about what happened unseen is changed.
 */
import { zxidText } from '../format/zxid.js';
import type { HistoryZxid } from '../format/zxid.js';
import type { Dump, ReplyLine } from '../history.js';
import { compareRead } from '../model/compare.js';
import type { Mismatch } from '../model/compare.js';
import type { Change, Model } from '../model/model.js';
import { isSystem } from '../model/paths.js';
import { judgeMadeUp } from '../watches/made-up.js';
import { explains } from './evidence.js';
import type { Evidence } from './evidence.js';
import { judgeRead, judgeWrite } from './judge.js';
import type { Step } from './steps.js';
import type { Unknown } from './unknown.js';

/** Something unknown is taken to have happened. */
export interface Assumption {
  readonly unknown: Unknown;
  readonly zxid: HistoryZxid;
  /** It stands before this step; or it is what this step, a piece of evidence, tells of. */
  readonly index: number;
  readonly isEvident: boolean;
}

export interface Listener {
  /** What a step, or an assumption before it, changed in the tree. */
  readonly changed: (changes: readonly Change[], step: Step, assumption: Assumption | null) => void;
  /** The step is done, and fits, or not. */
  readonly done: (step: Step, mismatch: Mismatch | null) => void;
}

function unexplained(path: string, zxid: HistoryZxid): Mismatch {
  return { path, expected: 'nothing', told: `a change at ${zxidText(zxid)}`, answer: { err: 0 } };
}

/** The first difference of a whole tree. */
function dumpMismatch(model: Model, { nodes }: Dump): Mismatch | null {
  const told = new Set(nodes.map(({ path }) => path));
  for (const path of model.paths()) {
    if (!told.has(path) && !isSystem(path)) return { path, expected: 'a node', told: 'no node', answer: { err: -101 } };
  }
  for (const { path, stat, hash, length } of nodes) {
    const mismatch = isSystem(path) ? null : compareRead(model, path, { err: 0, stat, hash, length });
    if (mismatch !== null) return mismatch;
  }
  return null;
}

export class TreeRun {
  readonly model: Model;
  readonly steps: readonly Step[];
  readonly assumptions = new Map<number, Assumption[]>();
  /** Steps that fit nothing, and are passed over. */
  readonly skipped = new Set<number>();
  /** The next step to take. */
  position = 0;
  /** The last mismatch is an assumption that cannot be. */
  isBroken = false;
  /** Steps taken, back and forth. */
  effort = 0;
  private readonly listener: Listener | null;
  private readonly keepsJournal: boolean;
  /** How much of the tree's journal was written before each step. */
  private readonly marks: number[] = [];

  constructor(model: Model, steps: readonly Step[], listener: Listener | null, keepsJournal: boolean) {
    this.model = model;
    this.steps = steps;
    this.listener = listener;
    this.keepsJournal = keepsJournal;
  }

  assume(assumption: Assumption): void {
    const others = this.assumptions.get(assumption.index) ?? [];
    this.assumptions.set(
      assumption.index,
      [...others, assumption].sort((a, b) => a.zxid - b.zxid),
    );
  }

  drop(assumption: Assumption): void {
    const others = this.assumptions.get(assumption.index) ?? [];
    this.assumptions.set(
      assumption.index,
      others.filter((other) => other !== assumption),
    );
  }

  /** To before the step, from wherever it is. */
  backTo(index: number): void {
    if (index >= this.position) return;
    this.model.back(this.marks[index] ?? 0);
    this.position = index;
  }

  /** Up to, not including, `limit`, or to the first step that does not fit: the answer is why. It stands before that step then. */
  advance(limit: number): Mismatch | null {
    while (this.position < limit) {
      const step = this.steps[this.position];
      if (step === undefined) return null;
      this.effort += 1;
      const mark = this.model.mark();
      this.marks[this.position] = mark;
      const mismatch = this.take(step, this.position);
      this.listener?.done(step, mismatch);
      if (mismatch !== null && !this.skipped.has(this.position)) {
        this.model.back(mark);
        return mismatch;
      }
      if (!this.keepsJournal) this.model.keep();
      this.position += 1;
    }
    return null;
  }

  private take(step: Step, index: number): Mismatch | null {
    const { model } = this;
    this.isBroken = false;
    for (const assumption of this.assumptions.get(index) ?? []) {
      if (assumption.isEvident) continue;
      model.begin();
      if (!assumption.unknown.apply(model, assumption.zxid)) {
        this.isBroken = true;
        return unexplained(assumption.unknown.words, assumption.zxid);
      }
      this.listener?.changed(model.changes, step, assumption);
    }
    return this.fit(step, index);
  }

  private fit(step: Step, index: number): Mismatch | null {
    const { model } = this;
    switch (step.kind) {
      case 'write': {
        model.begin();
        const mismatch = judgeWrite(model, step.operation, step.operation.reply as ReplyLine);
        if (mismatch === null) this.listener?.changed(model.changes, step, null);
        return mismatch;
      }
      case 'read':
        return judgeRead(model, step.operation, step.operation.reply as ReplyLine);
      case 'setWatches': {
        const { args, reply } = step.operation;
        if ((args.op !== 'setWatches' && args.op !== 'setWatches2') || reply?.err !== 0) return null;
        return judgeMadeUp(model, args, step.told);
      }
      case 'evidence':
        return this.evident(step, step.evidence, index);
      case 'over': {
        if (model.endOf(step.session) !== undefined) return null;
        const words = `session ${step.session}`;
        return { path: '/', expected: `${words} to be over`, told: `${words} alive`, answer: { err: 0 } };
      }
      case 'dump':
        return dumpMismatch(model, step.dump);
      case 'end':
        return null;
    }
  }

  private evident(step: Step, { zxid, facts }: Evidence, index: number): Mismatch | null {
    const assumption = this.assumptions.get(index)?.find(({ isEvident }) => isEvident);
    const failure = unexplained(facts[0]?.path ?? '/', zxid);
    if (assumption === undefined) return failure;
    this.model.begin();
    if (!assumption.unknown.apply(this.model, zxid)) return failure;
    if (!facts.every((fact) => explains(this.model.changes, fact))) return failure;
    this.listener?.changed(this.model.changes, step, assumption);
    return null;
  }
}
