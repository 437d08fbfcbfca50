/**
 * What a checker is given: a transition system over a short vector of *slots*.
 *
 * A slot holds one plain value (a server, a link, a budget). A rule says which slots, or which views
 * of slots, decide what it does, and answers with outcomes: lists of updates, each to one slot. Nothing here
 * knows a protocol, and a checker needs to know nothing else. Because a rule sees only what it declares,
 * a checker may remember its answer for those values and never ask twice; that is the whole trick of the
 * memoizing engine, and it is sound only while rules and views are pure functions of what they declare.
 *
 * Values are *canonical plain data* (see `canonical.ts`): equal states must be equal text.
 */

/** An immutable value: JSON-like data, or an object with a `canonical()` method. */
export type Value = unknown;

/**
 * A pure function of one slot's value, named so that its results can be remembered per value.
 * Two views with one name on one kind must be the same function.
 */
export interface View {
  readonly name: string;
  readonly of: (value: never) => Value;
}

/** How values of one kind change: `operators[name](value, operand)` gives the next value. Pure. */
export interface Kind {
  readonly name: string;
  readonly operators: Readonly<Record<string, (value: never, operand: never) => Value>>;
}

export interface Slot {
  /** Unique, as shown to people: `server 1`, `link 1-2`. */
  readonly name: string;
  /** Name of a kind in `System.kinds`. */
  readonly kind: string;
  /**
   * A carried slot travels with a state but does not tell states apart (TLC's VIEW leaves such variables out).
   * What it holds is that of the first path found, so an invariant that reads it may miss violations:
   * use it only to reproduce published counts. Carried slots come last.
   */
  readonly carried?: boolean;
}

/** What a rule or property may see of one slot: the whole value, or a view of it. */
export interface Read {
  /** Index into `System.slots`. */
  readonly slot: number;
  readonly view?: View;
}

/** One change of one slot: a new value, or an operator of the slot's kind with its operand. */
export type Update =
  { readonly slot: number; readonly set: Value } | { readonly slot: number; readonly apply: string; readonly operand: Value };

/** What a person sees of a step in the lane picture; no meaning for the search. */
export interface LaneEvent {
  readonly kind: 'send' | 'receive' | 'local' | 'lost';
  /** Index into `System.lanes`. For `receive`, the lane that received. */
  readonly lane: number;
  /** The other end of a `send` or `receive`. */
  readonly peer?: number;
  readonly text: string;
}

/** A property that this very step breaks. */
export interface Violation {
  readonly property: string;
  readonly detail: string;
}

export interface Outcome {
  /** Id of the action taken, one of `System.actions`. */
  readonly action: string;
  /** What tells this step from others of the same action in the same state: `2 from 1`. With `action`, unique. */
  readonly args: string;
  /** Applied in order. An outcome without updates is a stutter: counted as a transition. */
  readonly updates: readonly Update[];
  readonly violations?: readonly Violation[];
  readonly lanes?: readonly LaneEvent[];
}

export interface Rule {
  /** Unique: `deliver 2→1`. */
  readonly name: string;
  /** A condition on one slot, remembered per value: the rule is asked only where `view.of` answers true. */
  readonly gate: { readonly slot: number; readonly view: View };
  readonly reads: readonly Read[];
  /** Empty when not enabled. `values` are in the order of `reads`. Pure. */
  readonly outcomes: (values: readonly never[]) => readonly Outcome[];
  /**
   * Why there is no such step for these values: `Action(args): guard … is false`, the first guard that is. For people, and
   * asked whether the gate is open or not. A rule that never takes such a step may say anything.
   */
  readonly refusal?: (values: readonly never[], action: string, args: string) => string;
}

/** Holds in every reachable state; `holds` sees only what it reads. */
export interface Invariant {
  readonly id: string;
  /** An instance over particular slots: `1, 2`. With `id`, unique. */
  readonly args: string;
  readonly reads: readonly Read[];
  /** `true`, or the witness of the violation in words. */
  readonly holds: (values: readonly never[]) => true | string;
}

/** Must be true in at least one reachable state, or a passing run is vacuous. */
export interface Sometimes {
  readonly id: string;
  readonly args: string;
  readonly reads: readonly Read[];
  readonly holds: (values: readonly never[]) => boolean;
}

/**
 * From every reachable state some continuation by `rules` reaches a state where `goal` holds. The rules are those of the
 * system without its faults and without the bounds that would stop it from recovering; they act on the same slots.
 * They are listed in the order in which a search should prefer them: what makes progress first.
 */
export interface Reachable {
  readonly id: string;
  readonly reads: readonly Read[];
  readonly goal: (values: readonly never[]) => boolean;
  readonly rules: readonly Rule[];
}

/** Words about a property for reports: what it means and where it comes from. */
export interface PropertyText {
  readonly id: string;
  readonly means: string;
  readonly cites: string;
}

export interface System {
  readonly name: string;
  readonly kinds: Readonly<Record<string, Kind>>;
  readonly slots: readonly Slot[];
  /** Each a full vector of values, in the order of `slots`. */
  readonly initial: readonly (readonly Value[])[];
  readonly rules: readonly Rule[];
  /** Every action id that an outcome may name: the coverage table. */
  readonly actions: readonly string[];
  /** Those among them that are a violation in themselves: a run that never takes them lacks nothing. */
  readonly unexpected?: readonly string[];
  readonly invariants: readonly Invariant[];
  readonly sometimes: readonly Sometimes[];
  readonly reachable: readonly Reachable[];
  /** Texts of every property, those of outcomes' violations included. */
  readonly properties: readonly PropertyText[];
  /** True where a state without successors is a fault of the model. */
  readonly deadlockIsError: boolean;
  /** Names of the processes drawn as lanes. */
  readonly lanes: readonly string[];
  /** A short text for a value found in a slot (zxids, messages, logs); undefined leaves it to the generic printer. */
  readonly show?: (value: Value) => string | undefined;
}
