/** The checks that need no order of transactions: one pass over each file, in the order of its recorder. */
import { Fifo, reportStrays } from './checks/fifo.js';
import { RealTime } from './checks/real-time.js';
import { Sessions } from './checks/sessions.js';
import { SingleImage } from './checks/single-image.js';
import { Sync } from './checks/sync.js';
import type { Connection, History } from './history.js';
import type { Report } from './violation.js';

export function checkTimelines(history: History, report: Report): void {
  reportStrays(history.strays, report);
  const given = new Map<string, Connection>();
  for (const timeline of history.timelines) {
    // `RealTime` first: it says what each request knew.
    const checks = [
      new RealTime(report),
      new Fifo(report),
      new SingleImage(report),
      new Sync(report),
      new Sessions(report, given),
    ];
    for (const moment of timeline) for (const check of checks) check.see(moment);
  }
}
