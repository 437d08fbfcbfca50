/**
 * Seeded bugs of the server, each a change of a line or two of its sources, made in a copy. The product has no switch for them. What a run of
 * the copy leaves must be refused, by the rule or the check that is named.
 */
import type { FaultName } from './faults.js';

export interface Mutant {
  readonly id: string;
  /** What is wrong, for a person. */
  readonly what: string;
  readonly file: string;
  /** Stands in the file once. */
  readonly replace: string;
  readonly by: string;
  /** What brings it to light. */
  readonly faults: readonly FaultName[];
  /** One of these is broken: rules of `zabkeeper conform`, or properties of the specification. */
  readonly rules?: readonly string[];
  /** One of these is broken: checks of `zabkeeper history`. */
  readonly checks?: readonly string[];
}
