/** Connecting as real clients do: to any server that takes one, for as long as it takes, and no longer with one that says nothing. */
import { Driver } from '../driver/driver.js';
import { shakeHands } from '../driver/handshake.js';
import type { Handshake, HandshakeOptions } from '../driver/handshake.js';
import { until, within } from './until.js';

/** A stopped server takes the connection, and says nothing. */
const HANDSHAKE_MS = 2000;
const SILENT: Handshake = { outcome: 'closed' };

/** One try. `closed` also stands for a server that is not there, or says nothing for too long. */
export function tryHandshake(options: HandshakeOptions): Promise<Handshake> {
  let isLate = false;
  const shaken = shakeHands(options).then(
    (handshake) => {
      if (isLate && handshake.outcome !== 'closed') handshake.socket.destroy();
      return handshake;
    },
    (error: unknown) => {
      if (error instanceof Error && 'code' in error) return SILENT;
      throw error;
    },
  );
  return within(shaken, HANDSHAKE_MS, () => {
    isLate = true;
    return SILENT;
  });
}

/** A session, new or taken up again; null when it has expired. Tries `nextPort()` until a server answers. */
export async function connectSomewhere(
  nextPort: () => number,
  session: Omit<HandshakeOptions, 'port'> = {},
  deadlineMs?: number,
): Promise<Driver | null> {
  const answer = await until(
    'a server takes the client',
    async () => {
      const handshake = await tryHandshake({ ...session, port: nextPort() });
      return handshake.outcome === 'closed' ? null : handshake;
    },
    deadlineMs,
  );
  if (answer.outcome === 'connected') return Driver.over(answer);
  answer.socket.destroy();
  return null;
}

/** A new session at this server, as soon as it serves. */
export async function connectTo(port: number, timeoutMs?: number): Promise<Driver> {
  const driver = await connectSomewhere(() => port, timeoutMs === undefined ? {} : { timeoutMs });
  if (driver === null) throw new Error('a new session cannot have expired');
  return driver;
}
