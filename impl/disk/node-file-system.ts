/** The real file system. */
import { constants } from 'node:fs';
import { mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DiskFault } from './errors.js';
import type { FileSystem, OpenFile, OpenMode } from './file-system.js';

const { O_CREAT, O_DSYNC, O_RDONLY, O_RDWR, O_TRUNC } = constants;

const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: O_RDONLY,
  create: O_RDWR | O_CREAT | O_TRUNC,
  'create-synced': O_RDWR | O_CREAT | O_TRUNC | O_DSYNC,
  modify: O_RDWR,
};

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** What the system refused becomes a fault that names the operation; a defect of ours stays what it is. */
async function calling<T>(operation: string, path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const full = code === 'ENOSPC' || code === 'EDQUOT';
    throw new DiskFault(full ? 'ZAB-D002' : 'ZAB-D001', path, `${operation}: ${code}`);
  }
}

class NodeFile implements OpenFile {
  private readonly handle: FileHandle;
  private readonly path: string;

  constructor(handle: FileHandle, path: string) {
    this.handle = handle;
    this.path = path;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    return calling('read', this.path, async () => {
      let filled = 0;
      while (filled < target.length) {
        const { bytesRead } = await this.handle.read(target, filled, target.length - filled, position + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return filled;
    });
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    return calling('write', this.path, async () => {
      for (let done = 0; done < bytes.length;) {
        done += (await this.handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
      }
    });
  }

  async truncate(size: number): Promise<void> {
    return calling('truncate', this.path, () => this.handle.truncate(size));
  }

  async sync(): Promise<void> {
    return calling('fdatasync', this.path, () => this.handle.datasync());
  }

  async size(): Promise<number> {
    return calling('stat', this.path, async () => (await this.handle.stat()).size);
  }

  async close(): Promise<void> {
    return calling('close', this.path, () => this.handle.close());
  }
}

export const nodeFileSystem: FileSystem = {
  list: (folder) =>
    calling('list', folder, async () => {
      try {
        return await readdir(folder);
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null;
        throw error;
      }
    }),
  open: (path, mode) => calling('open', path, async () => new NodeFile(await open(path, FLAGS[mode]), path)),
  rename: (from, to) => calling('rename', from, () => rename(from, to)),
  remove: (path) => calling('remove', path, () => unlink(path)),
  makeFolder: (path) =>
    calling('mkdir', path, async () => {
      const first = await mkdir(path, { recursive: true });
      // Each new folder is an entry of its parent, and as lost as any file until that is synced.
      if (first === undefined) return;
      for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
    }),
  syncFolder: (path) => calling('fsync', path, () => syncFolder(path)),
};

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
