/** Loggers: JSON lines for machines and files, readable lines for a terminal. */
import pino from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { readable } from './log-line.js';
import type { LogLevel } from './options.js';

/** `server` is its number, on each line. */
export function createLogger(level: LogLevel, server: number | null, to: DestinationStream): Logger {
  return pino(
    {
      level,
      base: server === null ? null : { server },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    to,
  );
}

/** Written at once, so that nothing is lost in a crash. */
export function standardOutput(): DestinationStream {
  if (!process.stdout.isTTY) return pino.destination({ dest: 1, sync: true });
  return { write: (line) => process.stdout.write(readable(line)) };
}
