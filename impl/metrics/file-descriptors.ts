/** Open files of this process and their limit (`OSMXBean`), from Linux's `/proc`. Undefined on systems without it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

const OPEN_FILES = '/proc/self/fd';
const LIMITS = '/proc/self/limits';

export function openFileDescriptors(): number | undefined {
  // Reading the folder opens one more.
  return existsSync(OPEN_FILES) ? readdirSync(OPEN_FILES).length - 1 : undefined;
}

/** The soft limit; undefined also where it is unlimited. */
export function maxFileDescriptors(): number | undefined {
  if (!existsSync(LIMITS)) return undefined;
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync(LIMITS, 'latin1')) ?? [];
  return soft === undefined ? undefined : Number(soft);
}
