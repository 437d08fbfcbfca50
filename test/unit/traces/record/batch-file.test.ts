/** Lines on their way to the file: none is lost, memory is bounded, and a process that is killed leaves whole lines. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { setTimeout as pause } from 'node:timers/promises';
import { encodeEvent } from '#traces/format/encode.js';
import type { TraceError } from '#traces/format/errors.js';
import { openBatchFile } from '#traces/record/batch-file.js';
import type { BatchFile } from '#traces/record/batch-file.js';
import { contentOf, inFolder, SUFFIXES } from './files.js';
import { until } from '../../../reality/until.js';

const MEGABYTE = 1 << 20;

/** What the first batch of `endless-writer.ts` is at most, as in `batch-file.ts`; compressed, a tenth of it. */
const FIRST_BATCH_BYTES = { '.ndjson': 0x8_0000, '.ndjson.gz': 0x2_0000 };

/** Of `endless-writer.ts`, in one go: its first batch has no fewer. */
const LINES_A_TURN = 1000;

const HEADER = encodeEvent({
  t: 'trace',
  version: 1,
  run: '1-1',
  server: 1,
  voters: [1],
  observers: [],
  counterLimit: 1,
  protocol: 'zab',
});

function unexpected({ message }: TraceError): void {
  assert.fail(message);
}

function opened(path: string, failed = unexpected): BatchFile {
  const result = openBatchFile(path, failed);
  assert(result.ok, result.ok ? '' : result.error.message);
  return result.file;
}

function add(file: BatchFile, text: string): void {
  file.waiting.text(text);
  file.added();
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function textIn(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
}

for (const suffix of SUFFIXES) {
  test(`file ${suffix}: lines in small and large batches, over turns, in their order`, async () => {
    await inFolder(async (path) => {
      const file = opened(path(suffix));
      let expected = '';
      for (let round = 0; round < 40; round++) {
        for (let line = 0; line < round * round; line++) {
          const text = `{"round":${round},"line":${line},"rest":"${'x'.repeat(line % 700)}"}\n`;
          add(file, text);
          expected += text;
        }
        await pause(round % 7);
      }
      await file.close();
      assert.equal(textIn(path(suffix)) === expected, true, 'what was added is there');
    });
  });

  test(`file ${suffix}: who writes faster than the file within one turn waits for it`, async () => {
    await inFolder(async (path) => {
      const file = opened(path(suffix));
      const line = (n: number): string => `${n} ${String(Math.sin(n)).repeat(20)}\n`;
      let expected = '';
      let waitingMost = 0;
      for (let n = 0; expected.length < 30 * MEGABYTE; n++) {
        add(file, line(n));
        expected += line(n);
        waitingMost = Math.max(waitingMost, file.waiting.length);
      }
      assert(waitingMost < 9 * MEGABYTE, `${waitingMost} bytes waited`);
      const before = textIn(path(suffix));
      assert(before.length > 20 * MEGABYTE && expected.startsWith(before), 'it has been written, in order, without any turn');
      await file.close();
      assert.equal(textIn(path(suffix)) === expected, true, 'what was added is there');
    });
  });

  test(`file ${suffix}: cut at any byte, it is read up to there, and the next run goes on behind the last whole line`, async () => {
    await inFolder(async (path) => {
      const whole = path(`whole${suffix}`);
      const cut = path(`cut${suffix}`);
      for (let run = 0; run < 3; run++) {
        const file = opened(whole);
        add(file, HEADER);
        for (let n = 1; n < 4; n++) add(file, encodeEvent({ t: 'durable', n }));
        await file.close();
      }
      const all = (await contentOf(whole)).events;
      assert.equal(all.length, 12);
      for (let size = statSync(whole).size; size >= 0; size--) {
        copyFileSync(whole, cut);
        truncateSync(cut, size);
        const torn = await contentOf(cut);
        assert(torn.end === null || torn.end.kind === 'torn', `cut at ${size}: ${JSON.stringify(torn.end)}`);
        assert.deepEqual(torn.events, all.slice(0, torn.events.length));
        const file = opened(cut);
        add(file, HEADER);
        await file.close();
        const { events, end } = await contentOf(cut);
        assert.equal(end, null, `cut at ${size}`);
        assert.deepEqual(events.slice(0, -1), all.slice(0, events.length - 1));
        assert.deepEqual(events.at(-1), all[0]);
        // Of what is compressed, a batch may be readable in part; it is given up as a whole.
        if (suffix === '.ndjson') assert.equal(events.length - 1, torn.events.length);
      }
    });
  });

  test(`file ${suffix}: nothing is left of a torn end that is longer than what is written over it`, async () => {
    await inFolder(async (path) => {
      const name = path(suffix);
      const long = opened(name);
      add(long, HEADER);
      await long.close();
      const whole = sizeOf(name);
      const more = opened(name);
      add(more, `{"t":"durable","n":${'1'.repeat(1000)}}\n`);
      await more.close();
      truncateSync(name, sizeOf(name) - 1);
      const next = opened(name);
      assert.equal(sizeOf(name), whole);
      await next.close();
    });
  });

  test(`file ${suffix}: killed again and again, the trace is whole but for its end`, { timeout: 120_000 }, async () => {
    await inFolder(async (path) => {
      const file = path(suffix);
      let before = 0;
      for (let run = 0; run < 3; run++) {
        const size = sizeOf(file);
        const writer = new URL('./endless-writer.ts', import.meta.url).pathname;
        const child = spawn(process.execPath, ['--import', 'tsx', writer, file], { stdio: ['ignore', 'inherit', 'inherit'] });
        await until('the first batch is in the file', () =>
          sizeOf(file) > size + FIRST_BATCH_BYTES[suffix] + run * 12_345 ? true : null,
        );
        child.kill('SIGKILL');
        await once(child, 'exit');
        const { events, end } = await contentOf(file);
        assert(end === null || end.kind === 'torn', JSON.stringify(end));
        const headers = events.filter(({ t }) => t === 'trace').length;
        assert.equal(headers, run + 1);
        assert(events.length > before + LINES_A_TURN, `${events.length - before} events`);
        before = events.length;
        let expected = 0;
        for (const event of events) {
          expected = event.t === 'trace' ? 0 : expected + 1;
          if (event.t === 'durable') assert.equal(event.n, expected);
        }
      }
    });
  });
}

test('file: something else is left as it is', async () => {
  await inFolder((path) => {
    for (const [name, text] of [
      ['zoo.cfg', 'tickTime=2000\ndataDir=/d'],
      ['torn.cfg', 'tick'],
      ['foreign.gz', 'this is not compressed at all, and long enough'],
    ] as const) {
      writeFileSync(path(name), text);
      const result = openBatchFile(path(name), unexpected);
      assert.equal(result.ok ? '' : result.error.code, 'ZAB-T006', name);
      assert.equal(readFileSync(path(name), 'utf8'), text);
    }
    return Promise.resolve();
  });
});

test('file: a folder that is not there is an error, a disk that is full is told once', async () => {
  await inFolder(async (path) => {
    const nowhere = openBatchFile(path('missing/file.ndjson'), unexpected);
    assert.equal(nowhere.ok ? '' : nowhere.error.code, 'ZAB-T005');
    // Found by the batch under way; by who writes faster, while one is under way; by who closes it then.
    for (const [first, second] of [
      [1000, 0],
      [1000, 30_000],
      [30_000, 30_000],
      [1, 0],
    ] as const) {
      const told: TraceError[] = [];
      const full = opened('/dev/full', (error) => told.push(error));
      for (let n = 0; n < first; n++) add(full, `${'x'.repeat(1000)}\n`);
      if (second > 0) await pause(30);
      for (let n = 0; n < second; n++) add(full, `${'x'.repeat(1000)}\n`);
      await full.close();
      assert.equal(full.waiting.length, 0);
      assert.deepEqual(
        told.map(({ code }) => code),
        ['ZAB-T005'],
        `${first} lines, then ${second}`,
      );
      assert.match(told[0]?.message ?? '', /ENOSPC/);
    }
  });
});
