/** Waiting for something to become true: looked at again and again, up to a deadline. No test waits for a mere time. */
import { setTimeout as pause } from 'node:timers/promises';

const POLL_MS = 20;
const DEADLINE_MS = 60_000;

/** The first answer of `look` that is not null. Throws when there is none in time, with what `look` said or threw last. */
export async function until<T>(what: string, look: () => T | null | Promise<T | null>, deadlineMs = DEADLINE_MS): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (performance.now() > deadline) throw new Error(`after ${deadlineMs} ms still not: ${what}`);
    await pause(POLL_MS);
  }
}

/** What `promise` comes to, or `late()` after so long. */
export async function within<T>(promise: Promise<T>, limitMs: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => {
      try {
        resolve(late());
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    }, limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}
