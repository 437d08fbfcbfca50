/** A server as those see it who start it: the commands, tests. */
import type { HostPort } from '#impl/wire/host-port.js';

export interface RunningServer {
  /** Where clients connect, once it listens; null: nowhere. */
  readonly clientAddress: HostPort | null;
  readonly adminAddress: HostPort | null;
  readonly metricsAddress: HostPort | null;
  /** As `srvr` says it: leader, follower, observer, standalone; looking in between. */
  readonly mode: string;
  /** Resolves when it first serves clients; never where it ends before. */
  readonly serving: Promise<void>;
  /** Resolves when it has ended: to 0 after `close`, else to an exit code of ZooKeeper's (`ExitCode`). */
  readonly ended: Promise<number>;
  /** Resolves when it has ended; may be called again. */
  close(): Promise<void>;
}

export interface StartError {
  readonly code: string;
  readonly message: string;
  /** ZooKeeper's, as for `ended`. */
  readonly exitCode: number;
}

export type Started = { readonly ok: true; readonly server: RunningServer } | { readonly ok: false; readonly error: StartError };
