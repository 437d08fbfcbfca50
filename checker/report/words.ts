/**
 * Numbers and lists as people read them. No locale: a report is the same text everywhere.
 */

/** Width that texts for people are laid out to. */
export const PAGE_WIDTH = 100;

/** `41203` as `41,203`. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ',');
}

/** At most five characters: `999`, `41.2k`, `3.07M`. */
export function compact(value: number): string {
  if (value < 1000) return Math.round(value).toString();
  // 999,950 would round to `1000k`.
  if (value < 999_500) return `${threeDigits(value / 1e3)}k`;
  if (value < 999_500_000) return `${threeDigits(value / 1e6)}M`;
  return `${threeDigits(value / 1e9)}G`;
}

function threeDigits(value: number): string {
  if (value < 9.995) return value.toFixed(2);
  return value.toFixed(value < 99.95 ? 1 : 0);
}

const IRREGULAR: Readonly<Record<string, string>> = {
  crash: 'crashes',
  property: 'properties',
  was: 'were',
  has: 'have',
  it: 'they',
};

/** `1 state`, `2 states`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${value === 1 ? noun : (IRREGULAR[noun] ?? `${noun}s`)}`;
}

/** `0.42 s`, `12.3 s`, `2 m 05 s`. */
export function duration(seconds: number): string {
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} m ${(whole % 60).toString().padStart(2, '0')} s`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** `3.5 GiB`. */
export function bytes(value: number): string {
  let unit = 0;
  let rest = value;
  while (rest >= 1023.5 && unit < UNITS.length - 1) {
    rest /= 1024;
    unit++;
  }
  return `${unit === 0 || rest >= 99.95 ? rest.toFixed(0) : rest.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[], conjunction = 'and'): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${conjunction} ${items.slice(-1).join('')}`;
}

/**
 * Breaks a text at spaces so that no line passes `width`, unless a single word does. Lines after the first begin with `indent`.
 */
export function wrap(text: string, indent = '', width = PAGE_WIDTH): string {
  const lines: string[] = [];
  // The margin of the first line is part of it, not words.
  let line = /^ */.exec(text)?.[0] ?? '';
  for (const word of text.slice(line.length).split(' ')) {
    const longer = line.trim() === '' ? line + word : `${line} ${word}`;
    const room = width - (lines.length === 0 ? 0 : indent.length);
    if (line.trim() !== '' && longer.length > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  lines.push(line);
  return lines.join(`\n${indent}`);
}

/** A label in a column, then a text wrapped beside it. */
export function labelled(label: string, text: string, labelWidth: number, margin = '  '): string {
  const indent = margin + ' '.repeat(labelWidth + 2);
  const start = `${margin}${label.padEnd(labelWidth)}  `;
  // The first line is as short as the others: the label takes the room of the indent.
  return start + wrap(text, '', PAGE_WIDTH - indent.length).replaceAll('\n', `\n${indent}`);
}

/** Rows of a run by number: `#1-4 #6`. Ascending. */
export function rowNumbers(numbers: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run?.last === number - 1) run.last = number;
    else runs.push({ first: number, last: number });
  }
  return runs.map(({ first, last }) => (first === last ? `#${first}` : `#${first}-${last}`)).join(' ');
}
