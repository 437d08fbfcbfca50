/** `zoo.cfg` from a disk, and configurations that never were a file. */
import { readFile } from 'node:fs/promises';
import { readMyid } from '#impl/disk/myid.js';
import { nodeFileSystem } from '#impl/disk/node-file-system.js';
import { buildConfig, textsOf } from './build.js';
import type { Configured } from './build.js';
import type { Myid } from './ensemble.js';
import type { Problem } from './errors.js';
import { parseProperties } from './properties.js';
import type { Property } from './properties.js';
import { problem, settle } from './settle.js';

/** What is said on a command line, over what the file says. */
export type Overrides = Iterable<readonly [key: string, value: string]>;

function asProperties(entries: Overrides): readonly Property[] {
  return [...entries].map(([key, value]) => ({ key: key.trim(), value: value.trim(), line: null }));
}

/** Java reads Latin-1; whoever writes an ä today writes UTF-8. So: UTF-8 where it is that, else Latin-1. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return Buffer.from(bytes).toString('latin1');
    throw error;
  }
}

/** Reads the file and, where there are server lines, `dataDir/myid`. Every problem of all of them is told. */
export async function readServerConfig(path: string, overrides: Overrides = []): Promise<Configured> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const unread = problem(
      'ZAB-C001',
      undefined,
      `it cannot be read (${String(error.code)})`,
      'check the path and its permissions',
    );
    return { ok: false, problems: [unread], warnings: [] };
  }
  const { entries, problems } = parseProperties(decode(bytes));
  return configure([...entries, ...asProperties(overrides)], problems, (dataDir) => myidOf(dataDir));
}

async function myidOf(dataDir: string): Promise<number | Problem> {
  const read = await readMyid(nodeFileSystem, dataDir);
  if (read.ok) return read.value;
  const advice = 'write this server’s number, as in its server.N line, into that file';
  return problem('ZAB-C010', undefined, `${dataDir}/myid holds no number of a server`, advice);
}

async function configure(
  entries: readonly Property[],
  problems: readonly Problem[],
  findMyid: (dataDir: string) => Promise<Myid>,
): Promise<Configured> {
  const settled = settle(entries);
  const { dataDir } = settled.values;
  const myid = dataDir === null || settled.servers.size === 0 ? undefined : await findMyid(dataDir);
  return buildConfig({ ...settled, problems: [...problems, ...settled.problems] }, myid, textsOf(entries));
}

/** For who has no file: keys as in `zoo.cfg`, and what would stand in `myid`. Reads nothing. */
export function configOf(keys: Overrides, myid?: number): Configured {
  const entries = asProperties(keys);
  const none = problem('ZAB-C010', undefined, 'there is no myid', 'say which of the servers this one is');
  return buildConfig(settle(entries), myid ?? none, textsOf(entries));
}
