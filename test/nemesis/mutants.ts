/** Each mutant is run, and must be caught by what is named for it. Faults are random: one that hides from a seed is given another. */
import { join } from 'node:path';
import { judge } from './judge.js';
import type { Verdict } from './judge.js';
import type { Mutant } from './mutant.js';
import { mutatedCopy } from './mutated-copy.js';
import { PROTOCOL_MUTANTS } from './protocol-mutants.js';
import { run } from './run.js';
import { SERVICE_MUTANTS } from './service-mutants.js';

export const MUTANTS: readonly Mutant[] = [...PROTOCOL_MUTANTS, ...SERVICE_MUTANTS];

/** A quorum of them is enough for all there is to see. */
const VOTERS = 3;
const SEEDS_MAX = 4;

export interface Caught {
  readonly mutant: Mutant;
  /** What caught it, of what is named; null: it survived. */
  readonly by: string | null;
  readonly seed: number;
  readonly verdict: Verdict;
}

export interface MutantRun {
  readonly seed: number;
  readonly seconds: number;
  readonly folder: string;
  readonly told: (line: string) => void;
}

export async function tryMutant(mutant: Mutant, { seed, seconds, folder, told }: MutantRun): Promise<Caught> {
  const copy = mutatedCopy(mutant);
  const { program } = copy;
  try {
    for (let attempt = 0; ; attempt++) {
      const where = join(folder, mutant.id);
      const options = { seed: seed + attempt, voters: VOTERS, observers: 0, seconds, faults: mutant.faults, folder: where };
      const verdict = await judge(await run({ ...options, program, told }));
      const by = caughtBy(mutant, verdict);
      if (by !== null || attempt + 1 === SEEDS_MAX) return { mutant, by, seed: options.seed, verdict };
      told(`not seen with seed ${options.seed}`);
    }
  } finally {
    copy.remove();
  }
}

function caughtBy({ rules = [], checks = [] }: Mutant, verdict: Verdict): string | null {
  const { rule } = verdict;
  if (rule !== null && rules.includes(rule)) return rule;
  return checks.find((check) => verdict.checks.includes(check)) ?? null;
}
