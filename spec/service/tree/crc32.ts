/**
 * CRC-32 (the one of zip and `java.util.zip.CRC32`) as a running state: begin with `CRC_START`, feed, finish with `crcEnd`.
 * Four bytes a step, by four tables; a whole state fits a small integer.
 */

/** Row `k` is the effect of a byte that `k` more bytes follow. */
const TABLES: readonly [Int32Array, Int32Array, Int32Array, Int32Array] = tables();

function tables(): readonly [Int32Array, Int32Array, Int32Array, Int32Array] {
  const rows = [new Int32Array(256), new Int32Array(256), new Int32Array(256), new Int32Array(256)] as const;
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 0 ? crc >>> 1 : (crc >>> 1) ^ 0xedb88320;
    rows[0][byte] = crc;
  }
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (before === undefined) continue;
    for (let byte = 0; byte < 256; byte++) {
      const crc = before[byte] as number;
      row[byte] = (crc >>> 8) ^ (rows[0][crc & 0xff] as number);
    }
  }
  return rows;
}

export const CRC_START = -1;

export function crcEnd(crc: number): number {
  return ~crc;
}

function crcByte(crc: number, byte: number): number {
  return (crc >>> 8) ^ (TABLES[0][(crc ^ byte) & 0xff] as number);
}

/** Four bytes, the first lowest in `word`. */
function crcWord(crc: number, word: number): number {
  const mixed = crc ^ word;
  return (
    (TABLES[3][mixed & 0xff] as number) ^
    (TABLES[2][(mixed >>> 8) & 0xff] as number) ^
    (TABLES[1][(mixed >>> 16) & 0xff] as number) ^
    (TABLES[0][mixed >>> 24] as number)
  );
}

export function crcBytes(start: number, bytes: Uint8Array): number {
  let crc = start;
  let index = 0;
  for (const whole = bytes.length & ~3; index < whole; index += 4) {
    const word =
      (bytes[index] as number) |
      ((bytes[index + 1] as number) << 8) |
      ((bytes[index + 2] as number) << 16) |
      ((bytes[index + 3] as number) << 24);
    crc = crcWord(crc, word);
  }
  for (; index < bytes.length; index++) crc = crcByte(crc, bytes[index] as number);
  return crc;
}

/** A 32-bit integer, big-endian as jute writes it; signed or not. */
export function crcInt(crc: number, int: number): number {
  return crcWord(crc, (int >>> 24) | ((int >>> 8) & 0xff00) | ((int << 8) & 0xff0000) | (int << 24));
}

/** The UTF-8 of a path. Valid paths hold no surrogates; what else arrives is fed unit by unit. */
export function crcText(start: number, text: string): number {
  let crc = start;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      crc = crcByte(crc, unit);
    } else if (unit < 0x800) {
      crc = crcByte(crcByte(crc, 0xc0 | (unit >> 6)), 0x80 | (unit & 0x3f));
    } else {
      crc = crcByte(crcByte(crcByte(crc, 0xe0 | (unit >> 12)), 0x80 | ((unit >> 6) & 0x3f)), 0x80 | (unit & 0x3f));
    }
  }
  return crc;
}
