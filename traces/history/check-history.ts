/** All checks over one history, with the order that zxids give. */
import { reportDoubles } from './checks/total-order.js';
import { checkDumps } from './dumps.js';
import type { History } from './history.js';
import { Replay } from './replay/replay.js';
import type { Strength } from './replay/replay.js';
import { prepare } from './replay/steps.js';
import { checkTimelines } from './timeline.js';
import type { Violation } from './violation.js';
import { walkEvents } from './watches/walk.js';

/** More of them say no more. */
const VIOLATIONS_MAX = 100;

/** `undecided`: all that is wrong may have an explanation that the bounded search did not find. */
export type Outcome = 'ok' | 'violated' | 'undecided';

export interface Verdict {
  /** By place. Nothing says that the first is the cause of the others, but it often is. */
  readonly violations: readonly Violation[];
  /** More than were kept. */
  readonly more: number;
  readonly operations: number;
  readonly connections: number;
  readonly events: number;
  readonly strength: Strength;
  /** False: others wrote too, so that only the order of what is here was checked. */
  readonly replayed: boolean;
}

export function outcomeOf({ violations }: Pick<Verdict, 'violations'>): Outcome {
  if (violations.length === 0) return 'ok';
  return violations.some(({ certain }) => certain) ? 'violated' : 'undecided';
}

class Violations {
  readonly kept: Violation[] = [];
  more = 0;

  readonly add = (violation: Violation): void => {
    if (this.kept.length < VIOLATIONS_MAX) this.kept.push(violation);
    else this.more += 1;
  };

  sorted(files: readonly string[]): readonly Violation[] {
    const order = (violation: Violation): number => files.indexOf(violation.place.file);
    return this.kept.toSorted((a, b) => order(a) - order(b) || a.place.line - b.place.line);
  }
}

export function checkHistory(history: History): Verdict {
  const violations = new Violations();
  checkTimelines(history, violations.add);
  checkDumps(history.dumps, violations.add);
  let strength: Strength = { judged: 0, evident: 0, inferred: 0, givenUp: 0 };
  if (history.complete) {
    const prepared = prepare(history);
    reportDoubles(prepared.writes, violations.add);
    const replay = new Replay(history, prepared, violations.add);
    replay.run();
    ({ strength } = replay);
    for (const connection of history.connections) {
      const due = replay.watches.duesOf(connection);
      due.until = replay.endedAt;
      walkEvents(connection, due, (path, zxid) => replay.unknowns.mayTouch(path, zxid), violations.add);
    }
  }
  const events = history.connections.reduce(
    (sum, { arrivals }) => sum + arrivals.reduce((count, { kind }) => count + (kind === 'event' ? 1 : 0), 0),
    0,
  );
  return {
    violations: violations.sorted(history.files),
    more: violations.more,
    operations: history.operations.length,
    connections: history.connections.length,
    events,
    strength,
    replayed: history.complete,
  };
}
