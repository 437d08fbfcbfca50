/** Where the process runs, for `envi` (`Environment.list`). Java's own properties have no counterpart and are not there. */
import { arch, homedir, hostname, release, tmpdir, type, userInfo } from 'node:os';
import process from 'node:process';

export type EnvironmentEntry = readonly [key: string, value: string];

const MEBIBYTE = 0x10_0000;

export function environmentOf(version: string): readonly EnvironmentEntry[] {
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  const mebibytes = (bytes: number): string => `${Math.floor(bytes / MEBIBYTE)}MB`;
  return [
    ['zookeeper.version', version],
    ['host.name', hostname()],
    ['node.version', process.version],
    ['os.name', type()],
    ['os.arch', arch()],
    ['os.version', release()],
    ['os.tmpdir', tmpdir()],
    ['user.name', userInfo().username],
    ['user.home', homedir()],
    ['user.dir', process.cwd()],
    ['node.memory.rss', mebibytes(rss)],
    ['node.memory.heap.total', mebibytes(heapTotal)],
    ['node.memory.heap.used', mebibytes(heapUsed)],
  ];
}
