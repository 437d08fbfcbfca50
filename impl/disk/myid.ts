/** The server's own number, from `dataDir/myid`. Only an operator, or who sets up an ensemble, writes it. */
import { attempt, DiskFault } from './errors.js';
import type { Result } from './errors.js';
import type { FileSystem } from './file-system.js';
import { MYID, TEMPORARY } from './names.js';
import { numberText, readNumber } from './number-file.js';
import { replaceFile } from './file-system.js';

export function readMyid(fs: FileSystem, dataDir: string): Promise<Result<number>> {
  return attempt(async () => {
    const id = await readNumber(fs, dataDir, MYID, 'ZAB-D015');
    if (id === null) throw new DiskFault('ZAB-D015', `${dataDir}/${MYID}`, 'there is no such file');
    return id;
  });
}

export function writeMyid(fs: FileSystem, dataDir: string, id: number): Promise<Result<void>> {
  return attempt(async () => {
    await fs.makeFolder(dataDir);
    await replaceFile(fs, dataDir, MYID, MYID + TEMPORARY, numberText(id));
  });
}
