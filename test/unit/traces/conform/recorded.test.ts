/** Kept traces of real servers are judged again: those that conform, and those of bugs. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readChannelNames } from '#traces/conform/channel-names.js';
import { judgeFiles } from '#traces/conform/run.js';

const KEPT = fileURLToPath(new URL('../../../../traces/recorded/', import.meta.url));

async function namesOf(file: string): Promise<ReadonlyMap<string, string>> {
  if (!existsSync(file)) return new Map();
  const read = await readChannelNames(file);
  assert.ok(read.ok, file);
  return read.names;
}

for (const { name } of readdirSync(KEPT, { withFileTypes: true }).filter((each) => each.isDirectory())) {
  test(`recorded: ${name}`, async () => {
    const folder = `${KEPT}${name}/`;
    const { rule } = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')) as { readonly rule: string | null };
    const files = readdirSync(folder).filter((each) => each.startsWith('server-'));
    assert.equal(files.length, 3);
    const judged = await judgeFiles({
      files: files.map((each) => `${folder}${each}`),
      sampled: null,
      channelNames: await namesOf(`${folder}channels.ndjson`),
      progress: () => undefined,
    });
    assert.equal(judged.kind, 'judged');
    assert.equal(judged.divergence?.rule ?? null, rule);
  });
}
