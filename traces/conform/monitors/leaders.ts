/** Who leads an epoch, and with what. */
import type { Input } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { finding } from '../finding.js';
import type { Found } from '../finding.js';
import type { Monitor } from './monitor.js';

/** The specification asks it of servers that lead at the same time; over all time it holds too, and traces have no other. */
export class PrimaryUniqueness implements Monitor {
  readonly id = 'PrimaryUniqueness';
  private readonly primaries = new Map<number, ServerId>();

  readonly stepped = (server: ServerId, _input: Input, before: Local, after: Local): Found => {
    if (after.phase === before.phase || after.role !== 'leading' || after.phase === 'discovery') return null;
    const epoch = after.currentEpoch;
    const other = this.primaries.get(epoch);
    this.primaries.set(epoch, server);
    if (other === undefined || other === server) return null;
    return finding(this.id, `epoch ${epoch} to be led by server ${other} alone`, `server ${server} leads it`, { peers: [other] });
  };
}

export class OneEstablishedLeader implements Monitor {
  readonly id = 'OneEstablishedLeader';
  private readonly leaders = new Map<number, ServerId>();

  readonly stepped = (server: ServerId, _input: Input, before: Local, after: Local): Found => {
    if (after.role !== 'leading' || after.phase !== 'broadcast' || before.phase === 'broadcast') return null;
    const epoch = after.currentEpoch;
    const other = this.leaders.get(epoch);
    this.leaders.set(epoch, server);
    if (other === undefined) return null;
    return finding(this.id, `epoch ${epoch} to be established once`, `server ${other} was, now server ${server}`, {
      peers: [other],
    });
  };
}
