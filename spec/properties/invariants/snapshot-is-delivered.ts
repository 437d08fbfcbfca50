import type { View } from '../../kit/system.js';
import type { Log } from '../../model/log.js';
import type { Durable, Local } from '../../model/state.js';
import type { Zxid } from '../../model/zxid.js';
import { showZxid } from '../../model/zxid.js';
import { forEachServer } from '../property.js';
import type { Property } from '../property.js';
import { longestDelivered, onDisk } from '../views.js';

const SNAPSHOT: View = { name: 'snapshot', of: (s: Local): Zxid => s.snapshotZxid };

/** A restart serves what the snapshot holds, and nothing below it can be cut any more: so it must hold nothing that may be taken back. */
export const SnapshotIsDelivered: Property = {
  id: 'SnapshotIsDelivered',
  means: 'What a snapshot covers, on disk or about to be, has been delivered by some server.',
  cites: 'ZK-3642, ZK-5094; FileTxnSnapLog.restore, ZKDatabase.truncateLog',
  instances: (places) =>
    forEachServer(
      places,
      (i) => [onDisk(places, i), { slot: places.server(i), view: SNAPSHOT }, longestDelivered(places)],
      (i) =>
        ([disk, inMemory, longest]: readonly unknown[]) => {
          const delivered = longest as Log;
          const stray = [(disk as Durable).snapshotZxid, inMemory as Zxid].find((zxid) => !delivered.has(zxid));
          return (
            stray === undefined ||
            `server ${String(i)} has a snapshot of ${showZxid(stray)}; delivered anywhere is ${delivered.toString()}`
          );
        },
    ),
};
