/** How much the data takes on disk, for `dirs` and `conf` (`ZooKeeperServer.getDataDirSize`, `getLogDirSize`). */
import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { foldersOf } from '#impl/disk/folders.js';

export interface FolderSizes {
  /** In bytes, as the next. */
  readonly dataDir: number;
  readonly dataLogDir: number;
}

export async function folderSizes(dataDir: string, dataLogDir: string): Promise<FolderSizes> {
  const { snapshots, logs } = foldersOf(dataDir, dataLogDir);
  const [data, dataLog] = await Promise.all([sizeOf(snapshots), sizeOf(logs)]);
  return { dataDir: data, dataLogDir: dataLog };
}

/** Of a file, or of all files below a folder. What is gone meanwhile, as files that are purged, counts nothing. */
async function sizeOf(path: string): Promise<number> {
  const stat = await unlessGone(lstat(path));
  if (!stat?.isDirectory()) return stat?.size ?? 0;
  let size = 0;
  for (const name of (await unlessGone(readdir(path))) ?? []) size += await sizeOf(join(path, name));
  return size;
}

async function unlessGone<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
