/** Recorders for servers that a command starts. What a recorder is, only `impl/main.ts` knows. */
import type { Logger } from 'pino';
import type { ServerConfig } from '#impl/config/server-config.js';
import type { ServerRecorder } from '#impl/server/server-recorder.js';
import { COUNTER_LIMIT } from '#spec/model/zxid.js';
import { zab } from '#spec/protocols/zab.js';

export interface Recorder extends ServerRecorder {
  /** When the server has ended; `orderly`: since it was asked to, with all its writes done. */
  readonly stop: (orderly: boolean) => Promise<void>;
}

export interface RecordingError {
  readonly code: string;
  readonly message: string;
}

export interface RecordingRequest {
  /** Compressed where it ends in `.gz`. */
  readonly file: string;
  /** Who is recorded, and of which ensemble. */
  readonly header: {
    readonly server: number;
    readonly voters: readonly number[];
    readonly observers: readonly number[];
    readonly counterLimit: number;
    readonly protocol: string;
  };
  /** The file cannot be written any more. */
  readonly failed: (error: RecordingError) => void;
}

/** Opens the file. */
export type OpenRecorder = (
  request: RecordingRequest,
) => { readonly ok: true; readonly recorder: Recorder } | { readonly ok: false; readonly error: RecordingError };

/** Null where the file cannot be opened, which the log says. */
export function recorderFor(open: OpenRecorder, file: string, config: ServerConfig, log: Logger): Recorder | null {
  const opened = open({
    file,
    header: headerOf(config),
    failed: ({ code, message }) => {
      log.error({ code, file }, message);
    },
  });
  if (opened.ok) return opened.recorder;
  log.fatal({ code: opened.error.code, file }, opened.error.message);
  return null;
}

function headerOf({ serverId, servers }: ServerConfig): RecordingRequest['header'] {
  const withRole = (role: 'participant' | 'observer'): readonly number[] =>
    servers.filter((server) => server.role === role).map(({ id }) => id);
  return {
    server: serverId,
    voters: servers.length === 0 ? [serverId] : withRole('participant'),
    observers: withRole('observer'),
    counterLimit: COUNTER_LIMIT,
    protocol: zab.id,
  };
}
