/** A process that adds lines to a trace until it is killed. `tsx endless-writer.ts FILE` */
import assert from 'node:assert/strict';
import { encodeEvent } from '#traces/format/encode.js';
import { openBatchFile } from '#traces/record/batch-file.js';

const opened = openBatchFile(process.argv[2] ?? '', ({ message }) => {
  assert.fail(message);
});
assert(opened.ok, opened.ok ? '' : opened.error.message);
const { file } = opened;
file.waiting.text(
  encodeEvent({ t: 'trace', version: 1, run: '1-1', server: 1, voters: [1], observers: [], counterLimit: 1, protocol: 'zab' }),
);
file.added();
let n = 0;
function turn(): void {
  for (let line = 0; line < 1000; line++) {
    n += 1;
    file.waiting.text(encodeEvent({ t: 'durable', n }));
    file.added();
  }
  setImmediate(turn);
}
turn();
