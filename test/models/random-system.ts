/**
 * Random small systems: rules that are tables from what they read to outcomes. Nothing about them is meaningful, so nothing an engine
 * might take for granted about real protocols holds: stutters, self-loops, operators composed with sets, several updates of one slot,
 * gates that see what the rule does not read, unreachable rules, several and equal initial states.
 */
import fc from 'fast-check';
import type { Outcome, Read, Rule, System, Update, View } from '#spec/kit/system.js';

const VALUES = 4;
const SLOTS = 4;

const operators = {
  add: (value: number, operand: number) => (value + operand) % VALUES,
  times: (value: number, operand: number) => (value * operand) % VALUES,
  flip: (value: number) => VALUES - 1 - value,
};

const views: readonly (View | null)[] = [
  null,
  { name: 'parity', of: (value: number) => value % 2 },
  { name: 'isZero', of: (value: number) => value === 0 },
  { name: 'described', of: (value: number) => ({ big: value > 1, list: [value % 3] }) },
];

const readOf = fc
  .record({ slot: fc.nat(SLOTS - 1), view: fc.constantFrom(...views) })
  .map(({ slot, view }): Read => (view === null ? { slot } : { slot, view }));

const updateOf: fc.Arbitrary<Update> = fc.oneof(
  fc.record({ slot: fc.nat(SLOTS - 1), set: fc.nat(VALUES - 1) }),
  fc.record({ slot: fc.nat(SLOTS - 1), apply: fc.constantFrom(...Object.keys(operators)), operand: fc.nat(VALUES - 1) }),
);

const outcomesOf = fc.array(
  fc.record({
    action: fc.constantFrom('A', 'B', 'C'),
    updates: fc.array(updateOf, { maxLength: 4 }),
    violated: fc.constantFrom(...Array.from({ length: 30 }, () => false), true),
  }),
  { maxLength: 3 },
);

interface Table {
  readonly gateSlot: number;
  /** The one value that the gate does not let through, if it is one. */
  readonly shut: number;
  readonly reads: readonly Read[];
  readonly answers: readonly (readonly Outcome[])[];
}

const tableOf: fc.Arbitrary<Table> = fc
  .record({
    gateSlot: fc.nat(SLOTS - 1),
    shut: fc.nat(VALUES),
    reads: fc.array(readOf, { maxLength: 3 }),
    answers: fc.array(outcomesOf, { minLength: 1, maxLength: 5 }),
  })
  .map((table) => ({
    ...table,
    answers: table.answers.map((outcomes, answer) =>
      outcomes.map(({ action, updates, violated }, nth) => ({
        action,
        args: `${String(answer)}.${String(nth)}`,
        updates,
        violations: violated ? [{ property: 'Stepwise', detail: 'as drawn' }] : [],
      })),
    ),
  }));

function ruleOf(table: Table, index: number): Rule {
  const view: View = { name: `not ${String(table.shut)}`, of: (value: number) => value !== table.shut };
  return {
    name: `rule ${String(index)}`,
    gate: { slot: table.gateSlot, view },
    reads: table.reads,
    outcomes: (values: readonly unknown[]) => {
      const answer = hashOf(JSON.stringify(values)) % table.answers.length;
      return (table.answers[answer] ?? []).map((outcome) => ({ ...outcome, args: `${String(index)}.${outcome.args}` }));
    },
  };
}

function hashOf(text: string): number {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return hash;
}

const forbidden = fc.record({
  reads: fc.array(readOf, { minLength: 1, maxLength: 2 }),
  modulus: fc.integer({ min: 7, max: 400 }),
});

/** `safe` systems have no invariants and no violations, so that searches run to the end. */
export function randomSystem(options: { readonly safe: boolean }): fc.Arbitrary<System> {
  return fc
    .record({
      initial: fc.array(fc.array(fc.nat(VALUES - 1), { minLength: SLOTS, maxLength: SLOTS }), { minLength: 1, maxLength: 3 }),
      tables: fc.array(tableOf, { minLength: 1, maxLength: 6 }),
      invariants: fc.array(forbidden, { maxLength: options.safe ? 0 : 3 }),
      sometimes: fc.array(forbidden, { maxLength: 2 }),
      goal: forbidden,
      deadlockIsError: options.safe ? fc.constant(false) : fc.boolean(),
    })
    .map(({ initial, tables, invariants, sometimes, goal, deadlockIsError }): System => {
      const rules = tables.map(ruleOf).map((rule) => (options.safe ? withoutViolations(rule) : rule));
      const holds = (modulus: number) => (values: readonly unknown[]) => hashOf(JSON.stringify(values)) % modulus !== 0;
      return {
        name: 'random',
        kinds: { number: { name: 'number', operators }, other: { name: 'other', operators } },
        slots: Array.from({ length: SLOTS }, (_, slot) => ({
          name: `slot ${String(slot)}`,
          kind: slot % 2 === 0 ? 'number' : 'other',
        })),
        initial,
        rules,
        actions: ['A', 'B', 'C'],
        invariants: invariants.map(({ reads, modulus }, index) => ({
          id: `Invariant${String(index)}`,
          args: '',
          reads,
          holds: (values) => holds(modulus)(values) || JSON.stringify(values),
        })),
        sometimes: sometimes.map(({ reads, modulus }, index) => ({
          id: `Sometimes${String(index)}`,
          args: '',
          reads,
          holds: (values) => !holds(modulus)(values),
        })),
        reachable: [
          {
            id: 'Goal',
            reads: goal.reads,
            goal: (values) => hashOf(JSON.stringify(values)) % 2 === 0,
            rules: rules.slice(rules.length > 2 ? 1 : 0),
          },
        ],
        properties: [],
        deadlockIsError,
        lanes: [],
      };
    });
}

function withoutViolations(rule: Rule): Rule {
  return { ...rule, outcomes: (values) => rule.outcomes(values).map((outcome) => ({ ...outcome, violations: [] })) };
}
