/** The `ip` scheme's addresses: `a.b.c.d` or IPv6 with at most one `::`, then optionally `/bits` (`IPAuthenticationProvider`). */

interface Block {
  readonly bytes: readonly number[];
  readonly bits: number;
}

export function isAddressBlock(text: string): boolean {
  return parseBlock(text) !== undefined;
}

/** Whether an address lies in a block. Versions never match each other. */
export function isInBlock(address: string, block: string): boolean {
  const wanted = parseBlock(block);
  const given = parseAddress(address);
  if (wanted === undefined || given?.length !== wanted.bytes.length) return false;
  return given.every((byte, index) => {
    const bits = Math.min(8, Math.max(0, wanted.bits - 8 * index));
    const mask = 0xff & ~(0xff >> bits);
    return (byte & mask) === ((wanted.bytes[index] ?? 0) & mask);
  });
}

function parseBlock(text: string): Block | undefined {
  const slash = text.indexOf('/');
  const bytes = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (bytes === undefined) return undefined;
  const bits = slash < 0 ? 8 * bytes.length : parseInt10(text.slice(slash + 1));
  return bits === undefined || bits < 0 || bits > 8 * bytes.length ? undefined : { bytes, bits };
}

function parseAddress(text: string): readonly number[] | undefined {
  return text.includes(':') ? parseV6(text) : parseV4(text);
}

function parseV4(text: string): readonly number[] | undefined {
  const bytes = text.split('.').map(parseInt10);
  const whole = bytes.filter((byte) => byte !== undefined && byte >= 0 && byte <= 0xff);
  return bytes.length === 4 && whole.length === 4 ? (whole as number[]) : undefined;
}

function parseV6(text: string): readonly number[] | undefined {
  const [head = '', tail, ...rest] = text.split('::');
  if (rest.length > 0) return undefined;
  const left = parseGroups(head);
  const right = tail === undefined ? [] : parseGroups(tail);
  if (left === undefined || right === undefined) return undefined;
  const missing = 16 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing <= 0) return undefined;
  return [...left, ...Array.from({ length: missing }, () => 0), ...right];
}

function parseGroups(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.flatMap((group) => [parseInt(group, 16) >> 8, parseInt(group, 16) & 0xff]);
}

function parseInt10(text: string): number | undefined {
  return /^[+-]?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
