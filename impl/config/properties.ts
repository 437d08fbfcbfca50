/**
 * The format of `zoo.cfg`: Java's properties (`java.util.Properties.load`), keys and values trimmed as ZooKeeper does.
 *
 *     # comment            ! comment
 *     key=value            key: value         key value
 *     long=first, \        a backslash at the end of a line: the next one goes on, its indentation dropped
 *          second
 *     escaped=\t \n \r \f \\ \u20ac
 */
import type { Problem } from './errors.js';

export interface Property {
  readonly key: string;
  readonly value: string;
  /** Where it starts in the file, from 1; null: from elsewhere. */
  readonly line: number | null;
}

export interface Properties {
  /** In the order of the file, a key as often as it stands there. */
  readonly entries: readonly Property[];
  readonly problems: readonly Problem[];
}

interface LogicalLine {
  readonly text: string;
  readonly line: number;
}

/** An odd number of backslashes: the last one is not itself escaped. */
function continues(text: string): boolean {
  return (/\\*$/.exec(text)?.[0].length ?? 0) % 2 === 1;
}

function logicalLines(text: string): readonly LogicalLine[] {
  const natural = text.split(/\r\n|\r|\n/);
  const logical: LogicalLine[] = [];
  for (let index = 0; index < natural.length; index++) {
    let whole = indented(natural[index]);
    const line = index + 1;
    if (whole === '' || whole.startsWith('#') || whole.startsWith('!')) continue;
    while (continues(whole)) whole = whole.slice(0, -1) + indented(natural[++index]);
    logical.push({ text: whole, line });
  }
  return logical;
}

function indented(text = ''): string {
  return text.replace(/^[ \t\f]+/, '');
}

/** The key ends where a separator is not escaped; blanks around the separator belong to neither. */
const LINE = /^((?:\\.|[^\\ \t\f=:])*)[ \t\f]*[=:]?[ \t\f]*(.*)$/s;

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

/** Null: a `\u` without four hexadecimal digits. */
function unescape(text: string): string | null {
  if (/(?:^|[^\\])(?:\\\\)*\\u(?![0-9a-fA-F]{4})/.test(text)) return null;
  return text.replace(/\\(?:u(.{0,4})|(.?))/gs, (_, digits: string | undefined, letter: string) => {
    if (digits === undefined) return ESCAPES[letter] ?? letter;
    return String.fromCharCode(parseInt(digits, 16));
  });
}

/** As `String.trim` of Java: everything up to a blank is taken off. */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && text.charCodeAt(start) <= 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(start, end);
}

export function parseProperties(text: string): Properties {
  const [entries, problems]: [Property[], Problem[]] = [[], []];
  for (const { text: whole, line } of logicalLines(text)) {
    const [, key = '', value = ''] = LINE.exec(whole) ?? [];
    const [plainKey, plainValue] = [unescape(key), unescape(value)];
    if (plainKey !== null && plainValue !== null) {
      entries.push({ key: trim(plainKey), value: trim(plainValue), line });
      continue;
    }
    problems.push({
      code: 'ZAB-C002',
      line,
      key: plainKey,
      message: '\\u is not followed by four hexadecimal digits',
      advice: 'write a backslash as \\\\ and a path with forward slashes',
    });
  }
  return { entries, problems };
}

function escape(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\f', '\\f')
    .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A file that reads back as these keys, in their order. Trimmed keys and values only: blanks at their ends would not come back. */
export function formatProperties(entries: Iterable<readonly [key: string, value: string]>): string {
  return [...entries].map(([key, value]) => `${escape(key).replace(/[ =:#!]/g, '\\$&')}=${escape(value)}\n`).join('');
}
