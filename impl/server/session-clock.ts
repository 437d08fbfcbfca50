/** The clock of session ids. */
import process from 'node:process';

/**
 * Milliseconds, monotonic, and not from the start of this process: a server that is started again must not give ids that it has given
 * before. Java's `System.nanoTime`, which `SessionTrackerImpl` takes; on the systems we know both count from the start of the machine.
 */
export function sessionClockMs(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
