/** The admin server, and the metrics endpoint, under bytes that are no HTTP, and under HTTP that is no request of an operator’s. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { within } from '../guarantees/within.js';
import { startInProcess } from '../guarantees/in-process.js';
import { mutated } from './bytes.js';
import { assertServes } from './canary.js';
import { RawSocket } from './raw-socket.js';

const ensemble = await startInProcess({
  servers: 1,
  properties: {
    'admin.enableServer': 'true',
    'admin.serverAddress': '127.0.0.1',
    'admin.serverPort': '0',
    'metricsProvider.className': 'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider',
    'metricsProvider.httpHost': '127.0.0.1',
    'metricsProvider.httpPort': '0',
  },
});
after(() => ensemble.close());

const port = ensemble.leader.server.adminAddress?.port ?? 0;
const metricsPort = ensemble.leader.server.metricsAddress?.port ?? 0;

/** All ports answer. */
async function assertAnswers(): Promise<void> {
  const metrics = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
  assert.match(await metrics.text(), /^znode_count /m);
  const response = await fetch(`http://127.0.0.1:${port}/commands/ruok`);
  assert.deepEqual(await response.json(), { command: 'ruok', error: null });
  await assertServes(ensemble);
}

async function assault(bytes: Uint8Array, at = port): Promise<RawSocket> {
  const raw = await RawSocket.open(at);
  raw.send(bytes);
  raw.socket.end();
  await within(15_000, 'the server closes behind who has ended', raw.closed);
  return raw;
}

const request = (line: string, ...headers: readonly string[]): Uint8Array =>
  Buffer.from([line, 'Host: x', ...headers, '', ''].join('\r\n'));

test('any bytes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await assault(bytes);
      await assault(bytes, metricsPort);
    }),
    { numRuns: 100, endOnFailure: true },
  );
  await assertAnswers();
});

test('requests with a few things wrong', async () => {
  const names = [
    'ruok',
    'stats',
    'monitor',
    'configuration',
    'connections',
    'dump',
    'watches',
    'environment',
    'snapshot',
    'restore',
  ];
  const valid = [
    ...names.map((name) => request(`GET /commands/${name} HTTP/1.1`)),
    request('HEAD /commands HTTP/1.1'),
    request('POST /commands/restore HTTP/1.1', 'Content-Length: 4'),
    request('GET /commands/set_trace_mask?traceMask=5&traceMask=x HTTP/1.1', 'Authorization: digest a:b'),
    request('GET http://other/commands/ruok HTTP/1.1', 'Transfer-Encoding: chunked', 'Content-Length: 5'),
  ];
  await fc.assert(
    fc.asyncProperty(mutated(valid), async (bytes) => {
      await assault(bytes);
    }),
    { numRuns: 150, endOnFailure: true },
  );
  await assertAnswers();
});

test('lines, headers and bodies without end', async () => {
  for (const bytes of [
    request(`GET /commands/${'x'.repeat(100_000)} HTTP/1.1`),
    request('GET /commands/ruok HTTP/1.1', `X: ${'y'.repeat(100_000)}`),
    request('GET /commands/ruok HTTP/1.1', ...Array.from({ length: 5000 }, (_, index) => `X${index}: y`)),
  ]) {
    const raw = await assault(bytes);
    assert.ok(raw.bytesReceived < 1000, 'it is told off in a few words');
  }
  const body = await RawSocket.open(port);
  body.send(request('POST /commands/snapshot HTTP/1.1', 'Content-Length: 1000000000'));
  for (let count = 0; count < 100 && !body.isOver; count++) await body.sendAll(new Uint8Array(100_000));
  await within(15_000, 'a body is not read', body.closed);
  await assertAnswers();
});

test('paths that try to leave, and names that are none', async () => {
  for (const path of [
    '/commands/../../etc/passwd',
    '/commands/%2e%2e/x',
    '/',
    '//',
    '/commands/ruok%00',
    '/commands/__proto__',
    '/commands/constructor',
  ]) {
    const raw = await RawSocket.open(port);
    raw.send(request(`GET ${path} HTTP/1.1`, 'Connection: close'));
    await within(5_000, `${path} is answered`, raw.closed);
    assert.ok(raw.bytesReceived > 0 && raw.bytesReceived < 2000, path);
  }
  await assertAnswers();
});
