/**
 * A real file system whose disk can be slow or fail, and which forgets as a power cut does: what a file was given is kept in this process until it
 * is synced. So `kill -9` loses all that was not, which a killed process alone never would: the system would still have it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { DiskFault } from '#impl/disk/errors.js';
import type { FileSystem, OpenFile, OpenMode } from '#impl/disk/file-system.js';

/** What the process that started the server tells it. Fields that are absent stay as they are. */
export interface DiskOrder {
  readonly kind: 'disk';
  /** Every sync takes so much longer. */
  readonly syncDelayMs?: number;
  /** The next sync fails (`EIO`), and so does the server. */
  readonly failNextSync?: boolean;
}

export function isDiskOrder(message: unknown): message is DiskOrder {
  return typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'disk';
}

/** How the disk is at the moment. */
export class DiskCondition {
  private syncDelayMs = 0;
  private failNextSync = false;

  obey({ syncDelayMs = this.syncDelayMs, failNextSync = this.failNextSync }: DiskOrder): void {
    this.syncDelayMs = syncDelayMs;
    this.failNextSync = failNextSync;
  }

  /** In front of every sync. */
  async suffer(path: string): Promise<void> {
    if (this.syncDelayMs > 0) await pause(this.syncDelayMs);
    if (!this.failNextSync) return;
    this.failNextSync = false;
    throw new DiskFault('ZAB-D001', path, 'fdatasync: EIO, as it was told to fail');
  }
}

interface Write {
  readonly bytes: Uint8Array;
  readonly position: number;
}

class ForgetfulFile implements OpenFile {
  private readonly file: OpenFile;
  private readonly path: string;
  private readonly condition: DiskCondition;
  /** Each write is a sync. */
  private readonly isSynced: boolean;
  private unsynced: Write[] = [];

  constructor(file: OpenFile, path: string, condition: DiskCondition, isSynced: boolean) {
    this.file = file;
    this.path = path;
    this.condition = condition;
    this.isSynced = isSynced;
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    await this.settle();
    return this.file.read(target, position);
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    if (!this.isSynced) {
      this.unsynced.push({ bytes: bytes.slice(), position });
      return;
    }
    await this.condition.suffer(this.path);
    await this.file.write(bytes, position);
  }

  async truncate(size: number): Promise<void> {
    await this.settle();
    await this.file.truncate(size);
  }

  async sync(): Promise<void> {
    await this.condition.suffer(this.path);
    await this.settle();
    await this.file.sync();
  }

  async size(): Promise<number> {
    await this.settle();
    return this.file.size();
  }

  /** A file that is closed and was not synced is as lost as one that is open. */
  async close(): Promise<void> {
    this.unsynced = [];
    await this.file.close();
  }

  private async settle(): Promise<void> {
    const writes = this.unsynced;
    this.unsynced = [];
    for (const { bytes, position } of writes) await this.file.write(bytes, position);
  }
}

export function faultyFileSystem(fs: FileSystem, condition: DiskCondition): FileSystem {
  return {
    ...fs,
    open: async (path: string, mode: OpenMode) =>
      new ForgetfulFile(await fs.open(path, mode), path, condition, mode === 'create-synced'),
    syncFolder: async (path) => {
      await condition.suffer(path);
      await fs.syncFolder(path);
    },
  };
}
