/** A foreign client's session: the same steps on Apache's servers and on ours. */
import type { EnsembleOptions } from '../peers/ensemble.js';
import { assertSame } from './same.js';
import { startPair } from './subjects.js';

export const SESSION_TIMEOUT_MS = 300_000;

/** The transcripts that `play` answers must be the same. */
export async function assertPlayedAlike(
  play: (connectString: string) => Promise<string>,
  options: EnsembleOptions = {},
): Promise<void> {
  const pair = await startPair({ servers: 3, ...options });
  try {
    const both = [pair.reference, pair.subject].map(({ connectString }) => play(connectString));
    const [theirs = [], ours = []] = (await Promise.all(both)).map((text) => text.split('\n'));
    assertSame(ours, theirs);
  } finally {
    await pair.close();
  }
}
