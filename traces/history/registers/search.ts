/**
 * Is there an order? The search of Wing and Gong, with Lowe's memory of what was tried: a depth-first walk over the operations that may be
 * next, where a set of done operations with the state it led to is never entered twice.
 *
 * Independent of everything that knows zxids. Exponential at worst, in how many operations overlap; fine for histories of moderate size.
 */
import { nextState } from './operation.js';
import type { RegisterOperation, RegisterState } from './operation.js';

/** A call or a return, in order of time, doubly linked so that what was taken out can be put back. */
interface Entry {
  readonly id: number;
  readonly operation: RegisterOperation;
  /** The return of a call; null for a return, and for a call that has none. */
  match: Entry | null;
  readonly isCall: boolean;
  next: Entry | null;
  before: Entry | null;
}

export type Order =
  | { readonly kind: 'found'; readonly order: readonly RegisterOperation[] }
  /** `stuck`: one that fits nowhere behind the longest order that was found. */
  | { readonly kind: 'none'; readonly order: readonly RegisterOperation[]; readonly stuck: RegisterOperation }
  /** The search was given up. */
  | { readonly kind: 'undecided' };

const MOVES_MAX = 3_000_000;

function unlink(entry: Entry): void {
  if (entry.before !== null) entry.before.next = entry.next;
  if (entry.next !== null) entry.next.before = entry.before;
}

function relink(entry: Entry): void {
  if (entry.before !== null) entry.before.next = entry;
  if (entry.next !== null) entry.next.before = entry;
}

/** Calls that nobody answered have no return: they never have to be taken. */
function linked(operations: readonly RegisterOperation[], first: RegisterOperation): Entry {
  const entries: { readonly time: number; readonly entry: Entry }[] = [];
  const head: Entry = { id: -1, operation: first, match: null, isCall: false, next: null, before: null };
  for (const [id, operation] of operations.entries()) {
    const call: Entry = { id, operation, match: null, isCall: true, next: null, before: null };
    entries.push({ time: operation.start, entry: call });
    if (operation.end === Infinity) continue;
    call.match = { id, operation, match: null, isCall: false, next: null, before: null };
    entries.push({ time: operation.end, entry: call.match });
  }
  // Who answers at the very time at which another asks did not answer before it.
  entries.sort((a, b) => a.time - b.time || Number(b.entry.isCall) - Number(a.entry.isCall));
  let last = head;
  for (const { entry } of entries) {
    last.next = entry;
    entry.before = last;
    last = entry;
  }
  return head;
}

/** A search under way. */
class Search {
  private readonly head: Entry;
  /** What was done, as bits. */
  private readonly done: Uint32Array;
  private readonly tried = new Set<string>();
  private readonly taken: { readonly entry: Entry; readonly state: RegisterState }[] = [];
  private longest: readonly RegisterOperation[] = [];
  private stuck: RegisterOperation;
  private state: RegisterState;
  private returns: number;

  constructor(operations: readonly RegisterOperation[], first: RegisterOperation, state: RegisterState) {
    this.head = linked(operations, first);
    this.done = new Uint32Array(Math.ceil(operations.length / 32));
    this.stuck = first;
    this.state = state;
    this.returns = operations.filter(({ end }) => end !== Infinity).length;
  }

  run(): Order {
    let entry = this.head.next;
    for (let moves = 0; this.returns > 0 && entry !== null; moves++) {
      if (moves > MOVES_MAX) return { kind: 'undecided' };
      if (entry.isCall) {
        entry = this.take(entry) ? this.head.next : entry.next;
        continue;
      }
      // A return of what was not taken: no way on from here.
      this.remember(entry);
      const last = this.goBack();
      if (last === null) return { kind: 'none', order: this.longest, stuck: this.stuck };
      entry = last.next;
    }
    return { kind: 'found', order: this.taken.map((each) => each.entry.operation) };
  }

  /** False: it cannot be the next, or that was tried. */
  private take(entry: Entry): boolean {
    const next = nextState(this.state, entry.operation);
    if (next === undefined) return false;
    this.flip(entry.id);
    const text = `${this.done.join(',')} ${JSON.stringify(next)}`;
    if (this.tried.has(text)) {
      this.flip(entry.id);
      return false;
    }
    this.tried.add(text);
    this.taken.push({ entry, state: this.state });
    this.state = next;
    unlink(entry);
    if (entry.match !== null) {
      unlink(entry.match);
      this.returns -= 1;
    }
    return true;
  }

  private goBack(): Entry | null {
    const last = this.taken.pop();
    if (last === undefined) return null;
    const { entry, state } = last;
    this.state = state;
    this.flip(entry.id);
    if (entry.match !== null) {
      relink(entry.match);
      this.returns += 1;
    }
    relink(entry);
    return entry;
  }

  private remember({ operation }: Entry): void {
    if (this.taken.length < this.longest.length) return;
    this.longest = this.taken.map((each) => each.entry.operation);
    this.stuck = operation;
  }

  private flip(id: number): void {
    this.done[id >>> 5] = (this.done[id >>> 5] ?? 0) ^ (1 << (id & 31));
  }
}

export function findOrder(operations: readonly RegisterOperation[], start: RegisterState): Order {
  const [first] = operations;
  return first === undefined ? { kind: 'found', order: [] } : new Search(operations, first, start).run();
}
