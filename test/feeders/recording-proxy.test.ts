/** A client that knows nothing of histories has one: through the proxy. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Driver } from '../driver/driver.js';
import { exchange } from '../driver/socket.js';
import { startInProcess } from '../guarantees/in-process.js';
import { broken, registersOf, verdictOf } from '../unit/traces/history/verdicts.js';
import { recordTree } from './final-trees.js';
import { HistoryRecorder } from './history-recorder.js';
import { RecordingProxy } from './recording-proxy.js';

const ensemble = await startInProcess();
after(() => ensemble.close());

test('what passes is recorded, and passes the checks', async () => {
  const recorder = new HistoryRecorder('proxy test');
  const proxies = await Promise.all(ensemble.members.map(({ id, port }) => RecordingProxy.open(recorder, `server-${id}`, port)));
  const [first, second] = proxies as [RecordingProxy, RecordingProxy];
  const writer = await Driver.connect({ port: first.port });
  await writer.create('/p', { data: 'one' });
  await writer.create('/p/eph', { flags: 1 });
  const reader = await Driver.connect({ port: second.port });
  await reader.sync();
  await reader.getData('/p', true);
  await writer.setData('/p', 'two');
  await writer.request('setData', { path: '/p', data: null, version: 0 });
  await reader.sync();
  assert.equal((await reader.nextEvent()).path, '/p');
  await writer.multi([{ op: 'delete', body: { path: '/p/eph', version: -1 } }]);
  await writer.ping();
  await Promise.all([writer.closeSession(), reader.closeSession()]);
  for (const { id, port } of ensemble.members) await recordTree(recorder, `server-${id}`, port);
  await Promise.all(proxies.map((proxy) => proxy.close()));

  const verdict = verdictOf(recorder.lines);
  assert.deepEqual(broken(verdict), []);
  assert.equal(verdict.connections, 2);
  assert.equal(verdict.operations, 11);
  assert.equal(verdict.events, 1);
  assert.deepEqual(registersOf(recorder.lines).violations, []);
});

test('a four-letter word passes, and is no history', async () => {
  const recorder = new HistoryRecorder('proxy test');
  const proxy = await RecordingProxy.open(recorder, 'server', ensemble.leader.port);
  const answer = await exchange({ port: proxy.port }, new TextEncoder().encode('ruok'));
  assert.equal(new TextDecoder().decode(answer), 'imok');
  assert.equal(recorder.lines.length, 1);
  await proxy.close();
});
