/** kazoo and Apache's own client, each a session of every operation, through recording proxies: what they were told passes the checks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startInProcess } from '../guarantees/in-process.js';
import { needs } from '../peers/cache.js';
import type { Found } from '../peers/cache.js';
import { javaSession, playJavaSession } from '../peers/java.js';
import { kazoo, kazooSession } from '../peers/kazoo.js';
import { verdictOf } from '../unit/traces/history/verdicts.js';
import { recordTree } from './final-trees.js';
import { HistoryRecorder } from './history-recorder.js';
import { RecordingProxy } from './recording-proxy.js';

const TIMEOUT_MS = 300_000;

interface Client {
  readonly name: string;
  readonly found: () => Found<unknown>;
  readonly play: (connectString: string) => Promise<string>;
}

const CLIENTS: readonly Client[] = [
  { name: 'kazoo', found: kazoo, play: kazooSession },
  { name: 'java', found: javaSession, play: playJavaSession },
];

for (const { name, found, play } of CLIENTS) {
  test(`${name} through a recording proxy`, { ...needs(found()), timeout: TIMEOUT_MS }, async (context) => {
    const ensemble = await startInProcess();
    const recorder = new HistoryRecorder(name);
    const proxies = await Promise.all(
      ensemble.members.map(({ id, port }) => RecordingProxy.open(recorder, `server-${id}`, port)),
    );
    try {
      await play(proxies.map(({ port }) => `127.0.0.1:${port}`).join(','));
      for (const { id, port } of ensemble.members) await recordTree(recorder, `server-${id}`, port);
    } finally {
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await ensemble.close();
    }
    const verdict = verdictOf(recorder.lines);
    context.diagnostic(`${verdict.operations} operations, ${verdict.events} events, ${JSON.stringify(verdict.strength)}`);
    assert.ok(verdict.operations > 20, `${verdict.operations} operations`);
    assert.deepEqual(
      verdict.violations.map(({ check, words, place }) => `${place.line} ${check.id}: ${words}`),
      [],
    );
  });
}
