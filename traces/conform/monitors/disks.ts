/** What may be on a disk at any moment. */
import type { ServerId } from '#spec/model/quorum.js';
import { showZxid } from '#spec/model/zxid.js';
import type { DiskModel } from '../disk-model.js';
import { finding } from '../finding.js';
import type { Found } from '../finding.js';
import type { Monitor } from './monitor.js';

export class AcceptedAtLeastCurrent implements Monitor {
  readonly id = 'AcceptedAtLeastCurrent';

  readonly durable = (_server: ServerId, { durable }: DiskModel): Found => {
    const { acceptedEpoch, currentEpoch } = durable;
    if (acceptedEpoch >= currentEpoch) return null;
    return finding(this.id, `acceptedEpoch at least ${currentEpoch}, the currentEpoch`, `acceptedEpoch ${acceptedEpoch}`);
  };
}

export class LogNotAheadOfPromise implements Monitor {
  readonly id = 'LogNotAheadOfPromise';

  readonly durable = (_server: ServerId, { durable }: DiskModel): Found => {
    const { lastZxid } = durable.history;
    if (lastZxid.epoch <= durable.acceptedEpoch) return null;
    return finding(this.id, `no transaction beyond acceptedEpoch ${durable.acceptedEpoch}`, `a log up to ${showZxid(lastZxid)}`);
  };
}
