/**
 * What is compared: Apache's servers as the reference, ours as the subject, both started alike.
 *
 * `COMPAT_SUBJECT=apache` compares Apache with itself: what differs then is a fault of the comparison, not of a server.
 */
import { startApacheEnsemble } from '../peers/apache.js';
import type { EnsembleOptions, PeerEnsemble } from '../peers/ensemble.js';
import { startZabkeeperEnsemble } from '../peers/zabkeeper.js';
import { SUPER_DIGEST } from './stage.js';

/** The subject is ours, and may differ where `differences.ts` says so. */
export const IS_OURS = process.env['COMPAT_SUBJECT'] !== 'apache';

export interface Pair {
  readonly reference: PeerEnsemble;
  readonly subject: PeerEnsemble;
  close(): Promise<void>;
}

export async function startPair(options: EnsembleOptions): Promise<Pair> {
  const both = { ...options, properties: { ...SUPER_DIGEST, ...options.properties } };
  const reference = await startApacheEnsemble(both);
  try {
    const subject = await (IS_OURS ? startZabkeeperEnsemble : startApacheEnsemble)(both);
    return {
      reference,
      subject,
      close: async () => {
        await Promise.all([reference.close(), subject.close()]);
      },
    };
  } catch (error) {
    await reference.close();
    throw error;
  }
}
