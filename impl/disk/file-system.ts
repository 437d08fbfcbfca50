/**
 * What the disk code asks of an operating system, and no more: small enough for a twin in memory that fails and forgets on demand.
 *
 * Durability is explicit. Bytes survive a power failure once their file is synced; the creation, renaming or removal of a file once
 * its folder is. Operations that fail reject with a `DiskFault`.
 */
export interface OpenFile {
  /** Fills `target` from `position` on; answers how many bytes there were, fewer only at the end of the file. */
  read(target: Uint8Array, position: number): Promise<number>;
  /** All of `bytes`, or a rejection. */
  write(bytes: Uint8Array, position: number): Promise<void>;
  truncate(size: number): Promise<void>;
  /** Content and size are durable afterwards (`fdatasync`). After a rejection nothing is known of what is. */
  sync(): Promise<void>;
  size(): Promise<number>;
  close(): Promise<void>;
}

/**
 * `create` empties a file that exists; `modify` needs one. `create-synced`: as `create`, and what a write wrote is durable when it comes
 * back, in one call of the system (`O_DSYNC`) where a sync behind it would be a second.
 */
export type OpenMode = 'read' | 'create' | 'create-synced' | 'modify';

export interface FileSystem {
  /** Names in a folder; null where there is no folder. */
  list(folder: string): Promise<readonly string[] | null>;
  open(path: string, mode: OpenMode): Promise<OpenFile>;
  /** Replaces what `to` named. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** With its parents; one that exists is fine. */
  makeFolder(path: string): Promise<void>;
  syncFolder(path: string): Promise<void>;
}

export async function withFile<T>(fs: FileSystem, path: string, mode: OpenMode, use: (file: OpenFile) => Promise<T>): Promise<T> {
  const file = await fs.open(path, mode);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/** The first bytes of a file: all of it where it is no longer than `bytesMax`. */
export async function readStart(fs: FileSystem, path: string, bytesMax: number): Promise<Uint8Array> {
  return withFile(fs, path, 'read', async (file) => {
    const bytes = new Uint8Array(bytesMax);
    return bytes.subarray(0, await file.read(bytes, 0));
  });
}

/** A small file replaced so that a crash leaves the old content or the new (`AtomicFileOutputStream`, and the folder synced). */
export async function replaceFile(
  fs: FileSystem,
  folder: string,
  name: string,
  temporary: string,
  bytes: Uint8Array,
): Promise<void> {
  await withFile(fs, `${folder}/${temporary}`, 'create', async (file) => {
    await file.write(bytes, 0);
    await file.sync();
  });
  await renameInFolder(fs, folder, temporary, name);
}

/** What a crash interrupted behind the write. */
export async function finishReplacing(fs: FileSystem, folder: string, name: string, temporary: string): Promise<void> {
  await withFile(fs, `${folder}/${temporary}`, 'modify', (file) => file.sync());
  await renameInFolder(fs, folder, temporary, name);
}

export async function renameInFolder(fs: FileSystem, folder: string, from: string, to: string): Promise<void> {
  await fs.rename(`${folder}/${from}`, `${folder}/${to}`);
  await fs.syncFolder(folder);
}
