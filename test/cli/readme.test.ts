/**
 * What README.md and docs/ show is what the commands print. Blocks marked `slow` are in `readme.slow.test.ts`.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runBlock } from './console-blocks.js';
import { examples } from './documents.js';

const shown = examples();

test('README.md shows commands with their output', () => {
  assert.ok(existsSync(fileURLToPath(new URL('../../README.md', import.meta.url))), 'there is no README.md');
  const commands = shown
    .filter(({ place }) => place.startsWith('README.md:'))
    .flatMap(({ block }) => block.steps.map(({ command }) => command));
  assert.ok(commands.length > 0, 'README.md has no console block');
  for (const needed of ['npm ci', 'npm test', 'npm run check -- --nodes 3 --depth 12']) {
    assert.ok(
      commands.some((command) => command.includes(needed)),
      `README.md does not show: ${needed}`,
    );
  }
});

for (const { place, block } of shown) {
  if (!block.slow) {
    test(`${place}: $ ${block.steps[0]?.command ?? ''}`, async () => {
      await runBlock(block);
    });
  }
}
