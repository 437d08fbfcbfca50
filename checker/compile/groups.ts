/**
 * Rules are asked in groups: one look-up answers for all rules that are gated by one slot and read the same slots.
 *
 * The gate says for each value of its slot which groups are worth asking; it is computed once a value.
 */
import type { Rule } from '#spec/kit/system.js';
import { groupBy } from '../intern/group-by.js';
import { IntList } from '../intern/int-list.js';
import type { Memo } from './memo.js';
import { joinReads, slotsText } from './reads.js';
import type { Slots } from './slots.js';

/**
 * Rules with one gate and the same reads in the same order. With one gate they are asked only where all of them are open, so
 * what is remembered of them does not depend on the gate.
 */
export interface Team {
  readonly rules: readonly Rule[];
  readonly gate: Rule['gate'];
  /** Offset in the records of what the rules answered together. */
  readonly memo: Memo;
  /** The slots that the rules read whole. */
  readonly readWhole: readonly number[];
}

/** Teams over the same slots. Their joint memo also sees all their gates; it is that of the team where there is only one. */
export interface Group {
  readonly gateSlot: number;
  readonly teams: readonly Team[];
  readonly memo: Memo;
}

export function groupRules(rules: readonly Rule[], slots: Slots): Group[] {
  const footprintOf = ({ gate, reads }: Rule): string =>
    JSON.stringify([gate.slot, gate.view.name, reads.map(({ slot, view }) => [slot, view?.name ?? null])]);
  const teams = groupBy(rules, footprintOf).map((team): Team => {
    const [{ gate, reads }] = team;
    const readWhole = reads.filter((read) => read.view === undefined).map((read) => read.slot);
    return { rules: team, gate, memo: slots.memo(reads), readWhole };
  });
  const readsOf = ({ gate, rules: [{ reads }] }: Team): Rule['reads'] => [gate, ...reads];
  return groupBy(teams, (team) => `${team.gate.slot}: ${slotsText(readsOf(team))}`).map((group) => ({
    gateSlot: group[0].gate.slot,
    teams: group,
    memo: group.length === 1 ? group[0].memo : slots.memo(joinReads(group.flatMap(readsOf))),
  }));
}

/** Whether the gate of a team lets through a value of its slot. */
export function isOpen({ gate }: Team, value: unknown): boolean {
  const answer = gate.view.of(value as never);
  if (typeof answer !== 'boolean') throw new TypeError(`the gate ${gate.view.name} answers ${typeof answer}, not a boolean`);
  return answer;
}

/**
 * Lists of groups in one flat array, `length | group | group | ...`, and for each slot a column from value ids to lists.
 * Few different lists exist, so they are shared and stay in the processor's cache.
 */
export class Gates {
  /** The slots that gate anything, in order: a state's outcomes are enumerated in the order of these. */
  readonly gatingSlots: Int32Array;
  /** By slot, then by value id: offset into `lists`, or -1 where the gates were not asked yet. */
  readonly columns: readonly IntList[];
  private readonly lists = new IntList(0);
  private length = 0;
  private readonly offsets = new Map<string, number>();
  private readonly slots: Slots;
  private readonly groups: readonly Group[];

  constructor(slots: Slots, groups: readonly Group[]) {
    this.slots = slots;
    this.groups = groups;
    this.gatingSlots = Int32Array.from(new Set(groups.map((group) => group.gateSlot))).sort();
    this.columns = slots.tables.map((table) => table.addColumn());
  }

  get words(): Int32Array {
    return this.lists.words;
  }

  /** Asks all gates of a slot about a value for the first time. */
  ask(slot: number, valueId: number): number {
    const value = this.slots.tables[slot].valueOf(valueId);
    const list: number[] = [];
    this.groups.forEach(({ gateSlot, teams }, group) => {
      if (gateSlot === slot && teams.some((team) => isOpen(team, value))) list.push(group);
    });
    const text = list.join();
    let offset = this.offsets.get(text);
    if (offset === undefined) {
      offset = this.length;
      this.length += list.length + 1;
      this.lists.reserve(this.length);
      this.lists.words.set([list.length, ...list], offset);
      this.offsets.set(text, offset);
    }
    this.columns[slot].words[valueId] = offset;
    return offset;
  }
}
