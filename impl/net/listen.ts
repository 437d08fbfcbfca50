/** Listening on a port that may be taken for a while, as by this server's own predecessor (`QuorumCnxManager.ListenerHandler`). */
import type { Server } from 'node:net';
import type { HostPort } from '#impl/wire/host-port.js';
import { netError } from './errors.js';
import type { NetError } from './errors.js';
import { logError } from './log.js';
import type { Log } from './log.js';

const RETRY_MS = 1000;

export interface ListenOptions {
  /** How often to try, a second apart; 0: without end. */
  readonly tries: number;
  /** Ends the waiting, not the listening. */
  readonly signal?: AbortSignal;
  readonly log: Log;
}

export type Listening = { readonly ok: true; readonly address: HostPort } | { readonly ok: false; readonly error: NetError };

/** Port 0: one of the system's choice, as `address` then says. */
export async function listen(server: Server, at: HostPort, { tries, signal, log }: ListenOptions): Promise<Listening> {
  for (let tried = 1; ; tried++) {
    const problem = await tryListen(server, at);
    if (problem === null) return { ok: true, address: addressOf(server, at) };
    const error = netError('ZAB-N001', problem.message);
    if (tried === tries) return { ok: false, error };
    logError(log, 'warn', error, { tried, tries });
    await pause(signal);
    if (signal?.aborted === true) return { ok: false, error: netError('ZAB-N002', problem.message) };
  }
}

function tryListen(server: Server, { host, port }: HostPort): Promise<Error | null> {
  return new Promise((done) => {
    const failed = (error: Error): void => {
      server.off('listening', listening);
      done(error);
    };
    const listening = (): void => {
      server.off('error', failed);
      done(null);
    };
    server.once('error', failed);
    server.once('listening', listening);
    server.listen({ host, port });
  });
}

function pause(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted === true) return Promise.resolve();
  return new Promise((done) => {
    const over = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', over);
      done();
    };
    const timer = setTimeout(over, RETRY_MS);
    signal?.addEventListener('abort', over);
  });
}

function addressOf(server: Server, at: HostPort): HostPort {
  const bound = server.address();
  return bound === null || typeof bound === 'string' ? at : { host: bound.address, port: bound.port };
}
