/** `--record`, as a user types it: the servers of an ensemble leave a trace each, and go on in it when they start again. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { document, run } from '../../../cli/ensemble-run.js';
import { contentOf, inFolder } from './files.js';

const FAST = ['--set', 'preAllocSize=64', '--set', 'tickTime=500', '--json'];

test('ensemble --record: a file for each server, in processes of their own or not', { timeout: 120_000 }, async () => {
  await inFolder(async (path) => {
    const traces = path('traces/deeper');
    for (const words of [['--record-gzip'], ['--in-process', '--record-gzip']]) {
      const running = run(
        'ensemble',
        '--data',
        path('data'),
        '--nodes',
        '2',
        '--observers',
        '1',
        '--record',
        traces,
        ...FAST,
        ...words,
      );
      await document(running);
      running.child.kill('SIGINT');
      assert.deepEqual(await running.ended, { code: 0, signal: null });
    }
    const names = readdirSync(traces);
    assert.deepEqual(names.toSorted(), ['server-1.trace.ndjson.gz', 'server-2.trace.ndjson.gz', 'server-3.trace.ndjson.gz']);
    for (const name of names) {
      const { events, end } = await contentOf(`${traces}/${name}`);
      assert.equal(end, null);
      const kinds = events.map(({ t }) => t);
      assert.deepEqual(
        kinds.filter((t) => t === 'trace' || t === 'recovered' || t === 'stop'),
        ['trace', 'recovered', 'stop', 'trace', 'recovered', 'stop'],
      );
      for (const event of events) {
        if (event.t !== 'trace') continue;
        const { version, server, voters, observers, protocol } = event;
        assert.deepEqual(
          { version, server, voters, observers, protocol },
          { version: 1, server: Number(name[7]), voters: [1, 2], observers: [3], protocol: 'zab' },
        );
      }
    }
  });
});

test(
  'server --record: one that stands alone is its own voter; a file that is something else is refused',
  { timeout: 60_000 },
  async () => {
    await inFolder(async (path) => {
      const running = run('ensemble', '--data', path('data'), '--nodes', '1', '--record', path('traces'), ...FAST);
      await document(running);
      running.child.kill('SIGINT');
      await running.ended;
      const { events } = await contentOf(path('traces/server-1.trace.ndjson'));
      assert.deepEqual(events[0]?.t === 'trace' ? [events[0].voters, events[0].observers] : null, [[1], []]);
      const config = path('data/server-1/zoo.cfg');
      const refused = run('server', config, '--record', config);
      assert.deepEqual(await refused.ended, { code: 1, signal: null });
      assert.match(refused.stdout(), /ZAB-T006/);
    });
  },
);
