/** UTF-8 without the host's codecs: auth data and quota texts come as bytes. */

/** Malformed input reads as U+FFFD, one for each byte that fits nowhere. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text = '';
  let index = 0;
  while (index < bytes.length) {
    const first = bytes[index] as number;
    const extra =
      first < 0x80
        ? 0
        : first >= 0xc2 && first < 0xe0
          ? 1
          : first >= 0xe0 && first < 0xf0
            ? 2
            : first >= 0xf0 && first < 0xf5
              ? 3
              : -1;
    const point = extra === 0 ? first : extra < 0 ? -1 : pointAt(bytes, index, extra);
    text += point < 0 ? '\uFFFD' : String.fromCodePoint(point);
    index += point < 0 ? 1 : extra + 1;
  }
  return text;
}

const SMALLEST = [0, 0x80, 0x800, 0x10000];

/** The code point of `extra + 1` bytes from `index`; negative where they are none. */
function pointAt(bytes: Uint8Array, index: number, extra: number): number {
  let point = (bytes[index] as number) & (0x3f >> extra);
  for (let step = 1; step <= extra; step++) {
    const byte = bytes[index + step];
    if (byte === undefined || (byte & 0xc0) !== 0x80) return -1;
    point = (point << 6) | (byte & 0x3f);
  }
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return surrogate || point > 0x10ffff || point < (SMALLEST[extra] as number) ? -1 : point;
}

/** For texts of our own making, which are ASCII. */
export function encodeAscii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
