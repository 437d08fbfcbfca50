/**
 * Lines that are added to a file in batches, one after the other, each compressed by itself where the name ends in `.gz`. Batches are
 * written beside the server; a disk that does not keep up is waited for, so that no line is lost and memory stays bounded.
 *
 *     file      | batch | batch | under way |
 *     memory                    | under way | waiting … |      too much waits: both are written, at once and at their places
 *
 * What a killed process leaves ends somewhere in a batch, and everything before that is whole.
 */
import assert from 'node:assert/strict';
import { closeSync, constants, fstatSync, ftruncateSync, openSync, write, writeSync } from 'node:fs';
import { ByteLines } from '#traces/format/byte-lines.js';
import type { TraceError } from '#traces/format/errors.js';
import { isCompressed } from '#traces/format/file-name.js';
import { compress, compressSync } from './gzip-member.js';
import { wholeEnd } from './whole-end.js';

/** Bytes that make a batch, however young they are. */
const BATCH_BYTES = 0x8_0000;

/** A batch that stays small is written after this long: what a killed process may lose. */
const BATCH_MS = 40;

/** Bytes that may wait while a batch is under way. */
const WAITING_BYTES_MAX = 0x80_0000;

/** A batch on its way to the file. */
interface Flight {
  readonly plain: Uint8Array;
  /** As in the file; null: still being compressed. */
  bytes: Uint8Array | null;
  readonly position: number;
  /** It has been written without waiting for its turn. */
  overtaken: boolean;
}

export type OpenedBatchFile =
  { readonly ok: true; readonly file: BatchFile } | { readonly ok: false; readonly error: TraceError };

/** `failed` is told once, when the file cannot be written any more; what is added then goes nowhere. */
export function openBatchFile(path: string, failed: (error: TraceError) => void): OpenedBatchFile {
  const compressed = isCompressed(path);
  try {
    const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o644);
    const end = wholeEnd(fd, compressed);
    if (end === null) {
      closeSync(fd);
      return { ok: false, error: { code: 'ZAB-T006', message: `${path} is something else than a trace: it is left as it is` } };
    }
    if (end < fstatSync(fd).size) ftruncateSync(fd, end);
    return { ok: true, file: new BatchFile(fd, end, compressed, failed) };
  } catch (error) {
    return { ok: false, error: writeError(error) };
  }
}

export class BatchFile {
  private readonly fd: number;
  private readonly compressed: boolean;
  private readonly failed: (error: TraceError) => void;
  /** Where the next batch goes. */
  private position: number;
  /** What waits. After each line or several, `added` is to be called. */
  readonly waiting = new ByteLines(2 * BATCH_BYTES);
  /** The memory of what is under way, or was: it changes places with that of what waits. */
  private spare: Buffer = Buffer.allocUnsafeSlow(2 * BATCH_BYTES);
  private flight: Flight | null = null;
  private timer: NodeJS.Timeout | null = null;
  private state: 'open' | 'closed' | 'failed' = 'open';
  /** Also of a file that is closed: what was under way then may fail. */
  private isTold = false;
  private landed: () => void = () => undefined;

  /** Made by `openBatchFile`. */
  constructor(fd: number, position: number, compressed: boolean, failed: (error: TraceError) => void) {
    this.fd = fd;
    this.position = position;
    this.compressed = compressed;
    this.failed = failed;
  }

  added(): void {
    const { length } = this.waiting;
    if (this.state !== 'open') this.waiting.clear();
    else if (length < BATCH_BYTES) this.timer ??= setTimeout(this.begin, BATCH_MS);
    else if (this.flight === null) this.begin();
    else if (length >= WAITING_BYTES_MAX) this.catchUp();
  }

  /** Everything that was added is in the file, or it has failed. */
  async close(): Promise<void> {
    assert(this.state !== 'closed', 'a file is closed once');
    this.catchUp();
    this.state = 'closed';
    this.stopTimer();
    if (this.flight !== null) await new Promise<void>((resolve) => (this.landed = resolve));
    closeSync(this.fd);
  }

  /** What waits becomes the batch under way, unless there is one. */
  private readonly begin = (): void => {
    this.stopTimer();
    if (this.flight !== null || this.waiting.length === 0 || this.state !== 'open') return;
    const { length } = this.waiting;
    this.spare = this.waiting.exchange(this.spare);
    const plain = this.spare.subarray(0, length);
    const flight: Flight = { plain, bytes: null, position: this.position, overtaken: false };
    this.flight = flight;
    if (this.compressed) {
      compress(plain, (error, member) => {
        if (error === null && !flight.overtaken) this.send(flight, member);
        else this.land(error);
      });
    } else {
      this.send(flight, plain);
    }
  };

  private send(flight: Flight, bytes: Uint8Array): void {
    flight.bytes = bytes;
    this.position += bytes.length;
    this.sendFrom(flight, bytes, 0);
  }

  private sendFrom(flight: Flight, bytes: Uint8Array, from: number): void {
    write(this.fd, bytes, from, bytes.length - from, flight.position + from, (error, written) => {
      if (error === null && from + written < bytes.length && !flight.overtaken) this.sendFrom(flight, bytes, from + written);
      else this.land(error);
    });
  }

  private land(error: Error | null): void {
    this.flight = null;
    if (error !== null) this.fail(error);
    this.landed();
    if (this.waiting.length > 0) this.added();
  }

  /** Everything is written when it comes back. What is under way then writes the same bytes to the same place, or nothing. */
  private catchUp(): void {
    if (this.state !== 'open') return;
    try {
      const { flight } = this;
      if (flight !== null && !flight.overtaken) {
        flight.overtaken = true;
        if (flight.bytes === null) this.writeNow(this.inFile(flight.plain));
        else writeAll(this.fd, flight.bytes, flight.position);
      }
      if (this.waiting.length > 0) this.writeNow(this.inFile(this.waiting.view()));
      this.waiting.clear();
    } catch (error) {
      this.fail(error);
    }
  }

  private inFile(plain: Uint8Array): Uint8Array {
    return this.compressed ? compressSync(plain) : plain;
  }

  private writeNow(bytes: Uint8Array): void {
    writeAll(this.fd, bytes, this.position);
    this.position += bytes.length;
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private fail(error: unknown): void {
    const problem = writeError(error);
    if (this.isTold) return;
    this.isTold = true;
    this.waiting.clear();
    this.stopTimer();
    if (this.state === 'open') this.state = 'failed';
    this.failed(problem);
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done, bytes.length - done, position + done);
}

/** What the system refused becomes a value; a defect of ours goes on. */
function writeError(error: unknown): TraceError {
  if (!(error instanceof Error && 'code' in error)) throw error;
  return { code: 'ZAB-T005', message: `the trace cannot be written: ${error.message}` };
}
