/** Memory of another process, as the system sees it. */
import { existsSync, readFileSync } from 'node:fs';

/** Options of tests that ask: Linux alone tells. */
export const needsProc: { readonly skip?: string } = existsSync('/proc/self/status') ? {} : { skip: 'no /proc' };

/** Resident, in bytes. */
export function residentBytes(pid: number): number {
  const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kib === undefined) throw new Error(`process ${pid} has no memory`);
  return Number(kib) * 1024;
}

/** The most that the process holds until `work` is done, looked at every 20 ms. */
export async function peakDuring<T>(pid: number, work: Promise<T>): Promise<{ readonly peak: number; readonly value: T }> {
  let peak = residentBytes(pid);
  const watching = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid));
  }, 20);
  try {
    const value = await work;
    return { peak, value };
  } finally {
    clearInterval(watching);
  }
}

export function mib(bytes: number): string {
  return `${(bytes / 0x10_0000).toFixed(1)} MiB`;
}
