/**
 * Ctrl-C: the first ends the search and lets the results so far be printed, a later one ends the process.
 */
import { EXIT } from '../report/outcome.js';

/**
 * npm and tsx pass on a signal that the terminal has sent already, so one Ctrl-C may come two or three times within
 * a few milliseconds. A person needs longer.
 */
const ECHO_MS = 400;

/** For the rest of the process: results are still being printed when a second signal comes. */
export function hearInterrupts(onFirst: () => void): void {
  let first: number | undefined;
  const listener = (): void => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      // Keeps the process, and so this listener, until the echoes have come: one during exit would kill it and lose the exit code.
      setTimeout(() => undefined, ECHO_MS);
      onFirst();
    } else if (now - first > ECHO_MS) {
      // Nothing is worth waiting for any more; the thread that searches dies with the process.
      process.exit(EXIT.interrupted);
    }
  };
  process.on('SIGINT', listener).on('SIGTERM', listener);
}
