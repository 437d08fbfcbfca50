/** How a command is told to stop: the first signal asks, a later one does not wait. */
import { EXIT_OF_SIGNAL } from './exit-codes.js';

/**
 * npm and tsx pass on a signal that the terminal has sent already, so one Ctrl-C may come two or three times within a few milliseconds.
 * A person needs longer.
 */
const ECHO_MS = 400;

export type StopSignal = keyof typeof EXIT_OF_SIGNAL;

export interface StopRequest {
  /** Resolves at the first signal, or when the process that started this one is gone. */
  readonly asked: Promise<void>;
  /** Back to what Node does with signals. */
  forget(): void;
}

/** `onImpatience` runs before a second signal ends the process at once. */
export function stopRequests(signals: readonly StopSignal[], onImpatience: () => void = () => undefined): StopRequest {
  let first: number | undefined;
  let ask: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => (ask = resolve));
  const listeners = signals.map((signal) => {
    const listener = (): void => {
      const now = performance.now();
      if (first === undefined) {
        first = now;
        ask();
      } else if (now - first > ECHO_MS) {
        onImpatience();
        process.exit(EXIT_OF_SIGNAL[signal]);
      }
    };
    process.on(signal, listener);
    return { signal, listener };
  });
  process.on('disconnect', ask);
  const forget = (): void => {
    process.off('disconnect', ask);
    for (const { signal, listener } of listeners) process.off(signal, listener);
  };
  return { asked, forget };
}
