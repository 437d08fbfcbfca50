/** Where a trace that may have been torn by a crash ends: behind its last whole line, or its last whole batch. */
import { fstatSync, readSync } from 'node:fs';
import { MEMBER_HEADER_BYTES, memberSize } from './gzip-member.js';

/** What every trace begins with. */
const BEGINNING = Buffer.from('{"t":"trace"');

const LINE_END = 0x0a;
const BLOCK_BYTES = 0x1_0000;

/** A position in bytes; null: this file is no trace, and nothing of it may be cut off. */
export function wholeEnd(fd: number, compressed: boolean): number | null {
  const { size } = fstatSync(fd);
  return compressed ? endOfMembers(fd, size) : endOfLines(fd, size);
}

function endOfLines(fd: number, size: number): number | null {
  const beginning = read(fd, 0, Math.min(BEGINNING.length, size));
  if (!beginning.equals(BEGINNING.subarray(0, beginning.length))) return null;
  for (let end = size; end > 0; end -= BLOCK_BYTES) {
    const start = Math.max(0, end - BLOCK_BYTES);
    const at = read(fd, start, end - start).lastIndexOf(LINE_END);
    if (at >= 0) return start + at + 1;
  }
  return 0;
}

function endOfMembers(fd: number, size: number): number | null {
  let end = 0;
  while (size - end >= MEMBER_HEADER_BYTES) {
    const member = memberSize(read(fd, end, MEMBER_HEADER_BYTES));
    if (member === null) return null;
    if (end + member > size) break;
    end += member;
  }
  return end;
}

function read(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const count = readSync(fd, bytes, filled, length - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return bytes.subarray(0, filled);
}
