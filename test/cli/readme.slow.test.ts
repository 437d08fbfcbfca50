/**
 * The console blocks that take longer than a test run should.
 */
import { test } from 'node:test';
import { runBlock } from './console-blocks.js';
import { examples } from './documents.js';

for (const { place, block } of examples()) {
  if (block.slow) {
    test(`${place}: $ ${block.steps[0]?.command ?? ''}`, async () => {
      await runBlock(block);
    });
  }
}
