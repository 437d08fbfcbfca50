/** What may be changed in what is taken to have happened unseen, so that something fits that does not. */
import type { HistoryZxid } from '../format/zxid.js';
import type { Connection } from '../history.js';
import type { Mismatch } from '../model/compare.js';
import { parentOf } from '../model/paths.js';
import type { Gaps } from './gaps.js';
import type { Step } from './steps.js';
import type { Assumption, TreeRun } from './tree-run.js';
import type { Unknown, Unknowns } from './unknown.js';

const GAPS_MAX = 250;
/** Assumptions that may be taken back for one contradiction, the latest first. */
const TAKEN_BACK_MAX = 24;
/** Pairs of assumptions whose places may be exchanged for one contradiction, the nearest first. */
const SWAPS_MAX = 40;

export interface Move {
  readonly remove: readonly Assumption[];
  readonly add: readonly Assumption[];
}

/** Steps from this one on are to be taken again. */
export function indexOf({ remove, add }: Move): number {
  return Math.min(...[...remove, ...add].map(({ index }) => index));
}

interface Ranked {
  readonly move: Move;
  /** 1 for the likeliest. */
  readonly rank: number;
}

/** Chosen: what is taken to have happened so far. */
interface Given {
  readonly run: TreeRun;
  readonly unknowns: Unknowns;
  readonly gaps: Gaps;
  readonly chosen: readonly Assumption[];
}

/** Of the client that asked for it. */
function connectionOf({ unknown }: Assumption): Connection | null {
  return unknown.operation?.connection ?? null;
}

/** The places stand latest first; what was asked for has mostly happened soon behind what its client had seen. */
function ranked(places: readonly Assumption[], moveTo: (place: Assumption) => Move): readonly Ranked[] {
  return places.map((place, later) => ({ move: moveTo(place), rank: places.length - later }));
}

export class Moves {
  private readonly given: Given;

  constructor(given: Given) {
    this.given = given;
  }

  /**
   * One at a time, for there may be very many. What they are made of is gathered before the first is tried; the tree at the mismatch is
   * again as it was once a move has been taken back.
   */
  *about(mismatch: Mismatch, position: number): Generator<Move, undefined> {
    const step = this.given.run.steps[position] as Step;
    const paths = this.pathsOf(mismatch, step);
    const found = this.candidates(paths, step);
    const last = step.kind === 'write' || step.kind === 'evidence' || step.kind === 'over' ? step.zxid - 1 : step.zxid;
    const near = this.given.chosen.filter(
      ({ unknown }) => unknown.paths === null || unknown.paths.some((path) => paths.includes(path)),
    );
    const late = near.toSorted((a, b) => b.zxid - a.zxid).slice(0, TAKEN_BACK_MAX);
    if (step.kind === 'evidence') {
      for (const add of this.evident(found, step.zxid, position, [])) yield { remove: [], add: [add] };
    }
    yield* this.simple(found, late, last, position);
    for (const remove of late) yield* this.replacements(remove, found, last);
  }

  /** The likely and cheap ones first: what is near costs few steps to try. */
  private simple(found: readonly Unknown[], late: readonly Assumption[], last: HistoryZxid, position: number): readonly Move[] {
    const additions = found.flatMap((unknown) =>
      ranked(this.places(unknown, last, []), (place) => ({ remove: [], add: [place] })),
    );
    const changes = [...this.swaps(late), ...this.exchanges(late, found)].map((move) => ({ move, rank: 1 }));
    return [...additions, ...this.shifts(found, last), ...changes]
      .map(({ move, rank }) => ({ move, cost: rank * (position - indexOf(move) + 1) }))
      .sort((a, b) => a.cost - b.cost)
      .map(({ move }) => move);
  }

  /** What a client asked for before things that are inferred takes the place of the first; that takes the next one's, and the last a later. */
  private shifts(found: readonly Unknown[], last: HistoryZxid): readonly Ranked[] {
    return found.flatMap((unknown) => {
      const behind = this.inferredBehind(unknown);
      return behind.flatMap((moved, count) => {
        const remove = behind.slice(0, count + 1);
        const add = remove.map((each, index) => ({ ...each, unknown: remove[index - 1]?.unknown ?? unknown }));
        if (!add.every((each) => this.mayBe(each, remove))) return [];
        const places = this.places(moved.unknown, last, remove).filter(({ zxid }) => zxid > moved.zxid);
        return ranked(places, (place) => ({ remove, add: [...add, place] }));
      });
    });
  }

  /** In their order. */
  private inferredBehind({ operation }: Unknown): readonly Assumption[] {
    if (operation === null) return [];
    return this.given.chosen
      .filter(
        ({ isEvident, unknown: { operation: other } }) =>
          !isEvident && other?.connection === operation.connection && other.at > operation.at,
      )
      .sort((a, b) => a.zxid - b.zxid);
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
    return moves.filter(({ remove, add }) => add.every((each) => this.mayBe(each, remove)));
  }

  /** Another explanation of a piece of evidence; nothing in the place of what is inferred. */
  private exchanges(late: readonly Assumption[], found: readonly Unknown[]): readonly Move[] {
    return late.flatMap((each) => {
      if (!each.isEvident) return [{ remove: [each], add: [] }];
      return this.evident(found, each.zxid, each.index, [each]).map((other) => ({ remove: [each], add: [other] }));
    });
  }

  /** Another explanation of a piece of evidence, and another place for the one before; another place for what is inferred. */
  private *replacements(remove: Assumption, found: readonly Unknown[], last: HistoryZxid): Generator<Move, undefined> {
    const { unknown, zxid, index, isEvident } = remove;
    if (isEvident) {
      const others = this.evident(found, zxid, index, [remove]);
      const places = others.length === 0 ? [] : this.places(unknown, last, [remove]);
      for (const other of others) {
        for (const place of places) yield { remove: [remove], add: [other, place] };
      }
      return;
    }
    for (const other of [...found, unknown]) {
      for (const place of this.places(other, last, [remove])) yield { remove: [remove], add: [place] };
    }
  }

  private pathsOf({ path }: Mismatch, step: Step): readonly string[] {
    const facts = step.kind === 'evidence' ? step.evidence.facts.flatMap((fact) => [fact.path, parentOf(fact.path)]) : [];
    return [...new Set([path, parentOf(path), ...facts])];
  }

  private candidates(paths: readonly string[], step: Step): readonly Unknown[] {
    if (step.kind === 'over') return [this.given.unknowns.endOf(step.session)];
    const spent = new Set(this.given.chosen.map(({ unknown }) => unknown.operation));
    const found = this.given.unknowns.candidates(this.given.run.model, paths);
    return found.filter(({ operation }) => operation === null || !spent.has(operation));
  }

  private evident(found: readonly Unknown[], zxid: HistoryZxid, index: number, without: readonly Assumption[]): Assumption[] {
    return found
      .map((unknown) => ({ unknown, zxid, index, isEvident: true }))
      .filter((assumption) => this.mayBe(assumption, without));
  }

  private places(unknown: Unknown, last: HistoryZxid, without: readonly Assumption[]): readonly Assumption[] {
    const taken = new Set(this.given.chosen.filter((other) => !without.includes(other)).map(({ zxid }) => zxid));
    const places: Assumption[] = [];
    for (const zxid of this.given.gaps.free(unknown.lower, last, taken)) {
      const place = { unknown, zxid, index: this.indexBehind(zxid), isEvident: false };
      if (this.mayBe(place, without)) places.push(place);
      if (places.length === GAPS_MAX) break;
    }
    return places;
  }

  /** Nothing happens before it was asked for, and requests of one connection happen in their order. */
  private mayBe({ unknown: { operation, lower }, zxid }: Assumption, without: readonly Assumption[]): boolean {
    if (zxid <= lower) return false;
    if (operation === null) return true;
    return this.given.chosen.every((other) => {
      const before = other.unknown.operation;
      if (without.includes(other) || before?.connection !== operation.connection) return true;
      return before.at < operation.at ? other.zxid < zxid : other.zxid > zxid;
    });
  }

  /** Of the first step that sees it. */
  private indexBehind(zxid: HistoryZxid): number {
    const { steps } = this.given.run;
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
