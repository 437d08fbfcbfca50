/**
 * Compiled rules: what can happen in a state, found by table look-ups. User code runs only for what was never met.
 */
import type { Rule } from '#spec/kit/system.js';
import { IntList } from '../intern/int-list.js';
import { Gates, groupRules, isOpen, type Group, type Team } from './groups.js';
import { HEADER, NOTHING, UPDATES, type Records } from './records.js';
import type { Slots } from './slots.js';

/** With self-checks one look-up in this many is answered again by the rules. A prime, so as not to keep time with the rules. */
const SELF_CHECK_EVERY = 13;

export class Steps {
  /** Look-ups, and those among them that ran rules. */
  lookups = 0;
  misses = 0;
  private readonly slots: Slots;
  private readonly records: Records;
  private readonly groups: readonly Group[];
  private readonly positions: ReadonlyMap<Rule, number>;
  private readonly gates: Gates;
  private readonly selfCheck: boolean;
  private readonly found = new IntList(0);
  private readonly known: Int32Array;

  constructor(rules: readonly Rule[], slots: Slots, records: Records, selfCheck: boolean) {
    this.slots = slots;
    this.records = records;
    this.groups = groupRules(rules, slots);
    this.positions = new Map(rules.map((rule, position) => [rule, position]));
    this.gates = new Gates(slots, this.groups);
    this.selfCheck = selfCheck;
    this.known = new Int32Array(slots.count);
  }

  /** Offsets of the records that `enabled` found. */
  get offsets(): Int32Array {
    return this.found.words;
  }

  /**
   * Finds every outcome in a state and answers their number. Their order depends on the state alone, so the position
   * of a step is enough to take that step again.
   */
  enabled(state: Int32Array): number {
    const { gatingSlots, columns } = this.gates;
    let count = 0;
    for (const slot of gatingSlots) {
      let at = columns[slot].words[state[slot]];
      if (at < 0) at = this.gates.ask(slot, state[slot]);
      const lists = this.gates.words;
      const end = at + lists[at];
      while (at < end) {
        at += 1;
        const group = this.groups[lists[at]];
        const list = this.answer(group, state);
        if (list !== NOTHING) count = this.collect(list, count);
      }
    }
    return count;
  }

  private collect(list: number, already: number): number {
    const { words } = this.records;
    const count = already + words[list];
    this.found.reserve(count);
    const offsets = this.found.words;
    let record = list + 1;
    for (let nth = already; nth < count; nth++) {
      offsets[nth] = record;
      record += HEADER + 2 * words[record + UPDATES];
    }
    return count;
  }

  /** The list of a group's outcomes in a state. */
  private answer(group: Group, state: Int32Array): number {
    this.lookups += 1;
    const known = group.memo.find(state);
    if (known < 0) return this.assemble(group, state);
    if (this.selfCheck && this.lookups % SELF_CHECK_EVERY === 0) this.compare(this.openTeams(group, state), state, known);
    return known;
  }

  /** Joins what the teams of a group answer, where the group as a whole meets something new. */
  private assemble(group: Group, state: Int32Array): number {
    const lists = this.openTeams(group, state).map((team) => {
      const known = team.memo.find(state);
      if (known < 0) return this.ask(team, state);
      if (this.selfCheck) this.compare([team], state, known);
      return known;
    });
    const list = this.records.join(lists);
    if (group.teams.length > 1) group.memo.remember(list);
    return list;
  }

  /** Asks a team about something new, and remembers. */
  private ask(team: Team, state: Int32Array): number {
    this.misses += 1;
    const list = this.records.keep(this.evaluate(team, state));
    team.memo.remember(list);
    return list;
  }

  /** Runs the rules of a team on what its memo was last asked about. */
  private evaluate({ memo, readWhole, rules }: Team, state: Int32Array): number[] {
    this.known.fill(-1);
    for (const slot of readWhole) this.known[slot] = state[slot];
    const shown = memo.shown();
    const list = [0];
    for (const rule of rules) {
      const outcomes = rule.outcomes(shown);
      list[0] += outcomes.length;
      this.records.encode(this.positions.get(rule) ?? 0, outcomes, this.known, list);
    }
    return list;
  }

  private openTeams({ gateSlot, teams }: Group, state: Int32Array): Team[] {
    const value = this.slots.tables[gateSlot].valueOf(state[gateSlot]);
    return teams.filter((team) => isOpen(team, value));
  }

  /** Stops the checker where a rule answers differently the second time: it is no function of what it reads. */
  private compare(teams: readonly Team[], state: Int32Array, list: number): void {
    const again = [0];
    for (const team of teams) {
      team.memo.find(state);
      const [count, ...records] = this.evaluate(team, state);
      again[0] += count;
      again.push(...records);
    }
    const { words } = this.records;
    const same = list === NOTHING ? again[0] === 0 : again.every((word, nth) => word === words[list + nth]);
    if (same) return;
    const names = teams.flatMap(({ rules }) => rules.map(({ name }) => name));
    throw new Error(`a rule is not a pure function of what it reads, one of: ${names.join(', ')}`);
  }
}
