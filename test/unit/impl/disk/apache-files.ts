/** Files that Apache wrote: how, the JSON file says. */
import { readFileSync } from 'node:fs';
import { FOLDER } from './ledger.js';
import { FaultyFiles } from './faulty-files.js';

interface Recorded {
  readonly files: Readonly<Record<string, { readonly size: number; readonly base64: readonly string[] }>>;
}

const recorded = JSON.parse(readFileSync(new URL('apache/data-3.9.4.json', import.meta.url), 'utf8')) as Recorded;

export const APACHE_FILES: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(recorded.files).map(([name, { size, base64 }]) => {
    const bytes = new Uint8Array(size);
    bytes.set(Buffer.from(base64.join(''), 'base64'));
    return [name, bytes] as const;
  }),
);

export function apacheFile(name: string): Uint8Array {
  const bytes = APACHE_FILES.get(name);
  if (bytes === undefined) throw new Error(`no file ${name}`);
  return bytes;
}

export function apacheDisk(without: readonly string[] = []): FaultyFiles {
  const fs = new FaultyFiles();
  for (const [name, bytes] of APACHE_FILES) if (!without.includes(name)) fs.put(`${FOLDER}/${name}`, bytes);
  return fs;
}
