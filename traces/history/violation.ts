/** A guarantee that was broken, and by what. */
import type { Check } from './checks/check.js';
import type { Connection, Operation, Place } from './history.js';

export interface Violation {
  readonly check: Check;
  /** What happened, in one sentence. */
  readonly words: string;
  /** Two or three, the one that shows it last. */
  readonly operations: readonly Operation[];
  /** Where it shows. */
  readonly place: Place;
  /** False: something that nobody was told of may explain it, and the search for that is bounded. */
  readonly certain: boolean;
  /** Whose client it happened to; null: nobody's in particular. */
  readonly connection: Connection | null;
}

export type Report = (violation: Violation) => void;

/** The usual one: a reply shows it. `others`: what it contradicts. */
export function byReply(check: Check, words: string, operation: Operation, ...others: readonly (Operation | null)[]): Violation {
  const { connection, replyLine, line } = operation;
  const operations = [...new Set([...others.filter((other) => other !== null), operation])];
  return {
    check,
    words,
    operations,
    connection,
    certain: true,
    place: { file: connection.file, line: replyLine === 0 ? line : replyLine },
  };
}
