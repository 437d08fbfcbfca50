/**
 * What a key of `zoo.cfg` is: a value, from which its parser, its errors, its line in the listing and its tests come.
 *
 * A key that we do not know may be a typing error or a feature that somebody relies on; so every key that ZooKeeper 3.9 knows is in
 * the table, and there are three things we may do with it:
 *
 * - obey it;
 * - ignore it, with a warning, where all that is lost is tuning;
 * - refuse it, with the reason, where a server that went on would be less safe or less secure than the one that was asked for.
 */
import type { Kind } from './kinds.js';

interface Described {
  /** Also known as `zookeeper.NAME`, the system property that it is in Apache's server. */
  readonly isProperty: boolean;
  /** A sentence without its full stop. */
  readonly doc: string;
}

export interface ObeyedKey<T> extends Described {
  readonly advice: 'obeyed';
  readonly kind: Kind<T>;
  readonly byDefault: T;
}

export interface IgnoredKey extends Described {
  readonly advice: 'ignored';
  readonly kind: Kind<unknown>;
  /** The value that says what this server does anyway; given that one, there is nothing to warn of. */
  readonly as: string | null;
}

export interface RefusedKey extends Described {
  readonly advice: 'refused';
  readonly kind: Kind<unknown>;
  /** The values that ask for nothing. */
  readonly unless: readonly string[];
  /** What to do about it. */
  readonly instead: string;
}

export type Key = ObeyedKey<unknown> | IgnoredKey | RefusedKey;

export function obeyed<T>(kind: Kind<T>, byDefault: T, doc: string): ObeyedKey<T> {
  return { advice: 'obeyed', kind, byDefault, doc, isProperty: false };
}

/** Absent unless given. */
export function optional<T>(kind: Kind<T>, doc: string): ObeyedKey<T | null> {
  const { form, parse } = kind;
  return obeyed<T | null>({ form, parse, show: (value) => (value === null ? '' : kind.show(value)) }, null, doc);
}

export function ignored(kind: Kind<unknown>, as: string | null, doc: string): IgnoredKey {
  return { advice: 'ignored', kind, as, doc, isProperty: false };
}

export function refused(kind: Kind<unknown>, unless: readonly string[], doc: string, instead: string): RefusedKey {
  return { advice: 'refused', kind, unless, doc, instead, isProperty: false };
}

/** Every key of the table, with its second name. */
export function properties<const K extends Readonly<Record<string, Key>>>(keys: K): K {
  const named = Object.entries(keys).map(([name, key]) => [name, { ...key, isProperty: true }] as const);
  return Object.fromEntries(named) as unknown as K;
}
