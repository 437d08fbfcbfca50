/** What this folder asks of a logger: a part of pino's, so that a test can be one. */
import type { NetError } from './errors.js';

type Write = (fields: object, text: string) => void;

export interface Log {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
}

export function logError(log: Log, level: keyof Log, { code, message }: NetError, fields: object): void {
  log[level]({ code, ...fields }, message);
}
