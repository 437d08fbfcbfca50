/** `myid`, `acceptedEpoch`, `currentEpoch`: decimal numbers as text (`QuorumPeer.readLongFromFile`). */
import { DiskFault } from './errors.js';
import type { DiskErrorCode } from './errors.js';
import { readStart, replaceFile } from './file-system.js';
import type { FileSystem } from './file-system.js';
import { TEMPORARY } from './names.js';

/** More than any number takes; a file that is longer is no number file. */
const BYTES_MAX = 64;

/** The first line, as Java's `Long.parseLong` after `trim`; null where it is no number from 0 up to what is exact here. */
export function parseNumber(bytes: Uint8Array): number | null {
  const [line = ''] = new TextDecoder().decode(bytes).split('\n');
  const text = line.trim();
  if (bytes.length >= BYTES_MAX || !/^[+]?\d{1,16}$/.test(text)) return null;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : null;
}

export function numberText(value: number): Uint8Array {
  return new TextEncoder().encode(String(value));
}

/** Null where there is no such file. */
export async function readNumber(
  fs: FileSystem,
  folder: string,
  name: string,
  code: DiskErrorCode = 'ZAB-D010',
): Promise<number | null> {
  const names = await fs.list(folder);
  if (names?.includes(name) !== true) return null;
  const bytes = await readStart(fs, `${folder}/${name}`, BYTES_MAX);
  const value = parseNumber(bytes);
  if (value === null) {
    throw new DiskFault(code, `${folder}/${name}`, `it reads ${JSON.stringify(new TextDecoder().decode(bytes))}`);
  }
  return value;
}

export async function writeNumber(fs: FileSystem, folder: string, name: string, value: number): Promise<void> {
  await replaceFile(fs, folder, name, name + TEMPORARY, numberText(value));
}
