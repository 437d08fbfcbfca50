/** A copy of the sources of the server with one mutant in it: its program, and how to be rid of it. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutant.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What a server imports, and what says how. */
const COPIED = ['spec', 'impl', 'traces/format', 'traces/record', 'test/nemesis', 'package.json', 'tsconfig.base.json'];

export interface MutatedCopy {
  readonly program: string;
  readonly remove: () => void;
}

/** Throws where the mutant does not fit the sources any more. */
export function mutated(source: string, { id, file, replace, by }: Mutant): string {
  const parts = source.split(replace);
  if (parts.length !== 2) throw new Error(`mutant ${id}: what it replaces stands ${parts.length - 1} times in ${file}`);
  return parts.join(by);
}

export function sourceOf({ file }: Mutant): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

export function mutatedCopy(mutant: Mutant): MutatedCopy {
  const text = mutated(sourceOf(mutant), mutant);
  const folder = mkdtempSync(join(tmpdir(), 'zabkeeper-mutant-'));
  for (const each of COPIED) cpSync(join(ROOT, each), join(folder, each), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, mutant.file), text);
  return {
    program: join(folder, 'test/nemesis/server.ts'),
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
