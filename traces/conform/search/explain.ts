/**
 * The cheapest explanation of the next recorded lines of one server: of all that it may have done, what infers the fewest lines. Searched best
 * first, by the number of inferred lines; what follows the recording costs nothing, so where no line is missing this only goes ahead.
 */
import type { Bounds } from './bounds.js';
import type { Hypothesis } from './hypothesis.js';
import type { Move, Moves } from './moves.js';
import type { Mode } from './position.js';

export type Explanation =
  | { readonly kind: 'explained'; readonly upTo: Hypothesis }
  /** Within the bounds there is none. `furthest`: the recorded line that none came to. */
  | { readonly kind: 'refuted' | 'exhausted'; readonly furthest: number };

interface Open {
  readonly at: Hypothesis;
  /** Only moves without a recorded line are left. */
  readonly otherwise: boolean;
}

/** `least`: the line that must be explained at least. */
export function explain(from: Hypothesis, least: number, moves: Moves, bounds: Bounds): Explanation {
  const { length } = from.around.run;
  const open = new ByCost();
  const seen = new Set<string>();
  let furthest = from.cursor;
  open.push(from.cost, { at: from, otherwise: false });
  for (let candidates = 0; candidates < bounds.candidates;) {
    const next = open.pop();
    if (next === undefined) return { kind: 'refuted', furthest };
    const { at, otherwise } = next;
    furthest = Math.max(furthest, at.cursor);
    if (!otherwise && at.cursor > least) {
      if (at.cursor === length || at.pinned === at.cursor) return { kind: 'explained', upTo: at };
      if (at.cursor >= Math.max(least, from.cursor) + bounds.window) return { kind: 'explained', upTo: half(at, from, least) };
    }
    candidates += otherwise ? pushOtherwise(at, moves, open, seen, bounds) : pushTowards(at, moves, open);
  }
  return { kind: 'exhausted', furthest };
}

function pushTowards(at: Hypothesis, moves: Moves, open: ByCost): number {
  open.push(at.cost + 1, { at, otherwise: true });
  const { head } = at;
  if (head === undefined) return 1;
  return 1 + pushAll(at, moves.towards(at, head), 0, open);
}

function pushOtherwise(at: Hypothesis, moves: Moves, open: ByCost, seen: Set<string>, bounds: Bounds): number {
  if (at.missing >= bounds.missingInputs) return 0;
  const { key } = at;
  if (seen.has(key)) return 0;
  seen.add(key);
  return pushAll(at, moves.otherwise(at), 1, open);
}

/** The first move is the likeliest, and so is pushed last. `least`: what each costs at least. */
function pushAll(at: Hypothesis, moves: readonly Move[], least: number, open: ByCost): number {
  let count = 0;
  for (const move of [...moves].reverse()) {
    const next = made(at, move, 'at once');
    const other = next.instead === null ? null : made(at, move, next.instead);
    for (const each of [other, next]) {
      if (each === null) continue;
      count += 1;
      if (each.isRefuted || (move.mustMatch && each.cursor === at.cursor)) continue;
      each.missing = each.cursor > at.cursor ? 0 : at.missing + least;
      each.cost = Math.max(each.cost, at.cost + least);
      open.push(each.cost, { at: each, otherwise: false });
    }
  }
  return count;
}

function made(at: Hypothesis, { make }: Move, mode: Mode): Hypothesis {
  return make(at.fork(mode)).settle().hurry();
}

/** Where nothing pins down what happened, the newer half of an explanation may yet be thought better of. */
function half(at: Hypothesis, from: Hypothesis, least: number): Hypothesis {
  const middle = Math.max(least, from.cursor + Math.floor((at.cursor - from.cursor) / 2));
  let earlier = at;
  while (earlier.parent !== null && earlier.parent !== from && earlier.parent.cursor > middle) earlier = earlier.parent;
  return earlier;
}

/** Cheapest first; among equals the newest. */
class ByCost {
  private readonly byCost: Open[][] = [];
  private lowest = 0;

  push(cost: number, open: Open): void {
    (this.byCost[cost] ??= []).push(open);
    if (cost < this.lowest) this.lowest = cost;
  }

  pop(): Open | undefined {
    for (; this.lowest < this.byCost.length; this.lowest++) {
      const open = this.byCost[this.lowest]?.pop();
      if (open !== undefined) return open;
    }
    return undefined;
  }
}
