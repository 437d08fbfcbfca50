/** A trace file, read in pieces as the judge asks for them. Compressed where its name ends in `.gz`. */
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import type { TraceError } from '#traces/format/errors.js';
import { isCompressed } from '#traces/format/file-name.js';
import { lineOf, Source } from './source.js';
import type { Line } from './source.js';
import { eventOf } from './well-formed.js';

const PIECE_BYTES = 0x4_0000;

export class TraceFile {
  readonly source: Source;
  private readonly pieces: AsyncGenerator<string, void, void>;
  private readonly bytes: Readable;
  private rest = '';
  private line = 0;
  /** Of the first piece that was read and not yet made events of. */
  private first: string | null = null;

  constructor(name: string) {
    this.source = new Source(name);
    this.bytes = createReadStream(name, { highWaterMark: PIECE_BYTES });
    this.pieces = textOf(this.bytes, isCompressed(name));
  }

  /** The beginning of the file, before anything is made of it. An error as a value: the file cannot be read. */
  async beginning(): Promise<{ readonly ok: true; readonly text: string } | { readonly ok: false; readonly error: TraceError }> {
    try {
      this.first = (await this.next()) ?? '';
      return { ok: true, text: this.first };
    } catch (error) {
      return { ok: false, error: systemError(error) };
    }
  }

  /** Adds more lines to the source, or completes it. Null: all is well. */
  async fill(): Promise<TraceError | null> {
    try {
      for (;;) {
        const piece = this.first ?? (await this.next());
        this.first = null;
        if (piece === null) {
          this.source.complete = true;
          this.source.torn = this.rest !== '';
          return null;
        }
        const texts = (this.rest + piece).split('\n');
        this.rest = texts.pop() ?? '';
        const problem = this.add(texts);
        if (problem !== null) return problem;
        if (texts.length > 0) return null;
      }
    } catch (error) {
      return systemError(error);
    }
  }

  close(): void {
    this.bytes.destroy();
  }

  private async next(): Promise<string | null> {
    const next = await this.pieces.next();
    return next.done === true ? null : next.value;
  }

  private add(texts: readonly string[]): TraceError | null {
    const lines: Line[] = [];
    for (const text of texts) {
      this.line += 1;
      const decoded = eventOf(text, this.line);
      if (!decoded.ok) return decoded.error;
      lines.push(lineOf(decoded.event, this.line));
    }
    this.source.add(lines);
    return null;
  }
}

/** Where the file ends in the middle of what was compressed, as much of it as comes out. */
async function* textOf(bytes: Readable, compressed: boolean): AsyncGenerator<string, void, void> {
  if (!compressed) {
    yield* asText(bytes);
    return;
  }
  const plain = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: PIECE_BYTES });
  bytes.on('error', (error) => plain.destroy(error));
  yield* asText(bytes.pipe(plain));
}

async function* asText(stream: Readable): AsyncGenerator<string, void, void> {
  for await (const piece of stream.setEncoding('utf8')) yield piece as string;
}

/** What the system, or the decompressor, said becomes a value; a mistake of ours goes on. */
function systemError(error: unknown): TraceError {
  if (!(error instanceof Error && 'code' in error)) throw error;
  const compression = typeof error.code === 'string' && error.code.startsWith('Z_');
  return { code: compression ? 'ZAB-T004' : 'ZAB-T003', message: error.message };
}
