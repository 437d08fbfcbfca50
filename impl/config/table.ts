/** The one table of keys, and how a name is found in it. */
import type { Key } from './key.js';
import { IGNORED } from './keys/ignored.js';
import { OBEYED } from './keys/obeyed.js';
import { REFUSED } from './keys/refused.js';
import { nearest } from './nearest.js';

/** `*` at the end of a name stands for anything. `server.N` is not here: its number makes it a key each time. */
export const KEYS: Readonly<Record<string, Key>> = { ...OBEYED, ...IGNORED, ...REFUSED };

const PREFIX = 'zookeeper.';

/** Longest first: `ssl.quorum.*` before `ssl.*`. */
const patterns = Object.keys(KEYS)
  .filter((name) => name.endsWith('*'))
  .sort((a, b) => b.length - a.length);

export interface Found {
  /** The name in the table. */
  readonly name: string;
  readonly key: Key;
}

/** Names are case-sensitive, as in Java. */
export function findKey(given: string): Found | undefined {
  const direct = lookUp(given);
  if (direct !== undefined || !given.startsWith(PREFIX)) return direct;
  const property = lookUp(given.slice(PREFIX.length));
  return property?.key.isProperty === true ? property : undefined;
}

function lookUp(given: string): Found | undefined {
  const name = Object.hasOwn(KEYS, given) ? given : patterns.find((pattern) => given.startsWith(pattern.slice(0, -1)));
  const key = name === undefined ? undefined : KEYS[name];
  return name === undefined || key === undefined ? undefined : { name, key };
}

/** Every name that a key goes by. */
export function namesOf(name: string): readonly string[] {
  return KEYS[name]?.isProperty === true ? [name, PREFIX + name] : [name];
}

/** What to do about a name that nobody knows. */
export function suggestion(given: string): string {
  const bare = given.startsWith(PREFIX) ? given.slice(PREFIX.length) : given;
  const meant = findKey(bare) === undefined ? nearest(bare, [...Object.keys(KEYS), 'server.1']) : bare;
  return meant === undefined ? 'leave it out; zabkeeper server --list-keys names every key' : `did you mean ${meant}?`;
}
