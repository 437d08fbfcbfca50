/** Pinned values as JSON files beside the tests. `UPDATE_GOLDEN=1` rewrites them; the diff is what there is to review. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** One level of the value a line, so that a diff shows what changed. */
function text(value: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(value).map(([key, each]) => `  ${JSON.stringify(key)}: ${JSON.stringify(each)}`);
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** `name` is that of a file in this folder. A part of it is pinned under `key`. */
export function assertPinned(name: string, key: string, actual: unknown): void {
  const file = new URL(name, import.meta.url);
  const pinned = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>) : {};
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(file, text({ ...pinned, [key]: actual }));
    return;
  }
  const rewrite = `${key} is not as pinned in test/golden/${name}. If the change is meant: UPDATE_GOLDEN=1 npm test -- PART, PART of the path of this test, and review the diff`;
  assert.deepEqual(actual, pinned[key], rewrite);
}
