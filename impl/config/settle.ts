/** From keys and texts to typed values: every key looked up, parsed, obeyed or refused, and every complaint collected. */
import { showWarning } from './errors.js';
import type { ConfigErrorCode, Problem } from './errors.js';
import type { Key, ObeyedKey } from './key.js';
import { OBEYED } from './keys/obeyed.js';
import type { Property } from './properties.js';
import { findKey, suggestion } from './table.js';

type Obeyed = typeof OBEYED;
export type KeyName = keyof Obeyed;
type ValueOf<K> = K extends ObeyedKey<infer T> ? T : never;

/** By the name in the table: what was given, or the default. */
export type Values = { readonly [K in KeyName]: ValueOf<Obeyed[K]> };

export interface Settled {
  readonly values: Values;
  /** The last property of each key that was given and obeyed, by the name in the table; a value that did not parse is among them. */
  readonly given: ReadonlyMap<KeyName, Property>;
  /** `server.N`, by key. */
  readonly servers: ReadonlyMap<string, Property>;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** What may stand in a list of servers. */
const SERVER = 'server.';

const UNKNOWN = 'no key of ZooKeeper 3.9 has this name';

export function problem(
  code: ConfigErrorCode,
  property: Pick<Property, 'key' | 'line'> | undefined,
  message: string,
  advice: string,
): Problem {
  return { code, line: property?.line ?? null, key: property?.key ?? null, message, advice };
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

class Settling {
  readonly values = new Map<string, unknown>(Object.entries(OBEYED).map(([name, key]) => [name, key.byDefault]));
  readonly given = new Map<string, Property>();
  readonly servers = new Map<string, Property>();
  readonly problems: Problem[] = [];
  readonly warnings: string[] = [];

  warn(property: Property, message: string): void {
    this.warnings.push(showWarning(property.line, property.key, message));
  }

  take(name: string, key: Key, property: Property): void {
    const value = key.kind.parse(property.value);
    if (value === undefined) {
      const message = `${quoted(property.value)} is not what it takes`;
      this.problems.push(problem('ZAB-C004', property, message, `give ${key.kind.form}`));
    }
    switch (key.advice) {
      case 'obeyed':
        this.given.set(name, property);
        if (value !== undefined) this.values.set(name, value);
        return;
      case 'ignored':
        if (value !== undefined && !saysOneOf(key, [key.as], value)) this.warn(property, `has no effect. ${key.doc}`);
        return;
      case 'refused':
        if (value === undefined || saysOneOf(key, key.unless, value)) return;
        this.problems.push(problem('ZAB-C005', property, `${quoted(property.value)} is refused. ${key.doc}`, key.instead));
    }
  }
}

/** Whether a value is one of those texts, however it is written: `TRUE` is `true`. */
function saysOneOf(key: Key, texts: readonly (string | null)[], value: unknown): boolean {
  return texts.some((text) => text !== null && key.kind.parse(text) === value);
}

/** The last of several wins, as in Java; a name and its `zookeeper.` form are one key. */
export function settle(entries: readonly Property[]): Settled {
  const settling = new Settling();
  const last = new Map<string, { readonly property: Property; readonly key: Key | null }>();
  for (const property of entries) {
    const found = property.key.startsWith(SERVER) ? { name: property.key, key: null } : findKey(property.key);
    if (found === undefined) {
      settling.problems.push(problem('ZAB-C003', property, UNKNOWN, suggestion(property.key)));
      continue;
    }
    // A pattern is as many keys as there are names that match it.
    const name = found.name.endsWith('*') ? property.key : found.name;
    const earlier = last.get(name)?.property;
    if (earlier !== undefined && property.line !== null && earlier.value !== property.value) {
      settling.warn(property, `takes the place of ${quoted(earlier.value)}, given before`);
    }
    last.set(name, { property, key: found.key });
  }
  for (const [name, { property, key }] of last) {
    if (key === null) settling.servers.set(name, property);
    else settling.take(name, key, property);
  }
  // Every value was parsed by the key whose name it has, or is that key's default.
  const values = Object.fromEntries(settling.values) as unknown as Values;
  const { servers, problems, warnings } = settling;
  return { values, given: settling.given as ReadonlyMap<KeyName, Property>, servers, problems, warnings };
}
