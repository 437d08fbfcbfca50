/** Time as a peer has it: what it reads, and what it waits for. */
import { performance } from 'node:perf_hooks';

/** Ends the waiting; once more is fine. */
export type Cancel = () => void;

export interface Clock {
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Calls `fire` once. */
  readonly after: (delayMs: number, fire: () => void) => Cancel;
  /** Calls `fire` again and again. */
  readonly every: (periodMs: number, fire: () => void) => Cancel;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  after: (delayMs, fire) => {
    const handle = setTimeout(fire, delayMs);
    return () => {
      clearTimeout(handle);
    };
  },
  every: (periodMs, fire) => {
    const handle = setInterval(fire, periodMs);
    return () => {
      clearInterval(handle);
    };
  },
};
