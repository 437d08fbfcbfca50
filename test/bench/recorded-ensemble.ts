/** Three real servers in this process, their disks in a temporary folder, with or without recorders of what they do. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { configOf } from '#impl/config/read.js';
import type { RunningServer } from '#impl/server/running-server.js';
import { startServer } from '#impl/server/server.js';
import { COUNTER_LIMIT } from '#spec/model/zxid.js';
import { zab } from '#spec/protocols/zab.js';
import { openRecorder } from '#traces/record/recorder.js';
import type { TraceRecorder } from '#traces/record/recorder.js';
import { HOST } from '../peers/ports.js';
import { serverPorts } from '../peers/server-ports.js';

const VOTERS = [1, 2, 3];

const KEYS: Readonly<Record<string, string>> = {
  tickTime: '500',
  // Everything runs in one thread, on a machine that may be busy.
  initLimit: '100',
  syncLimit: '50',
  maxSessionTimeout: '60000',
  clientPort: '0',
  clientPortAddress: HOST,
  maxClientCnxns: '0',
  'admin.enableServer': 'false',
};

export interface RecordedEnsemble {
  readonly servers: readonly RunningServer[];
  /** By server, from 1; none where nothing is recorded. */
  readonly traces: readonly string[];
  /** Of clients. */
  readonly ports: () => readonly number[];
  /** Stops servers and recorders; `remove` is still to be called. */
  readonly close: () => Promise<void>;
  readonly remove: () => void;
}

/** `suffix`: of the names of trace files; null: nothing is recorded. `below`: a folder for the traces. Resolves when all serve. */
export async function startRecordedEnsemble(
  suffix: '.ndjson' | '.ndjson.gz' | null,
  below = tmpdir(),
): Promise<RecordedEnsemble> {
  const root = mkdtempSync(join(tmpdir(), 'zabkeeper-recorded-'));
  const folder = mkdtempSync(join(below, 'zabkeeper-traces-'));
  const free = await serverPorts(2 * VOTERS.length);
  const lines = VOTERS.map((id) => [`server.${id}`, `${HOST}:${free[2 * id - 2] ?? 0}:${free[2 * id - 1] ?? 0}`] as const);
  const traces = suffix === null ? [] : VOTERS.map((id) => join(folder, `server-${id}${suffix}`));
  const recorders = traces.map((file, index) => recorderFor(file, index + 1));
  const servers = await Promise.all(
    VOTERS.map(async (id) => {
      const configured = configOf([...Object.entries(KEYS), ...lines, ['dataDir', join(root, `server-${id}`)]], id);
      assert(configured.ok, 'the configuration is fine');
      const recorder = recorders[id - 1];
      const log = pino({ level: 'fatal' });
      const started = await startServer(configured.config, log, recorder === undefined ? {} : { recorder });
      assert(started.ok, started.ok ? '' : started.error.message);
      return started.server;
    }),
  );
  await Promise.all(servers.map(({ serving }) => serving));
  return {
    servers,
    traces,
    ports: () => servers.map(({ clientAddress }) => clientAddress?.port ?? 0),
    close: async () => {
      await Promise.all(servers.map((server) => server.close()));
      await Promise.all(recorders.map((recorder) => recorder.stop(true)));
    },
    remove: () => {
      for (const each of [root, folder]) rmSync(each, { recursive: true, force: true });
    },
  };
}

function recorderFor(file: string, server: number): TraceRecorder {
  const opened = openRecorder({
    file,
    header: { server, voters: VOTERS, observers: [], counterLimit: COUNTER_LIMIT, protocol: zab.id },
    failed: ({ message }) => {
      assert.fail(message);
    },
  });
  assert(opened.ok, opened.ok ? '' : opened.error.message);
  return opened.recorder;
}
