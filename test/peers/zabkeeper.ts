/** Our own servers as processes: `zabkeeper server zoo.cfg`, from the sources. */
import { fileURLToPath } from 'node:url';
import { startEnsemble } from './ensemble.js';
import type { EnsembleOptions, PeerEnsemble, Software } from './ensemble.js';

const MAIN = fileURLToPath(new URL('../../impl/main.ts', import.meta.url));

export const ZABKEEPER: Software = {
  name: 'Zabkeeper',
  outsideConfig: new Set(),
  command: (configFile) => [process.execPath, '--import', 'tsx', MAIN, 'server', configFile],
};

export function startZabkeeperEnsemble(options: EnsembleOptions = {}): Promise<PeerEnsemble> {
  return startEnsemble(ZABKEEPER, options);
}
