/** The text is read back by the rules of Prometheus' format, and says what the samples said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prometheusText } from '#impl/metrics/prometheus.js';
import { Metrics } from '#impl/metrics/server-metrics.js';
import { Summary } from '#impl/metrics/summary.js';
import { readPrometheus } from './read-prometheus.js';

test('prometheus: gauges, counters and summaries under their own names', async () => {
  const metrics = new Metrics();
  metrics.commits.add(12);
  for (const value of [1, 2, 3]) metrics.readLatency.add(value);
  metrics.fsyncTime.add(4);
  metrics.ackLatency.add('2', 8);
  metrics.ackLatency.add('3', 9);
  const { types, values } = readPrometheus(await prometheusText(metrics.samples()));
  assert.deepEqual(
    [types.get('commit_count'), types.get('readlatency'), types.get('ack_latency')],
    ['counter', 'summary', 'summary'],
  );
  const expected = {
    commit_count: 12,
    'readlatency{quantile="0.5"}': 2,
    'readlatency{quantile="0.9"}': 3,
    'readlatency{quantile="0.95"}': 3,
    'readlatency{quantile="0.99"}': 3,
    readlatency_sum: 6,
    readlatency_count: 3,
    'fsynctime{quantile="0.5"}': 4,
    'ack_latency{key="2",quantile="0.5"}': 8,
    'ack_latency_sum{key="2"}': 8,
    'ack_latency_count{key="3"}': 1,
    snapshottime_count: 0,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(values.get(name), value, name);
  assert.ok(!values.has('fsynctime{quantile="0.99"}'), 'a basic summary shows its median only');
  assert.ok(!values.has('snapshottime{quantile="0.5"}'), 'without values there is no median');
});

test('prometheus: members of a set share a name; keys are escaped', async () => {
  const key = 'a"b\\c\nd';
  const gauge = { kind: 'gauge', name: 'quota' } as const;
  const text = await prometheusText([
    { ...gauge, key, value: 1 },
    { ...gauge, key: 'x', value: -1 },
  ]);
  assert.equal(text.match(/^# TYPE quota gauge$/gm)?.length, 1);
  const { values } = readPrometheus(text);
  assert.deepEqual([...values.values()], [1, -1]);
  assert.ok(text.includes('quota{key="a\\"b\\\\c\\nd"} 1'));
});

test('prometheus: what is gone is not shown again', async () => {
  const summary = new Summary('x', 'BASIC');
  assert.ok((await prometheusText([{ kind: 'summary', name: 'x', summary, key: 'old' }])).includes('old'));
  assert.equal((await prometheusText([])).trim(), '');
});
