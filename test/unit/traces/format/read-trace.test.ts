/** Traces are read to their end, or to where they cannot be trusted any more, in memory that does not grow. */
import assert from 'node:assert/strict';
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { test } from 'node:test';
import { createGzip, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { encodeEvent } from '#traces/format/encode.js';
import type { TraceEvent } from '#traces/format/event.js';
import { readTrace } from '#traces/format/read-trace.js';
import { contentOf, inFolder } from '../record/files.js';
import { events } from './arbitraries.js';

function write(file: string, text: string): void {
  writeFileSync(file, file.endsWith('.gz') ? gzipSync(text) : text);
}

test('read: plain or compressed, as the name says, what was written comes back', async () => {
  await inFolder(async (path) => {
    await fc.assert(
      fc.asyncProperty(fc.array(events, { maxLength: 20 }), fc.constantFrom('a.ndjson', 'a.ndjson.gz'), async (written, name) => {
        write(path(name), written.map(encodeEvent).join(''));
        assert.deepEqual(await contentOf(path(name)), { events: JSON.parse(JSON.stringify(written)) as TraceEvent[], end: null });
      }),
    );
  });
});

test('read: a last line without its end is torn, wherever it ends; one in the middle is an error', async () => {
  const line = encodeEvent({ t: 'durable', n: 12 });
  await inFolder(async (path) => {
    for (const name of ['a.ndjson', 'a.ndjson.gz']) {
      for (let length = 1; length < line.length; length++) {
        write(path(name), line + line.slice(0, length));
        assert.deepEqual(await contentOf(path(name)), { events: [{ t: 'durable', n: 12 }], end: { kind: 'torn', line: 2 } });
      }
      write(path(name), `${line + line.slice(0, -3)}\n${line}`);
      const { events: read, end } = await contentOf(path(name));
      assert.equal(read.length, 1);
      assert.deepEqual(end, {
        kind: 'error',
        line: 2,
        error: { code: 'ZAB-T001', message: 'events/2: expected a line of JSON' },
      });
    }
  });
});

test('read: a line that is no event ends it, with its number', async () => {
  await inFolder(async (path) => {
    write(path('a.ndjson'), `{"t":"stop"}\n{"t":"stop"}\n{"t":"durable","n":-1}\n{"t":"stop"}\n`);
    const { events: read, end } = await contentOf(path('a.ndjson'));
    assert.equal(read.length, 2);
    assert.equal(end?.kind === 'error' ? end.error.message : '', 'events/3/n: expected a whole number, not below 0');
  });
});

test('read: a file that is not there, or not compressed as its name says, is an error and no more', async () => {
  await inFolder(async (path) => {
    const missing = await contentOf(path('missing.ndjson'));
    assert.equal(missing.end?.kind === 'error' ? missing.end.error.code : '', 'ZAB-T003');
    const missingToo = await contentOf(path('missing.ndjson.gz'));
    assert.equal(missingToo.end?.kind === 'error' ? missingToo.end.error.code : '', 'ZAB-T003');
    writeFileSync(path('plain.gz'), '{"t":"stop"}\n');
    const plain = await contentOf(path('plain.gz'));
    assert.equal(plain.end?.kind === 'error' ? plain.end.error.code : '', 'ZAB-T004');
    const damaged = gzipSync(encodeEvent({ t: 'stop' }).repeat(1000));
    damaged[damaged.length >> 1] = (damaged[damaged.length >> 1] as number) ^ 0xff;
    writeFileSync(path('damaged.gz'), damaged);
    const { end } = await contentOf(path('damaged.gz'));
    assert.equal(end?.kind, 'error');
  });
});

test('read: memory does not grow with the file, and a reader may leave early', async () => {
  const line = encodeEvent({ t: 'entry', zxid: [1, 1], hash: '0123456789abcdef' });
  const lines = 400_000;
  await inFolder(async (path) => {
    const gzip = createGzip({ level: 1 });
    const done = finished(gzip.pipe(createWriteStream(path('long.gz'))));
    for (let at = 0; at < lines; at += 1000) if (!gzip.write(line.repeat(1000))) await once(gzip, 'drain');
    gzip.end();
    await done;
    let count = 0;
    let most = 0;
    const before = process.memoryUsage().rss;
    for await (const reading of readTrace(path('long.gz'))) {
      assert.equal(reading.kind, 'event');
      count += 1;
      if (count % 10_000 === 0) most = Math.max(most, process.memoryUsage().rss - before);
    }
    assert.equal(count, lines);
    // The file has 25 megabytes of text, which as objects are ten times as much.
    assert(most < 120 * 2 ** 20, `${most} bytes more`);
    for await (const reading of readTrace(path('long.gz'))) {
      assert.equal(reading.line, 1);
      break;
    }
  });
});
