/**
 * Compiled outcomes: every answer of a rule as a list of records in one flat array.
 *
 *     list:    length | record | record | ...
 *     record:  action | args | rule | violation | updates | slot, change | slot, change | ...
 *
 * `args` and `violation` are ids of texts (violation 0: none); `rule` is the rule's position in its list. An outcome
 * changes a slot at most once here: several updates of one slot were composed. A change that is not negative is the new value's id; a negative one is `~program`, to be run on the value found.
 */
import type { Outcome, System, Update, Violation } from '#spec/kit/system.js';
import { IntList } from '../intern/int-list.js';
import { Interner } from '../intern/interner.js';
import { Programs, type Call } from './programs.js';
import type { Slots } from './slots.js';

export const ACTION = 0;
const ARGS = 1;
export const RULE = 2;
export const VIOLATION = 3;
export const UPDATES = 4;
export const HEADER = 5;

/** Offset of the empty list. */
export const NOTHING = 0;

export class Records {
  /** By slot; slots of one kind share their programs. */
  readonly programs: readonly Programs[];
  private readonly list = new IntList(0);
  private length = 1;
  private readonly slots: Slots;
  private readonly actionIds: ReadonlyMap<string, number>;
  private readonly args = new Interner('arguments of actions');
  private readonly violations = new Interner('violations of steps');
  private readonly checked: (property: string) => boolean;

  /** `checked` says which properties a step's violation may name; others are dropped. */
  constructor(system: System, slots: Slots, checked: (property: string) => boolean) {
    this.slots = slots;
    this.checked = checked;
    this.actionIds = new Map(system.actions.map((action, index) => [action, index]));
    const ofTable = new Map(slots.tables.map((table) => [table, new Programs(table)]));
    this.programs = slots.tables.map((table) => ofTable.get(table) ?? new Programs(table));
    // Violation 0 means none, so the first id is spent.
    this.violations.idOf(null);
  }

  get words(): Int32Array {
    return this.list.words;
  }

  get bytes(): number {
    let sum = this.list.bytes;
    for (const programs of new Set(this.programs)) sum += programs.bytes;
    return sum;
  }

  /** Keeps a whole list; answers its offset. */
  keep(encoded: readonly number[]): number {
    if (encoded[0] === 0) return NOTHING;
    const offset = this.length;
    this.length += encoded.length;
    this.list.reserve(this.length);
    this.list.words.set(encoded, offset);
    return offset;
  }

  /** One list for several kept ones: a new one only if more than one says something. */
  join(lists: readonly number[]): number {
    const spoken = lists.filter((list) => list !== NOTHING);
    if (spoken.length <= 1) return spoken[0] ?? NOTHING;
    const joined = [0];
    for (const list of spoken) {
      joined[0] += this.words[list];
      for (let at = list + 1; at < this.endOf(list); at++) joined.push(this.words[at]);
    }
    return this.keep(joined);
  }

  private endOf(list: number): number {
    let end = list + 1;
    for (let nth = 0; nth < this.words[list]; nth++) end += HEADER + 2 * this.words[end + UPDATES];
    return end;
  }

  argsOf(record: number): string {
    return this.args.values[this.words[record + ARGS]] as string;
  }

  /** Only for a record whose violation is not 0. */
  violationOf(record: number): Violation {
    return this.violations.values[this.words[record + VIOLATION]] as Violation;
  }

  /**
   * Appends the records of these outcomes to `words`. `known` holds the ids of the slots that the rule read whole, and -1 elsewhere: what an operator
   * makes of those is computed here once, instead of looked up at every step.
   */
  encode(rule: number, outcomes: readonly Outcome[], known: Int32Array, words: number[]): void {
    for (const outcome of outcomes) {
      const action = this.actionIds.get(outcome.action);
      if (action === undefined) {
        throw new TypeError(`the action ${outcome.action} of an outcome is not one that the system lists`);
      }
      const violation = outcome.violations?.find(({ property }) => this.checked(property));
      const changes = this.compose(outcome.updates, known);
      words.push(action, this.args.idOf(outcome.args), rule, this.violations.idOf(violation ?? null), changes.size);
      for (const [slot, change] of changes) words.push(slot, change);
    }
  }

  /** One change for each slot updated, in the order of their first updates. */
  private compose(updates: readonly Update[], known: Int32Array): Map<number, number> {
    const calls = new Map<number, { start: number; calls: Call[] }>();
    for (const update of updates) {
      const { slot } = update;
      if ('set' in update) {
        calls.set(slot, { start: this.slots.tables[slot].idOf(update.set), calls: [] });
      } else {
        const before = calls.get(slot) ?? { start: known[slot], calls: [] };
        before.calls.push([update.apply, update.operand]);
        calls.set(slot, before);
      }
    }
    const changes = new Map<number, number>();
    for (const [slot, change] of calls) {
      const programs = this.programs[slot];
      changes.set(slot, change.start < 0 ? ~programs.idOf(change.calls) : programs.apply(change.start, change.calls));
    }
    return changes;
  }
}
