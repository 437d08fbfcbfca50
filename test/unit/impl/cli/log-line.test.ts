/** The log as people read it on a terminal. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readable } from '#impl/cli/log-line.js';

test('log line: time, level, message, and what else there is', () => {
  const line = JSON.stringify({
    level: 'info',
    time: '2026-01-02T03:04:05.678Z',
    server: 2,
    port: 2181,
    at: 'a b',
    msg: 'it listens',
  });
  assert.equal(readable(line), '03:04:05.678 INFO  it listens port=2181 at="a b"\n');
});

test('log line: an error is followed by its stack, indented', () => {
  const line = JSON.stringify({
    level: 'fatal',
    time: '2026-01-02T03:04:05.678Z',
    err: { stack: 'Error: no\n  at x' },
    msg: 'it ends',
  });
  assert.equal(readable(line), '03:04:05.678 FATAL it ends\n    Error: no\n      at x\n');
});

test('log line: what is no document is passed on', () => {
  for (const text of ['plain text\n', '[1]', '3', 'null\n']) assert.equal(readable(text), text);
});

test('log line: one line, whatever the message', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (msg, value) => {
      assert.match(readable(JSON.stringify({ level: 'warn', time: '', msg, value })), /^\P{Cc}*\n$/u);
    }),
  );
});
