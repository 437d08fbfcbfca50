/** Sequential names are unique, and count in the order of transactions. */
import { isSequential } from '../model/apply.js';
import type { Contradiction } from '../replay/contradiction.js';
import type { Check } from './check.js';

export const sequential: Check = {
  id: 'sequential',
  words: 'a sequential name ends with the number of creations that its parent had seen',
  source: "sequence nodes: the suffix is the parent's stored cversion",
};

/** The name that was given is not the one that was due. */
export function isOfSequence({ operation, mismatch }: Contradiction): boolean {
  const { args } = operation;
  return 'flags' in args && isSequential(args) && mismatch.told.startsWith('/');
}
