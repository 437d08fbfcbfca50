/** Bytes that Apache wrote, by name. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Stat } from '#impl/wire/data-records.js';
import { zxid } from '#spec/model/zxid.js';

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

/** Of the nodes in these bytes. */
export const APACHE_STAT: Stat = {
  czxid: zxid(1, 1),
  mzxid: zxid(1, 2),
  ctime: 1_700_000_000_123,
  mtime: 1_700_000_000_456,
  version: 3,
  cversion: 4,
  aversion: 5,
  ephemeralOwner: BigInt.asIntN(64, 0xff00_0000_0000_0064n),
  dataLength: 6,
  numChildren: 7,
  pzxid: zxid(1, 3),
};

/** Not a `Buffer`, so that values compare as equal. */
export function bytes(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex.replaceAll(/\s/g, ''), 'hex'));
}

export function hex(of: Uint8Array): string {
  return Buffer.from(of).toString('hex');
}
