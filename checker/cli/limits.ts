/**
 * The bounds of a whole run, shared by its searches: one clock, one allowance of memory.
 */
import { defaultMemoryBytes } from './units.js';

export interface Limits {
  readonly memoryBytes: number;
  /** Milliseconds still to go; Infinity without `--time`. */
  readonly timeLeftMs: () => number;
}

export function limitsOf(options: { readonly time?: number; readonly memory?: number }): Limits {
  const { time } = options;
  const started = performance.now();
  return {
    memoryBytes: options.memory ?? defaultMemoryBytes(),
    timeLeftMs: () => (time === undefined ? Infinity : started + time - performance.now()),
  };
}
