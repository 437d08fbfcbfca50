/**
 * What peers need and is made once: jars, Python packages, compiled classes. Kept below `node_modules`, which git ignores, so that
 * `npm ci` clears it.
 */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/zabkeeper/', import.meta.url));

/** Something this machine has, or why it has not: tests that need it are skipped with that reason. */
export type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/**
 * The folder `name`, filled by `fill` if it is not there. `fill` answers why it could not, or null.
 *
 * Several test files may fill it at once: each fills a folder of its own, and the first to finish gives it its name.
 */
export function cachedFolder(name: string, fill: (folder: string) => string | null): Found<string> {
  const folder = join(CACHE, name);
  if (existsSync(folder)) return { ok: true, value: folder };
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(join(CACHE, 'making-'));
  try {
    const why = fill(making);
    if (why !== null) return { ok: false, why };
    if (!existsSync(folder)) renameSync(making, folder);
    return { ok: true, value: folder };
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Options of a test that needs `found`. */
export function needs(...found: readonly Found<unknown>[]): { readonly skip?: string } {
  for (const each of found) if (!each.ok) return { skip: each.why };
  return {};
}

/** The value of something found; tests that ask have been skipped where it was not. */
export function valueOf<T>(found: Found<T>): T {
  if (!found.ok) throw new Error(found.why);
  return found.value;
}
