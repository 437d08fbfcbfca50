/** ZooKeeper's C client, as Debian packages it: its session (`c/session.c`) compiled, and played to an ensemble. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cachedFolder, valueOf } from './cache.js';
import type { Found } from './cache.js';
import { outputOf } from './run.js';

const COMPILER = 'gcc';
const SESSION = fileURLToPath(new URL('c/session.c', import.meta.url));
const HEADER = '#include <zookeeper/zookeeper.h>\n';

/** The program. */
export function cSession(): Found<string> {
  const has = spawnSync(COMPILER, ['-E', '-x', 'c', '-'], { input: HEADER });
  if (has.error !== undefined) return { ok: false, why: 'no C compiler' };
  if (has.status !== 0) return { ok: false, why: 'no C client (libzookeeper-mt-dev)' };
  const hash = createHash('sha256').update(readFileSync(SESSION)).digest('hex').slice(0, 16);
  const folder = cachedFolder(`c-${hash}`, (target) => {
    const flags = ['-Wall', '-Werror', '-DTHREADED', '-o', join(target, 'session'), SESSION, '-lzookeeper_mt', '-lpthread'];
    const compiled = spawnSync(COMPILER, flags, { encoding: 'utf8' });
    if (compiled.status !== 0) throw new Error(`${COMPILER}: ${compiled.stderr}`);
    return null;
  });
  return folder.ok ? { ok: true, value: join(folder.value, 'session') } : folder;
}

/** The transcript. Throws with what the program said where the session could not be played to its end. */
export function playCSession(connectString: string): Promise<string> {
  return outputOf(spawn(valueOf(cSession()), [connectString], { stdio: ['ignore', 'pipe', 'pipe'] }));
}
