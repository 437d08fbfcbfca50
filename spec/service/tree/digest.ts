/**
 * The digest of a whole tree: the 64-bit wrapping sum of its nodes' CRC-32s (`DigestCalculator` version 2, `AdHash`).
 * A sum, so one changed node costs one subtraction and one addition. What a node's stat does not touch, path and data,
 * is kept half-way (`contentCrc`): a parent whose child comes or goes feeds 60 bytes, however large its data.
 */
import { crcBytes, crcEnd, crcInt, crcText, CRC_START } from './crc32.js';
import { PROC_SUBTREE, ROOT } from './path.js';
import type { Zxid } from '../../model/zxid.js';

/** A 64-bit sum as two unsigned halves: wide enough for any number of nodes, and no bigint per write. */
export interface Digest {
  readonly high: number;
  readonly low: number;
}

export const DIGEST_VERSION = 2;

export const NO_NODES: Digest = { high: 0, low: 0 };

const HALF = 0x1_0000_0000;

/** The sum with one node's digest replaced; each digest is an int whose bits are read unsigned. */
export function shifted(sum: Digest, removed: number, added: number): Digest {
  if (removed === added) return sum;
  const low = sum.low - (removed >>> 0) + (added >>> 0);
  return { high: (sum.high + Math.floor(low / HALF)) >>> 0, low: low >>> 0 };
}

export function sameDigest(a: Digest, b: Digest): boolean {
  return a.high === b.high && a.low === b.low;
}

/** The CRC so far of a node's path and data; null for a node that counts nothing. */
export function contentCrcOf(path: string, data: Uint8Array | null): number | null {
  if (path.startsWith(PROC_SUBTREE)) return null;
  const named = crcText(CRC_START, path === ROOT ? '' : path);
  return data === null ? named : crcBytes(named, data);
}

/** What the digest sees of a stat: the stored values, not those shown to clients. */
export interface Digested {
  readonly czxid: Zxid;
  readonly mzxid: Zxid;
  readonly pzxid: Zxid;
  readonly ctime: number;
  readonly mtime: number;
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  readonly owner: bigint;
}

export function nodeDigestOf(contentCrc: number, stat: Digested): number {
  let crc = feedZxid(contentCrc, stat.czxid);
  crc = feedZxid(crc, stat.mzxid);
  crc = feedZxid(crc, stat.pzxid);
  crc = feedTime(crc, stat.ctime);
  crc = feedTime(crc, stat.mtime);
  crc = crcInt(crc, stat.version);
  crc = crcInt(crc, stat.cversion);
  crc = crcInt(crc, stat.aversion);
  return crcEnd(feedOwner(crc, stat.owner));
}

function feedZxid(crc: number, id: Zxid): number {
  return crcInt(crcInt(crc, id.epoch), id.counter);
}

function feedTime(crc: number, ms: number): number {
  return crcInt(crcInt(crc, Math.floor(ms / HALF)), ms);
}

function feedOwner(crc: number, owner: bigint): number {
  if (owner === 0n) return crcInt(crcInt(crc, 0), 0);
  return crcInt(crcInt(crc, Number(BigInt.asIntN(32, owner >> 32n))), Number(BigInt.asIntN(32, owner)));
}
