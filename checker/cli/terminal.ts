/**
 * Standard output, and complaints about the command line.
 */
import type { Command } from 'commander';
import { EXIT } from '../report/outcome.js';

export function print(lines: readonly string[]): void {
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}

/** One document; lists of numbers stay on a line. */
export function printDocument(document: unknown): void {
  // No string of a document holds a line break, so only lists are met.
  const text = JSON.stringify(document, null, 2).replace(/\[\n[\d\s,.]*\]/g, (numbers) => numbers.replace(/\s+/g, ' '));
  print([text]);
}

let listening = false;

/** A reader that went away (`| head`) ends the program quietly, as it does others. */
export function endWithReader(): void {
  if (listening) return;
  listening = true;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? EXIT.ok);
    throw error;
  });
}

/** Prints the complaint where commander prints its own, and leaves the same way. */
export function usageError(command: Command, message: string): never {
  return command.error(`error: ${message}`, { exitCode: EXIT.usage, code: 'zabkeeper.usage' });
}
