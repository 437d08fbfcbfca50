/** Which ensemble a comparison needs, and which of its servers is the one under test. */
import assert from 'node:assert/strict';
import type { EnsembleOptions, PeerEnsemble } from '../peers/ensemble.js';
import { modeOf } from '../peers/ports.js';

export interface Role {
  readonly options: EnsembleOptions;
  /** As `srvr` tells it. */
  readonly mode: string;
}

export const ROLES = {
  alone: { options: { servers: 1 }, mode: 'standalone' },
  follower: { options: { servers: 3 }, mode: 'follower' },
  leader: { options: { servers: 3 }, mode: 'leader' },
  observer: { options: { servers: 2, observers: 1 }, mode: 'observer' },
} as const satisfies Readonly<Record<string, Role>>;

/** Client ports, that of the first server in this mode first. */
export async function portsFrom(ensemble: PeerEnsemble, mode: string): Promise<readonly number[]> {
  const ports = ensemble.servers.map(({ clientPort }) => clientPort);
  const modes = await Promise.all(ports.map(modeOf));
  const first = modes.indexOf(mode);
  assert.notEqual(first, -1, `no ${mode} among ${modes.join(', ')}`);
  return [...ports.slice(first), ...ports.slice(0, first)];
}
