import type { Durable } from '../../model/state.js';
import { forEachServer } from '../property.js';
import type { Property } from '../property.js';
import { onDisk } from '../views.js';

export const AcceptedAtLeastCurrent: Property = {
  id: 'AcceptedAtLeastCurrent',
  means: 'On every disk the accepted epoch is at least the current epoch: nobody joins what it has not promised.',
  cites: 'ZK-2307; QuorumPeer.loadDataBase',
  instances: (places) =>
    forEachServer(
      places,
      (i) => [onDisk(places, i)],
      (i) =>
        ([disk]: readonly unknown[]) => {
          const { acceptedEpoch, currentEpoch } = disk as Durable;
          return (
            acceptedEpoch >= currentEpoch ||
            `server ${String(i)}: acceptedEpoch ${String(acceptedEpoch)} < currentEpoch ${String(currentEpoch)}`
          );
        },
    ),
};

/** DSN'11 writes history and epoch at once; real disks write the log first, and a crash between is survived by this order. */
export const LogNotAheadOfPromise: Property = {
  id: 'LogNotAheadOfPromise',
  means: 'No log on disk holds a transaction of an epoch its server has not promised.',
  cites: 'ZK-1653, ZK-2354 (see docs/divergence.md)',
  instances: (places) =>
    forEachServer(
      places,
      (i) => [onDisk(places, i)],
      (i) =>
        ([disk]: readonly unknown[]) => {
          const { acceptedEpoch, history } = disk as Durable;
          const { epoch } = history.lastZxid;
          return (
            epoch <= acceptedEpoch ||
            `server ${String(i)}: log reaches epoch ${String(epoch)}, acceptedEpoch is ${String(acceptedEpoch)}`
          );
        },
    ),
};
