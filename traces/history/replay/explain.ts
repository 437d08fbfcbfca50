/**
 * Finds what must have happened unseen so that all replies fit.
 *
 * Goes forward until something does not fit. Then it tries moves: to add one of the few unknown transactions that touch the paths in
 * question, in a gap between known zxids; or to take back, put elsewhere, or exchange with another one that was added before. After each move all
 * steps in between are taken again. Likely and near ones come first; of those that solve it, the first few, the one that gets furthest is kept.
 * So every contradiction that was solved stays solved.
 *
 * Bounded: where it gives up, what does not fit is a contradiction. A history in which every write was answered needs no search.
 */
import type { Mismatch } from '../model/compare.js';
import type { Gaps } from './gaps.js';
import { Moves, indexOf } from './moves.js';
import type { Move } from './moves.js';
import type { Assumption, TreeRun } from './tree-run.js';
import type { Unknowns } from './unknown.js';

/** Moves on top of each other about one step. */
const DEPTH_MAX = 4;
/** Of moves that solve a contradiction, so many are compared by how far they get. */
const SOLUTIONS_MAX = 6;
const LOOK_AHEAD = 400;
/** Steps that one contradiction may cost; and once those that stayed unsolved have cost `EFFORT_IN_VAIN_MAX`, only so few. */
const EFFORT_MAX = 600_000;
const EFFORT_IN_VAIN_MAX = 10 * EFFORT_MAX;
const EFFORT_LATE = 20_000;
/** Steps that a better solution than the first may cost. */
const EFFORT_MORE = 30_000;

export class Explainer {
  /** Contradictions at which the search ended before all was tried. */
  givenUp = 0;
  private readonly run: TreeRun;
  private readonly unknowns: Unknowns;
  private readonly gaps: Gaps;
  private chosen: Assumption[] = [];
  private effortMax = 0;
  private inVain = 0;

  constructor(run: TreeRun, unknowns: Unknowns, gaps: Gaps) {
    this.run = run;
    this.unknowns = unknowns;
    this.gaps = gaps;
  }

  /** The steps that nothing explains are skipped; a write among them ends it. The assumptions are in the run. */
  explain(): void {
    for (;;) {
      const mismatch = this.run.advance(this.run.steps.length);
      if (mismatch === null) return;
      const { position } = this.run;
      const begun = this.run.effort;
      this.effortMax = begun + (this.inVain < EFFORT_IN_VAIN_MAX ? EFFORT_MAX : EFFORT_LATE);
      if (this.solve(mismatch, position, 1)) continue;
      this.inVain += this.run.effort - begun;
      if (this.isSpent) this.givenUp += 1;
      const kind = this.run.steps[position]?.kind;
      if (kind === 'write' || kind === 'evidence') return;
      this.run.skipped.add(position);
    }
  }

  private get isSpent(): boolean {
    return this.run.effort > this.effortMax;
  }

  /** The run stands before the step that does not fit; true: it fits now. False: nothing was changed. */
  private solve(mismatch: Mismatch, position: number, depth: number): boolean {
    const halves: Move[] = [];
    let best: { readonly move: Move; readonly reached: number } | null = null;
    let solutions = 0;
    let effortMax = this.effortMax;
    const moves = new Moves({ run: this.run, unknowns: this.unknowns, gaps: this.gaps, chosen: this.chosen });
    for (const move of moves.about(mismatch, position)) {
      if (this.run.effort > effortMax || solutions === SOLUTIONS_MAX) break;
      const left = this.make(move, position);
      if (left === null) {
        solutions += 1;
        if (this.run.advance(position + LOOK_AHEAD) === null) return true;
        if (best === null || this.run.position > best.reached) best = { move, reached: this.run.position };
        if (solutions === 1) effortMax = Math.min(effortMax, this.run.effort + EFFORT_MORE);
      } else if (depth < DEPTH_MAX && this.isHalf(left, mismatch, move, position)) halves.push(move);
      this.unmake(move, position);
    }
    if (best !== null) {
      this.make(best.move, position);
      return true;
    }
    // What changes the contradiction may be half of what solves it.
    for (const move of halves) {
      if (this.isSpent) return false;
      const left = this.make(move, position);
      if (left !== null && this.solve(left, position, depth + 1)) return true;
      this.unmake(move, position);
    }
    return false;
  }

  /** What does not fit then, up to this step; null: all fits. */
  private make(move: Move, position: number): Mismatch | null {
    this.run.backTo(indexOf(move));
    this.change(move.remove, move.add);
    return this.run.advance(position + 1);
  }

  private unmake(move: Move, position: number): void {
    this.run.backTo(indexOf(move));
    this.change(move.add, move.remove);
    this.run.advance(position);
  }

  private change(remove: readonly Assumption[], add: readonly Assumption[]): void {
    for (const assumption of remove) this.run.drop(assumption);
    for (const assumption of add) this.run.assume(assumption);
    this.chosen = [...this.chosen.filter((assumption) => !remove.includes(assumption)), ...add];
  }

  private isHalf(left: Mismatch, before: Mismatch, { add }: Move, position: number): boolean {
    if (this.run.position !== position || this.run.isBroken || add.some(({ isEvident }) => isEvident)) return false;
    return left.path !== before.path || left.expected !== before.expected || this.run.steps[position]?.kind === 'evidence';
  }
}
