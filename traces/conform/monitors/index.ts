/** All monitors, in the order in which they are asked. */
import type { Input, Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import type { DiskModel } from '../disk-model.js';
import type { Found } from '../finding.js';
import {
  CommittedOnQuorum,
  DeliveredMonotone,
  DeliveredSequence,
  LeaderCompleteness,
  PrefixConsistency,
  SnapshotIsDelivered,
} from './deliveries.js';
import { AcceptedAtLeastCurrent, LogNotAheadOfPromise } from './disks.js';
import { OneEstablishedLeader, PrimaryUniqueness } from './leaders.js';
import type { Ensemble, Monitor } from './monitor.js';
import { AckIsDurable } from './promises.js';
import { ZxidUniqueness } from './transactions.js';

export class Monitors {
  readonly all: readonly Monitor[];

  constructor(ensemble: Ensemble) {
    const sequence = new DeliveredSequence();
    this.all = [
      new PrimaryUniqueness(),
      new OneEstablishedLeader(),
      new LeaderCompleteness(sequence),
      new DeliveredMonotone(),
      new PrefixConsistency(sequence),
      new CommittedOnQuorum(ensemble, sequence),
      new SnapshotIsDelivered(ensemble, sequence),
      new ZxidUniqueness(ensemble),
      new AckIsDurable(ensemble),
      new AcceptedAtLeastCurrent(),
      new LogNotAheadOfPromise(),
    ];
  }

  stepped(server: ServerId, input: Input, before: Local, after: Local): Found {
    for (const monitor of this.all) {
      const found = monitor.stepped?.(server, input, before, after) ?? null;
      if (found !== null) return found;
    }
    return null;
  }

  sent(server: ServerId, to: ServerId, message: Message): Found {
    for (const monitor of this.all) {
      const found = monitor.sent?.(server, to, message) ?? null;
      if (found !== null) return found;
    }
    return null;
  }

  durable(server: ServerId, disk: DiskModel): Found {
    for (const monitor of this.all) {
      const found = monitor.durable?.(server, disk) ?? null;
      if (found !== null) return found;
    }
    return null;
  }

  finished(): Found {
    for (const monitor of this.all) {
      const found = monitor.finished?.() ?? null;
      if (found !== null) return found;
    }
    return null;
  }

  recovered(server: ServerId, disk: DiskModel): Found {
    for (const monitor of this.all) {
      const found = monitor.recovered?.(server, disk) ?? null;
      if (found !== null) return found;
    }
    return null;
  }
}
