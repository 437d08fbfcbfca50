/** kazoo, the Python client: installed into the cache, and its session (`kazoo/session.py`) played to an ensemble. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cachedFolder, valueOf } from './cache.js';
import type { Found } from './cache.js';
import { outputOf } from './run.js';

const KAZOO_VERSION = '2.11.0';
const PYTHON = 'python3';
const INSTALL_TIMEOUT_MS = 180_000;
const SESSION = fileURLToPath(new URL('kazoo/session.py', import.meta.url));

/** The folder that Python finds kazoo in. */
export function kazoo(): Found<string> {
  if (spawnSync(PYTHON, ['--version']).status !== 0) return { ok: false, why: 'no Python' };
  return cachedFolder(`kazoo-${KAZOO_VERSION}`, (folder) => {
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-compile', '--target', folder, `kazoo==${KAZOO_VERSION}`];
    const done = spawnSync(PYTHON, pip, { timeout: INSTALL_TIMEOUT_MS });
    return done.status === 0 ? null : `no pip, or not kazoo ${KAZOO_VERSION}`;
  });
}

/** The transcript. Throws with what Python said where the session could not be played to its end. */
export function kazooSession(connectString: string): Promise<string> {
  const env = { ...process.env, PYTHONPATH: valueOf(kazoo()), PYTHONDONTWRITEBYTECODE: '1' };
  return outputOf(spawn(PYTHON, [SESSION, connectString], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
}
