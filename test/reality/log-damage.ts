/** What a crash can leave of the last write of a log: done to the file of a server that does not run. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logFiles } from '#impl/disk/names.js';
import { LOG_HEADER_BYTES, scanRecord } from '#impl/disk/log-format.js';
import type { Random } from './random.js';
import type { ServerProcess } from './server-process.js';

/** Checksum and length of a record. */
const PREFIX_BYTES = 12;
const GROWTH_BYTES = 0x1_0000;

interface LastRecord {
  readonly path: string;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Where the newest record of a server is. */
function lastRecord(server: ServerProcess): LastRecord {
  const name = logFiles(readdirSync(server.versionDir)).at(-1)?.name;
  if (name === undefined) throw new Error(`server ${server.id} has no log`);
  const path = join(server.versionDir, name);
  const bytes = readFileSync(path);
  let [start, end] = [0, LOG_HEADER_BYTES];
  for (;;) {
    const scanned = scanRecord(bytes, end, end, true);
    if (scanned.kind !== 'record') break;
    [start, end] = [end, scanned.next];
  }
  if (start === 0) throw new Error(`${path} has no record`);
  return { path, bytes, start, end };
}

export interface Damage {
  readonly name: string;
  /** Whether the last record is lost by it, and the server has something to report. */
  readonly loses: boolean;
  readonly inflict: (server: ServerProcess, random: Random) => void;
}

function cutWithin(server: ServerProcess, random: Random): void {
  const { path, start, end } = lastRecord(server);
  truncateSync(path, start + 1 + random.below(end - start - 1));
}

function addZeros(server: ServerProcess): void {
  const { path, bytes } = lastRecord(server);
  writeFileSync(path, Buffer.concat([bytes, Buffer.alloc(GROWTH_BYTES)]));
}

/** At least its end mark is missing, which is no zero. */
function zeroWithin(server: ServerProcess, random: Random): void {
  const { path, bytes, start, end } = lastRecord(server);
  writeFileSync(path, bytes.fill(0, start + PREFIX_BYTES + random.below(end - start - PREFIX_BYTES)));
}

export const DAMAGES: readonly Damage[] = [
  { name: 'the file ends within the last record', loses: true, inflict: cutWithin },
  { name: 'zeros follow, as a file that grew has', loses: false, inflict: addZeros },
  { name: 'the end of the last record was never written', loses: true, inflict: zeroWithin },
];
