/** Bytes that Apache wrote, by name. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const text = readFileSync(new URL('./apache-bytes.golden.txt', import.meta.url), 'utf8');
const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

export const apacheBytes: ReadonlyMap<string, Uint8Array> = new Map(
  lines.map((line) => {
    const [name = '', hex = ''] = line.split(' ');
    return [name, bytes(hex)];
  }),
);

export function apache(name: string): Uint8Array {
  const found = apacheBytes.get(name);
  assert.ok(found, `no bytes are called ${name}`);
  return found;
}

/** Not a `Buffer`, so that values compare as equal. */
export function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}

export function hex(of: Uint8Array): string {
  return Buffer.from(of).toString('hex');
}
