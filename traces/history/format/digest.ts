/** Data of nodes, as histories tell it. */
import { createHash } from 'node:crypto';

const DIGITS = 16;

export interface DataDigest {
  readonly hash: string | null;
  readonly length: number;
}

/** 64 bits of SHA-1: nobody cheats here. */
export function dataDigest(data: Uint8Array | null): DataDigest {
  if (data === null) return { hash: null, length: 0 };
  return { hash: createHash('sha1').update(data).digest('hex').slice(0, DIGITS), length: data.length };
}
