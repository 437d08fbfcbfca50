/** The folders of an ensemble: `server-1`, `server-2` … with `zoo.cfg`, `myid`, `server.log` and the server's own files. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { MYID } from '#impl/disk/names.js';
import { formatProperties, parseProperties } from '#impl/config/properties.js';
import { folderOf, rolesOf } from './plan.js';
import type { EnsembleRequest, MemberPlan } from './plan.js';

export interface EnsembleFolder {
  readonly path: string;
  /** Ours to remove. */
  readonly isTemporary: boolean;
}

export async function openFolder(data: string | undefined): Promise<EnsembleFolder> {
  if (data === undefined) return { path: await mkdtemp(join(tmpdir(), 'zabkeeper-ensemble-')), isTemporary: true };
  const path = resolve(data);
  await mkdir(path, { recursive: true });
  return { path, isTemporary: false };
}

export async function removeFolder({ path }: EnsembleFolder): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/**
 * Why a folder with an earlier ensemble's data cannot be used: with other voters, a quorum of the new ensemble need not hold what one of
 * the old ensemble had committed. Undefined where it can.
 */
export async function mismatch(request: EnsembleRequest): Promise<string | undefined> {
  const earlier = await earlierRoles(request.folder);
  if (earlier === undefined || earlier.join() === rolesOf(request).join()) return undefined;
  const observers = earlier.filter((role) => role === 'observer').length;
  return (
    `${request.folder} holds an ensemble of other servers: ` +
    `give --nodes ${earlier.length - observers} --observers ${observers}, or another folder`
  );
}

async function earlierRoles(folder: string): Promise<readonly MemberPlan['role'][] | undefined> {
  let text: string;
  try {
    text = await readFile(join(folderOf(folder, 1), 'zoo.cfg'), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const lines = parseProperties(text).entries.filter(({ key }) => key.startsWith('server.'));
  if (lines.length === 0) return ['participant'];
  return lines.map(({ value }) => (value.endsWith(':observer') ? 'observer' : 'participant'));
}

export async function writeMember({ id, dataDir, configFile, keys }: MemberPlan): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  await writeFile(configFile, `# Written by zabkeeper ensemble, anew at each start.\n${formatProperties(keys)}`);
  await writeFile(join(dataDir, MYID), `${id}\n`);
}
