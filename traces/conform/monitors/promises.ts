/** What a server tells others of its disk is there when the message leaves. */
import type { Input, Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import { compareZxids, isEpochMark } from '#spec/model/zxid.js';
import { finding } from '../finding.js';
import type { Found } from '../finding.js';
import { showMessage } from '../messages.js';
import { showDurable } from '../show.js';
import type { Ensemble, Monitor } from './monitor.js';

/** ACK, to others or to itself; and the promises of an epoch, LEADERINFO and ACKEPOCH. */
export class AckIsDurable implements Monitor {
  readonly id = 'AckIsDurable';
  private readonly ensemble: Ensemble;

  constructor(ensemble: Ensemble) {
    this.ensemble = ensemble;
  }

  readonly stepped = (server: ServerId, input: Input): Found =>
    input.type === 'ACK' && input.from === server ? this.judge(server, input) : null;

  readonly sent = (server: ServerId, _to: ServerId, message: Message): Found =>
    message.type === 'ACK' || message.type === 'LEADERINFO' || message.type === 'ACKEPOCH' ? this.judge(server, message) : null;

  private judge(server: ServerId, message: Message): Found {
    const disk = this.ensemble.diskOf(server);
    if (disk === null) return null;
    const { acceptedEpoch, currentEpoch, history } = disk.durable;
    const holds =
      message.type === 'LEADERINFO'
        ? acceptedEpoch >= message.epoch
        : message.type === 'ACKEPOCH'
          ? acceptedEpoch >= message.currentEpoch && compareZxids(history.lastZxid, message.lastZxid) >= 0
          : message.type !== 'ACK' || (isEpochMark(message.zxid) ? currentEpoch >= message.zxid.epoch : disk.has(message.zxid));
    if (holds) return null;
    return finding(this.id, `on its disk what ${showMessage(message)} promises`, showDurable(disk.durable));
  }
}
