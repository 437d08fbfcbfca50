/**
 * Finds what must have happened unseen so that all replies fit.
 *
 * Goes forward until something does not fit. Then it tries moves: to add one of the few unknown transactions that touch the paths in
 * question, in a gap between known zxids; or to take back, or put elsewhere, one that was added before. After each move all steps in
 * between are taken again. Likely and near ones come first; of those that solve it, the first few, the one that gets furthest is kept.
 * So every contradiction that was solved stays solved.
 *
 * Bounded: where it gives up, what does not fit is a contradiction. A history in which every write was answered needs no search.
 */
import type { HistoryZxid } from '../format/zxid.js';
import type { Connection } from '../history.js';
import type { Mismatch } from '../model/compare.js';
import { parentOf } from '../model/paths.js';
import type { Gaps } from './gaps.js';
import type { Step } from './steps.js';
import type { Assumption, TreeRun } from './tree-run.js';
import type { Unknown, Unknowns } from './unknown.js';

/** Moves on top of each other about one step. */
const DEPTH_MAX = 4;
const GAPS_MAX = 250;
/** Assumptions that may be taken back for one contradiction, the latest first. */
const TAKEN_BACK_MAX = 24;
/** Pairs of assumptions whose places may be exchanged for one contradiction, the nearest first. */
const SWAPS_MAX = 40;
/** Of moves that solve a contradiction, so many are compared by how far they get. */
const SOLUTIONS_MAX = 6;
const LOOK_AHEAD = 400;
/** Steps that one contradiction may cost; and once those that stayed unsolved have cost `EFFORT_IN_VAIN_MAX`, only so few. */
const EFFORT_MAX = 600_000;
const EFFORT_IN_VAIN_MAX = 10 * EFFORT_MAX;
const EFFORT_LATE = 20_000;
/** Steps that a better solution than the first may cost. */
const EFFORT_MORE = 30_000;

interface Move {
  readonly remove: readonly Assumption[];
  readonly add: readonly Assumption[];
}

function indexOf({ remove, add }: Move): number {
  return Math.min(...[...remove, ...add].map(({ index }) => index));
}

/** Of the client that asked for it. */
function connectionOf({ unknown }: Assumption): Connection | null {
  return unknown.operation?.connection ?? null;
}

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
    for (const move of this.moves(mismatch, position)) {
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

  /**
   * One at a time, for there may be very many. What they are made of is gathered before the first is tried; the tree at the mismatch and
   * what is chosen are again as they were once a move has been taken back.
   */
  private *moves(mismatch: Mismatch, position: number): Generator<Move, undefined> {
    const step = this.run.steps[position] as Step;
    const paths = this.pathsOf(mismatch, step);
    const found = this.candidates(paths, step);
    const last = step.kind === 'write' || step.kind === 'evidence' || step.kind === 'over' ? step.zxid - 1 : step.zxid;
    const near = this.chosen.filter(
      ({ unknown }) => unknown.paths === null || unknown.paths.some((path) => paths.includes(path)),
    );
    const late = near.toSorted((a, b) => b.zxid - a.zxid).slice(0, TAKEN_BACK_MAX);
    if (step.kind === 'evidence') {
      for (const add of this.evident(found, step.zxid, position, [])) yield { remove: [], add: [add] };
    }
    yield* this.swaps(late);
    yield* this.additions(found, last, position);
    for (const remove of late) yield* this.replacements(remove, found, last);
  }

  /**
   * The likely and cheap ones first: what was asked for has mostly happened soon behind what its client had seen, and what is near costs
   * few steps to try.
   */
  private additions(found: readonly Unknown[], last: HistoryZxid, position: number): readonly Move[] {
    const all = found.flatMap((unknown) => {
      const places = this.places(unknown, last, []);
      return places.map((add, later) => ({ add, cost: (places.length - later) * (position - add.index + 1) }));
    });
    return all.sort((a, b) => a.cost - b.cost).map(({ add }) => ({ remove: [], add: [add] }));
  }

  /** Two of them in the other order: sessions that end together, say, when a leader was lost. */
  private swaps(late: readonly Assumption[]): readonly Move[] {
    const pairs = late
      .flatMap((one, index) => late.slice(index + 1).map((other) => [one, other] as const))
      .filter(([one, other]) => connectionOf(one) === null || connectionOf(one) !== connectionOf(other));
    const distance = ([one, other]: readonly [Assumption, Assumption]): number => Math.abs(one.zxid - other.zxid);
    const nearest = pairs.toSorted((a, b) => distance(a) - distance(b)).slice(0, SWAPS_MAX);
    const moves = nearest.map(([one, other]) => ({
      remove: [one, other],
      add: [
        { ...one, unknown: other.unknown },
        { ...other, unknown: one.unknown },
      ],
    }));
    return moves.filter(({ remove, add }) => add.every((each) => each.unknown.lower < each.zxid && this.isInOrder(each, remove)));
  }

  /** Another explanation of a piece of evidence, and another place for the one before; another place for what is inferred, or none. */
  private *replacements(remove: Assumption, found: readonly Unknown[], last: HistoryZxid): Generator<Move, undefined> {
    const { unknown, zxid, index, isEvident } = remove;
    if (isEvident) {
      const others = this.evident(found, zxid, index, [remove]);
      const places = others.length === 0 ? [] : this.places(unknown, last, [remove]);
      for (const other of others) yield { remove: [remove], add: [other] };
      for (const other of others) {
        for (const place of places) yield { remove: [remove], add: [other, place] };
      }
      return;
    }
    yield { remove: [remove], add: [] };
    for (const other of [...found, unknown]) {
      for (const place of this.places(other, last, [remove])) yield { remove: [remove], add: [place] };
    }
  }

  private pathsOf({ path }: Mismatch, step: Step): readonly string[] {
    const facts = step.kind === 'evidence' ? step.evidence.facts.flatMap((fact) => [fact.path, parentOf(fact.path)]) : [];
    return [...new Set([path, parentOf(path), ...facts])];
  }

  private candidates(paths: readonly string[], step: Step): readonly Unknown[] {
    if (step.kind === 'over') return [this.unknowns.endOf(step.session)];
    const spent = new Set(this.chosen.map(({ unknown }) => unknown.operation));
    const found = this.unknowns.candidates(this.run.model, paths);
    return found.filter(({ operation }) => operation === null || !spent.has(operation));
  }

  private evident(found: readonly Unknown[], zxid: HistoryZxid, index: number, without: readonly Assumption[]): Assumption[] {
    return found
      .filter(({ lower }) => lower < zxid)
      .map((unknown) => ({ unknown, zxid, index, isEvident: true }))
      .filter((assumption) => this.isInOrder(assumption, without));
  }

  private places(unknown: Unknown, last: HistoryZxid, without: readonly Assumption[]): readonly Assumption[] {
    const taken = new Set(this.chosen.filter((other) => !without.includes(other)).map(({ zxid }) => zxid));
    const places: Assumption[] = [];
    for (const zxid of this.gaps.free(unknown.lower, last, taken)) {
      const place = { unknown, zxid, index: this.indexBehind(zxid), isEvident: false };
      if (this.isInOrder(place, without)) places.push(place);
      if (places.length === GAPS_MAX) break;
    }
    return places;
  }

  /** Requests of one connection happen in their order. */
  private isInOrder({ unknown, zxid }: Assumption, without: readonly Assumption[]): boolean {
    const { operation } = unknown;
    if (operation === null) return true;
    return this.chosen.every((other) => {
      const before = other.unknown.operation;
      if (without.includes(other) || before?.connection !== operation.connection) return true;
      return before.at < operation.at ? other.zxid < zxid : other.zxid > zxid;
    });
  }

  /** Of the first step that sees it. */
  private indexBehind(zxid: HistoryZxid): number {
    const { steps } = this.run;
    let low = 0;
    let high = steps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((steps[middle]?.zxid ?? Infinity) < zxid) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
