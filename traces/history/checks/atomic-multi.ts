/** Multi. */
import type { Contradiction } from '../replay/contradiction.js';
import type { Check } from './check.js';

export const atomicMulti: Check = {
  id: 'atomic-multi',
  words: 'a multi happens as a whole or not at all, for its author and for readers',
  source: 'multi: all or nothing (G8)',
};

/** Of a multi itself, or of a reader of what a multi wrote. */
export function isOfMulti({ operation, writer }: Contradiction): boolean {
  return operation.args.op === 'multi' || (operation.args.op !== 'multiRead' && writer?.args.op === 'multi');
}
