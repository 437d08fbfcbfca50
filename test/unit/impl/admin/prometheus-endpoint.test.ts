import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PrometheusEndpoint } from '#impl/admin/prometheus-endpoint.js';
import { readPrometheus } from '../metrics/read-prometheus.js';
import { fixture } from './fixture.js';
import type { FixtureOptions } from './fixture.js';
import { get, serving } from './http.js';

function endpointOf(options: FixtureOptions, exportJvmInfo = false): PrometheusEndpoint {
  return new PrometheusEndpoint(fixture(options).view, { exportJvmInfo, onDefect: (error) => assert.fail(String(error)) });
}

test('prometheus endpoint: gauges of the server beside counters and summaries', async () => {
  await serving(endpointOf({ mode: 'leader' }), async (address) => {
    const { status, type, body } = await get(address, '/metrics');
    assert.deepEqual([status, type], [200, 'text/plain; version=0.0.4; charset=utf-8']);
    const { types, values } = readPrometheus(body);
    const expected = {
      znode_count: 11,
      avg_latency: 0.6667,
      num_alive_connections: 2,
      synced_observers: 1,
      quorum_size: 2,
      'quota_count_limit_per_namespace{key="app"}': 5,
      readlatency_count: 2,
      connection_rejected: 0,
    };
    for (const [name, value] of Object.entries(expected)) assert.equal(values.get(name), value, name);
    assert.deepEqual([types.get('packets_received'), types.get('connection_rejected')], ['gauge', 'counter']);
    assert.ok(!body.includes('process_cpu'), 'Node’s own metrics were not asked for');
  });
});

test('prometheus endpoint: answers while nobody is served, without what cannot be seen', async () => {
  await serving(endpointOf({ mode: null }), async (address) => {
    const { values } = readPrometheus((await get(address, '/metrics')).body);
    assert.equal(values.get('quorum_size'), 2);
    assert.equal(values.get('looking_count'), 0);
    for (const name of ['znode_count', 'outstanding_requests', 'uptime', 'learners']) assert.ok(!values.has(name), name);
  });
});

test('prometheus endpoint: Node’s own metrics, in every endpoint of the process', async () => {
  for (let round = 0; round < 2; round++) {
    await serving(endpointOf({}, true), async (address) => {
      const { values } = readPrometheus((await get(address, '/metrics')).body);
      assert.ok((values.get('process_resident_memory_bytes') ?? 0) > 0);
      assert.equal(values.get('znode_count'), 11);
    });
  }
});

test('prometheus endpoint: other paths and methods', async () => {
  await serving(endpointOf({}), async (address) => {
    for (const path of ['/', '/metrics/', '/commands']) assert.equal((await get(address, path)).status, 404);
    assert.equal((await get(address, '/metrics', 'POST')).status, 405);
    const head = await get(address, '/metrics', 'HEAD');
    assert.deepEqual([head.status, head.body], [200, '']);
  });
});
