import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgressWriter, progressText } from '#checker/report/progress.js';

function screen(isTTY: boolean): {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly written: string[];
  readonly write: (text: string) => void;
} {
  const written: string[] = [];
  return { isTTY, columns: 40, written, write: (text) => void written.push(text) };
}

test('progress: on a terminal one line is replaced, cut to its width, and taken away', () => {
  const terminal = screen(true);
  const writer = new ProgressWriter(terminal);
  writer.update('x'.repeat(60));
  writer.update('short');
  writer.clear();
  writer.clear();
  assert.deepEqual(terminal.written, [`\r\u001B[2K${'x'.repeat(39)}`, '\r\u001B[2Kshort', '\r\u001B[2K']);
});

test('progress: elsewhere a line every five seconds', () => {
  const pipe = screen(false);
  let now = 0;
  const writer = new ProgressWriter(pipe, () => now);
  for (now = 0; now <= 11_000; now += 500) writer.update(`at ${String(now)}`);
  assert.deepEqual(pipe.written, ['at 5000\n', 'at 10000\n']);
});

test('progress: rate, queue, depth, memory and the next level are said', () => {
  const progress = {
    distinct: 1_234_567,
    transitions: 1,
    queue: 300_000,
    depth: 9,
    seconds: 3,
    bytes: 125_829_120,
    levelEstimate: 512_345,
  };
  assert.equal(
    progressText('3/8 zab-coarse s1', progress, 12),
    '3/8 zab-coarse s1  depth 9 of 12  1,234,567 states  412k/s  queue 300k  120 MiB  next level about 512k',
  );
});
