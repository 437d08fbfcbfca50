/**
 * The documents whose console blocks are tests.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { consoleBlocks } from './console-blocks.js';
import type { Block } from './console-blocks.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Example {
  /** `README.md:12`. */
  readonly place: string;
  readonly block: Block;
}

/** Console blocks of README.md and of everything below docs/. */
export function examples(): readonly Example[] {
  return documents().flatMap((file) =>
    consoleBlocks(readFileSync(join(root, file), 'utf8')).map((block) => ({ place: `${file}:${block.line}`, block })),
  );
}

function documents(): readonly string[] {
  const below = existsSync(join(root, 'docs')) ? readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }) : [];
  const docs = below.filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  return [...(existsSync(join(root, 'README.md')) ? ['README.md'] : []), ...docs.sort()];
}
