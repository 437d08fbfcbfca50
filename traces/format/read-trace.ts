/**
 * A trace file from its beginning to its end, event by event, in memory that does not grow with the file. What its name ends with says
 * whether it is compressed: `.gz`.
 */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { decodeLine } from './codec.js';
import type { TraceError } from './errors.js';
import type { TraceEvent } from './event.js';
import { isCompressed } from './file-name.js';

export type Reading =
  /** `line`: its number, from 1. */
  | { readonly kind: 'event'; readonly line: number; readonly event: TraceEvent }
  /** The last line has no end: the process was ended while it wrote. Nothing follows. */
  | { readonly kind: 'torn'; readonly line: number }
  /** What follows cannot be trusted: nothing does. */
  | { readonly kind: 'error'; readonly line: number; readonly error: TraceError };

export async function* readTrace(file: string): AsyncGenerator<Reading, void, void> {
  let line = 1;
  let rest = '';
  try {
    for await (const chunk of textOf(file)) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) {
        const decoded = decodeLine(text, line);
        if (!decoded.ok) {
          yield { kind: 'error', line, error: decoded.error };
          return;
        }
        yield { kind: 'event', line, event: decoded.event };
        line += 1;
      }
    }
  } catch (error) {
    const problem = systemError(error);
    if (problem === null) throw error;
    yield { kind: 'error', line, error: problem };
    return;
  }
  if (rest !== '') yield { kind: 'torn', line };
}

/** Where the file ends in the middle of what was compressed, as much of it as comes out. */
async function* textOf(file: string): AsyncGenerator<string, void, void> {
  const bytes = createReadStream(file);
  if (!isCompressed(file)) {
    yield* asText(bytes);
    return;
  }
  const plain = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  bytes.on('error', (error) => plain.destroy(error));
  try {
    yield* asText(bytes.pipe(plain));
  } finally {
    bytes.destroy();
  }
}

async function* asText(stream: Readable): AsyncGenerator<string, void, void> {
  for await (const chunk of stream.setEncoding('utf8')) yield chunk as string;
}

/** Null: not of the file. */
function systemError(error: unknown): TraceError | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const compression = typeof error.code === 'string' && error.code.startsWith('Z_');
  if (!compression && !('syscall' in error)) return null;
  return { code: compression ? 'ZAB-T004' : 'ZAB-T003', message: error.message };
}
