/**
 * Strings as Java reads and writes them, which is not quite UTF-8.
 *
 * Jute's writer encodes each UTF-16 unit on its own, so a character beyond U+FFFF takes 2 x 3 bytes (`BinaryOutputArchive
 * .stringToByteBuffer`); its reader is Java's decoder of real UTF-8 (`BinaryInputArchive.readString`).
 */

/** An upper bound of what `writeUtf8` writes. */
export const BYTES_PER_UNIT_MAX = 3;

/** Writes `text` at `at`, where there is room for `BYTES_PER_UNIT_MAX` bytes a unit; answers where it ends. */
export function writeUtf8(bytes: Uint8Array, at: number, text: string): number {
  let end = at;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) {
      bytes[end++] = unit;
    } else if (unit < 0x800) {
      bytes[end++] = 0xc0 | (unit >> 6);
      bytes[end++] = 0x80 | (unit & 0x3f);
    } else {
      bytes[end++] = 0xe0 | (unit >> 12);
      bytes[end++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[end++] = 0x80 | (unit & 0x3f);
    }
  }
  return end;
}

const REPLACEMENT = '\ufffd';

/**
 * Reads bytes `start` to `end`. Malformed input becomes U+FFFD, never an error: paths with it are refused by their own rules.
 *
 * Java makes one U+FFFD of an encoded surrogate where Node makes one a byte, so those are cut out first.
 */
export function readUtf8(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes(REPLACEMENT)) return text;
  const parts: string[] = [];
  let from = start;
  for (let at = start; at + 1 < end; at++) {
    if (bytes[at] !== 0xed || !isBetween(bytes[at + 1], 0xa0, 0xbf)) continue;
    parts.push(bytes.toString('utf8', from, at), REPLACEMENT);
    from = at + (at + 2 < end && isBetween(bytes[at + 2], 0x80, 0xbf) ? 3 : 2);
    at = from - 1;
  }
  return parts.join('') + bytes.toString('utf8', from, end);
}

function isBetween(byte: number | undefined, least: number, most: number): boolean {
  return byte !== undefined && byte >= least && byte <= most;
}
