/**
 * porcupine (Go) and our own search answer alike on registers, honest and not. Needs Go; the module is fetched once.
 *
 * Left out of what porcupine can say: which operations are stuck. It is asked for a yes or a no.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { RegisterOperation } from '#traces/history/registers/operation.js';
import { findOrder } from '#traces/history/registers/search.js';
import { cachedFolder, needs, valueOf } from '../../../peers/cache.js';
import type { Found } from '../../../peers/cache.js';
import { Random, seed } from '../../../reality/random.js';
import { randomRegister } from './random-register.js';

const SOURCE = fileURLToPath(new URL('porcupine/', import.meta.url));
const REGISTERS = 3000;
const OPERATIONS_MAX = 24;
const TIMEOUT_MS = 300_000;

function judge(): Found<string> {
  if (spawnSync('go', ['version']).status !== 0) return { ok: false, why: 'no Go' };
  return cachedFolder('porcupine-1.3.1', (folder) => {
    const built = spawnSync('go', ['build', '-o', join(folder, 'judge'), '.'], { cwd: SOURCE, timeout: TIMEOUT_MS });
    return built.status === 0 ? null : `no porcupine: ${String(built.stderr)}`;
  });
}

function documentOf(operations: readonly RegisterOperation[]): string {
  const documents = operations.map(({ input, output, start, end }) => ({
    input,
    output: output?.kind === 'node' ? { ...output, hasHash: output.hash !== undefined } : output,
    start,
    end: end === Infinity ? null : end,
  }));
  return `${JSON.stringify(documents)}\n`;
}

test('porcupine finds an order exactly where we do', { ...needs(judge()), timeout: TIMEOUT_MS }, (context) => {
  const random = new Random(seed());
  const registers = Array.from({ length: REGISTERS }, () =>
    randomRegister(random, 1 + random.below(OPERATIONS_MAX), random.pick([10_000, 30, 10])),
  );
  const said = spawnSync(join(valueOf(judge()), 'judge'), {
    input: registers.map(documentOf).join(''),
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
    maxBuffer: 0x100_0000,
  });
  assert.equal(said.status, 0, said.stderr);
  const theirs = said.stdout.trim().split('\n');
  const ours = registers.map((operations) => findOrder(operations, null).kind);
  assert.equal(theirs.length, REGISTERS);
  for (const [index, operations] of registers.entries()) {
    assert.equal(ours[index], theirs[index] === 'true' ? 'found' : 'none', `seed ${random.seed}: ${documentOf(operations)}`);
  }
  const found = ours.filter((kind) => kind === 'found').length;
  assert.ok(
    found > REGISTERS / 10 && found < (REGISTERS * 9) / 10,
    `${found} of ${REGISTERS} have an order: both kinds are tried`,
  );
  context.diagnostic(`${found} of ${REGISTERS} registers have an order, seed ${random.seed}`);
});
