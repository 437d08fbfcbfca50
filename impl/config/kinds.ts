/** What values look like: one parser for each kind, and the words for who gave something else. */
import { isIPv6 } from 'node:net';

export interface Kind<T> {
  /** Completes "give …" and "takes …". */
  readonly form: string;
  /** Undefined: not of this kind. */
  readonly parse: (text: string) => T | undefined;
  /** For the listing; undefined where a value has no text of its own. */
  show(value: T): string;
}

/** The largest `int` of Java. */
const INT_MOST = 2 ** 31 - 1;

const shown = (value: string | number | boolean): string => String(value);

export function whole(least: number, most: number = INT_MOST): Kind<number> {
  return {
    form: most === INT_MOST ? `a whole number of at least ${least}` : `a whole number from ${least} to ${most}`,
    parse: (text) => {
      const value = /^[+-]?\d{1,16}$/.test(text) ? Number(text) : NaN;
      return value >= least && value <= most ? value : undefined;
    },
    show: shown,
  };
}

export const port = whole(0, 65_535);

export const decimal: Kind<number> = {
  form: 'a number',
  parse: (text) => (/^[+-]?\d+(?:[.]\d*)?$/.test(text) ? Number(text) : undefined),
  show: shown,
};

function words(yes: readonly string[], no: readonly string[]): Kind<boolean> {
  return {
    form: `${yes.join(' or ')}, or ${no.join(' or ')}`,
    parse: (text) => {
      const word = text.toLowerCase();
      return yes.includes(word) ? true : no.includes(word) ? false : undefined;
    },
    show: (value) => (value ? yes : no)[0] ?? '',
  };
}

export const flag = words(['true'], ['false']);

/** Keys that ZooKeeper documents with `yes` and `no`. */
export const yesNo = words(['yes', 'true'], ['no', 'false']);

/** In any case; the answer is as listed here. */
export function oneOf<const T extends string>(...choices: readonly T[]): Kind<T> {
  return {
    form: choices.length === 1 ? shown(choices[0] ?? '') : `one of ${choices.map((choice) => choice || '(nothing)').join(', ')}`,
    parse: (text) => choices.find((choice) => choice.toLowerCase() === text.toLowerCase()),
    show: shown,
  };
}

export const anyText: Kind<string> = { form: 'any text', parse: (text) => text, show: shown };

export const folder: Kind<string> = {
  form: 'the path of a folder',
  parse: (text) => (text === '' || text.includes('\0') ? undefined : text),
  show: shown,
};

/** A name or an address; brackets around an IPv6 address are taken off. Not resolved. */
export const host: Kind<string> = {
  form: 'a host name or an IP address',
  parse: (text) => {
    const bare = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
    return isIPv6(bare) || /^[\w.-]+$/.test(bare) ? bare : undefined;
  },
  show: shown,
};

export const urlPath: Kind<string> = {
  form: 'a path such as /commands',
  parse: (text) => (/^(?:\/[\w.~-]+)+$/.test(text) ? text : undefined),
  show: shown,
};

/** `super:BASE64`, as `DigestAuthenticationProvider.generateDigest` makes it. */
export const userDigest: Kind<string> = {
  form: 'name:digest, the digest in Base64',
  parse: (text) => (/^[^:]+:[A-Za-z0-9+/]+={0,2}$/.test(text) ? text : undefined),
  show: shown,
};

export const wordList: Kind<ReadonlySet<string> | 'all'> = {
  form: '* or words separated by commas',
  parse: (text) => {
    const found = text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== '');
    if (found.includes('*')) return 'all';
    return found.every((word) => /^\w+$/.test(word)) ? new Set(found) : undefined;
  },
  show: (value) => (value === 'all' ? '*' : [...value].join(',')),
};

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Hours, or with a unit since ZooKeeper 3.10: `24`, `90m`, `1d`. In milliseconds. */
export const hours: Kind<number> = {
  form: 'hours, or a time with one of the units ms, s, m, h, d',
  parse: (text) => {
    const [, digits = '', unit = 'h'] = /^(\d{1,9})\s*(ms|s|m|h|d)?$/.exec(text) ?? [];
    return digits === '' ? undefined : Number(digits) * (UNITS_MS[unit] ?? NaN);
  },
  show: (value) => shown(value / 3_600_000),
};
