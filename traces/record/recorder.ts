/**
 * Writes down what a server does, at its boundaries, while it runs: a line of `traces/format` for each thing that happens, into one file
 * for each server. A server that starts again goes on in the same file with a new header.
 */
import type { Zxid } from '#spec/model/zxid.js';
import type { TraceError } from '#traces/format/errors.js';
import type { HeaderEvent, TraceEvent, WriteEvent } from '#traces/format/event.js';
import { StateDigester } from '#traces/format/digest.js';
import { ValueHasher } from '#traces/format/hash.js';
import { ClientLines } from '#traces/format/client-lines.js';
import { Lines } from '#traces/format/lines.js';
import { toTraceZxid } from '#traces/format/translate.js';
import { openBatchFile } from './batch-file.js';
import type { ClientHooks, RecordedWrite, RecorderHooks } from './hooks.js';

export interface TraceRecorder extends RecorderHooks {
  /** Call it when the server has ended; `orderly`: since it was asked to, with all its writes done. Everything is in the file then. */
  readonly stop: (orderly: boolean) => Promise<void>;
}

export interface RecorderOptions {
  /** Compressed where it ends in `.gz`. Where there is a trace, this run goes behind it. */
  readonly file: string;
  readonly header: Omit<HeaderEvent, 't' | 'version' | 'run'>;
  /** Told once, when the file cannot be written any more. The server goes on, its trace ends. */
  readonly failed: (error: TraceError) => void;
}

export type OpenedRecorder =
  { readonly ok: true; readonly recorder: TraceRecorder } | { readonly ok: false; readonly error: TraceError };

export function openRecorder({ file: path, header, failed }: RecorderOptions): OpenedRecorder {
  const opened = openBatchFile(path, failed);
  if (!opened.ok) return opened;
  const { file } = opened;
  const values = new ValueHasher();
  const lines = new Lines(file.waiting, values);
  const event = (told: TraceEvent): void => {
    lines.event(told);
    file.added();
  };
  event({ t: 'trace', version: 1, run: `${Date.now()}-${process.pid}`, ...header });
  const stop = async (orderly: boolean): Promise<void> => {
    if (orderly) event({ t: 'stop' });
    await file.close();
  };
  const added = (): void => {
    file.added();
  };
  let clients = 0;
  const clientOpened = (sessionId: bigint, seen: Zxid): ClientHooks => {
    const client = new ClientLines(file.waiting, ++clients);
    client.opened(sessionId, seen);
    added();
    return clientHooks(client, added);
  };
  return { ok: true, recorder: { ...boundaryHooks(lines, added), ...insideHooks(lines, values, added), clientOpened, stop } };
}

/** One client's socket. */
function clientHooks(lines: ClientLines, added: () => void): ClientHooks {
  return {
    requested: (xid, op) => {
      lines.request(xid, op);
      added();
    },
    replied: (xid, zxid, err) => {
      lines.reply(xid, zxid, err);
      added();
    },
    told: (type, path, zxid) => {
      lines.watchEvent(type, path, zxid);
      added();
    },
    closed: () => {
      lines.closed();
      added();
    },
  };
}

/** Sockets. */
function boundaryHooks(
  lines: Lines,
  added: () => void,
): Pick<RecorderHooks, 'opened' | 'closed' | 'received' | 'sent' | 'notified' | 'notifies'> {
  return {
    opened: (peer, channel) => {
      lines.opened(peer, channel);
      added();
    },
    closed: (peer, channel) => {
      lines.closed(peer, channel);
      added();
    },
    received: (from, channel, index, message) => {
      lines.packet('in', from, channel, index, message);
      added();
    },
    sent: (to, channel, index, message) => {
      lines.packet('out', to, channel, index, message);
      added();
    },
    notified: (from, notification) => {
      lines.mail('mail-in', from, notification);
      added();
    },
    notifies: (to, notification) => {
      lines.mail('mail-out', to, notification);
      added();
    },
  };
}

/** The disk, the actions taken, and what clients may read. */
function insideHooks(
  lines: Lines,
  values: ValueHasher,
  added: () => void,
): Pick<RecorderHooks, 'recovered' | 'stepped' | 'issued' | 'durable' | 'delivered'> {
  const states = new StateDigester(values);
  return {
    recovered: ({ acceptedEpoch, currentEpoch, snapshotZxid, history }) => {
      const [covered, base] = [toTraceZxid(snapshotZxid), toTraceZxid(history.base)];
      const entries = history.length;
      lines.event({ t: 'recovered', acceptedEpoch, currentEpoch, snapshotZxid: covered, base, entries });
      for (let at = 0; at < entries; at++) {
        const { zxid, value } = history.at(at);
        lines.entry(zxid, value);
        added();
      }
      added();
    },
    stepped: (action, input, _before, after) => {
      states.update(after);
      lines.step(action, input, states.a, states.b);
      added();
    },
    issued: (write, count) => {
      if (write.kind === 'append') lines.append(count, write.entries);
      else lines.event({ t: 'write', n: count, write: toldOf(write) });
      added();
    },
    durable: (count) => {
      lines.durable(count);
      added();
    },
    delivered: (to) => {
      lines.delivered(to);
      added();
    },
  };
}

function toldOf(write: Exclude<RecordedWrite, { readonly kind: 'append' }>): WriteEvent['write'] {
  switch (write.kind) {
    case 'truncate':
      return { kind: 'truncate', zxid: toTraceZxid(write.zxid) };
    case 'replace':
    case 'snapshot':
      return { kind: write.kind, zxid: toTraceZxid(write.snapshot.zxid) };
    case 'roll':
      return { kind: 'roll' };
    case 'acceptedEpoch':
    case 'currentEpoch':
      return { kind: write.kind, epoch: write.epoch };
  }
}
