/** What a check answers where a recording and the specification part; null where they agree. */
import type { Refusal } from '#spec/kit/protocol.js';

/** Which rule was broken; a property's id where it is one of the specification's. */
export type Rule =
  | 'order'
  | 'action'
  | 'state'
  | 'effects'
  | 'input'
  | 'write'
  | 'durable'
  | 'connection'
  | 'channel'
  | 'mail'
  | 'recovery'
  | 'client'
  | (string & {});

export interface Finding {
  readonly rule: Rule;
  readonly expected: string;
  readonly recorded: string;
  /** The actions nearest to what was recorded, each with its first guard that was false. */
  readonly nearest?: readonly Refusal[];
  /** Other servers that have part in it. */
  readonly peers?: readonly number[];
}

export type Found = Finding | null;

export function finding(rule: Rule, expected: string, recorded: string, more: Partial<Finding> = {}): Finding {
  return { ...more, rule, expected, recorded };
}
