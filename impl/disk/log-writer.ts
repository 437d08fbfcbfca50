/**
 * Appends to the transaction log (`FileTxnLog.append`, `commit`, `rollLog`): entries gather in a buffer; a commit writes them at once
 * and syncs. As with Apache, a writer never continues a file that it did not create, and a file is named after its first entry.
 */
import type { FileSystem, OpenFile } from './file-system.js';
import {
  logHeader,
  LOG_HEADER_BYTES,
  paddedSize,
  PAYLOAD_BYTES_MAX,
  PAYLOAD_BYTES_MIN,
  RECORD_OVERHEAD,
  writeRecord,
} from './log-format.js';
import type { LogEntry } from './log-format.js';
import { logName } from './names.js';
import assert from 'node:assert/strict';

export interface LogWriterOptions {
  /** Zero bytes by which a file grows at a time (`preAllocSize`); 0 for none. */
  readonly preallocBytes: number;
  /** `forceSync`: without it an acknowledgement promises nothing. */
  readonly sync: boolean;
  /** `txnLogSizeLimitInKb`: a commit that goes beyond rolls the log; 0 for never. */
  readonly fileBytesMax: number;
}

/** Room kept between commits. */
const BUFFER_BYTES = 0x10_0000;

export class LogWriter {
  private readonly fs: FileSystem;
  private readonly folder: string;
  private readonly options: LogWriterOptions;
  private buffer = new Uint8Array(BUFFER_BYTES);
  private filled = 0;
  private file: OpenFile | null = null;
  /** Bytes of the file that are written; its size, padding included. */
  private position = 0;
  private size = 0;
  /** The folder knows the file only in memory yet. */
  private isNew = false;
  /** Name for the next file: that of the first entry in the buffer. */
  private first: LogEntry['zxid'] | null = null;

  constructor(fs: FileSystem, folder: string, options: LogWriterOptions) {
    this.fs = fs;
    this.folder = folder;
    this.options = options;
  }

  /** Bytes of the current file, as far as committed; 0 where the next entry starts one. */
  get fileBytes(): number {
    return this.file === null ? 0 : this.position;
  }

  /** In memory only, until the next commit. */
  append(entry: LogEntry): void {
    const { length } = entry.payload;
    assert(length >= PAYLOAD_BYTES_MIN && length <= PAYLOAD_BYTES_MAX, `a transaction takes ${length} bytes`);
    this.first ??= entry.zxid;
    this.reserve(length + RECORD_OVERHEAD);
    this.filled = writeRecord(this.buffer, this.filled, entry.payload);
  }

  private async write(): Promise<void> {
    if (this.first === null) return;
    const { preallocBytes } = this.options;
    this.file ??= await this.create(logName(this.first));
    const size = paddedSize(this.position, this.size, preallocBytes);
    if (size !== this.size) await this.file.write(new Uint8Array(1), size - 1);
    await this.file.write(this.buffer.subarray(0, this.filled), this.position);
    this.position += this.filled;
    this.size = Math.max(size, this.position);
    this.filled = 0;
    this.first = null;
    if (this.buffer.length > BUFFER_BYTES) this.buffer = new Uint8Array(BUFFER_BYTES);
  }

  /** Everything appended so far is durable when this comes back. */
  async commit(): Promise<void> {
    await this.write();
    if (this.isNew && this.options.sync) await this.fs.syncFolder(this.folder);
    this.isNew = false;
    if (this.options.fileBytesMax > 0 && this.position > this.options.fileBytesMax) await this.closeFile();
  }

  /** The next entry starts a new file. */
  async roll(): Promise<void> {
    await this.commit();
    await this.closeFile();
  }

  private async closeFile(): Promise<void> {
    const { file } = this;
    this.file = null;
    this.position = 0;
    this.size = 0;
    await file?.close();
  }

  private async create(name: string): Promise<OpenFile> {
    const file = await this.fs.open(`${this.folder}/${name}`, this.options.sync ? 'create-synced' : 'create');
    this.isNew = true;
    await file.write(logHeader(), 0);
    this.position = LOG_HEADER_BYTES;
    this.size = LOG_HEADER_BYTES;
    return file;
  }

  private reserve(bytes: number): void {
    const needed = this.filled + bytes;
    if (needed <= this.buffer.length) return;
    const larger = new Uint8Array(Math.max(needed, 2 * this.buffer.length));
    larger.set(this.buffer.subarray(0, this.filled));
    this.buffer = larger;
  }
}
