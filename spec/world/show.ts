/** Short texts for what people read in reports: zxids, votes, messages, logs. */
import type { Message } from '../model/messages.js';
import { Log } from '../model/log.js';
import type { Vote } from '../model/state.js';
import { showZxid } from '../model/zxid.js';
import type { Zxid } from '../model/zxid.js';

function showVote(vote: Vote): string {
  return `for ${String(vote.leader)} (epoch ${String(vote.epoch)}, zxid ${showZxid(vote.zxid)})`;
}

export function showMessage(m: Message): string {
  switch (m.type) {
    case 'NOTIFICATION':
      return `NOTIFICATION ${m.role} round ${String(m.round)} ${showVote(m.vote)}`;
    case 'FOLLOWERINFO':
    case 'OBSERVERINFO':
      return `${m.type} epoch ${String(m.acceptedEpoch)}`;
    case 'LEADERINFO':
    case 'NEWLEADER':
      return `${m.type} ${String(m.epoch)}`;
    case 'ACKEPOCH':
      return `ACKEPOCH ${String(m.currentEpoch)}, ${showZxid(m.lastZxid)}`;
    case 'PROPOSAL':
    case 'INFORM':
      return `${m.type} ${showZxid(m.zxid)}=${String(m.value)}`;
    case 'REQUEST':
      return `REQUEST ${String(m.value)}`;
    case 'DIFF':
    case 'TRUNC':
    case 'SNAP':
    case 'COMMIT':
    case 'ACK':
    case 'PING':
      return `${m.type} ${showZxid(m.zxid)}`;
    case 'UPTODATE':
    case 'SYNC':
      return m.type;
  }
}

/** Short text for a value inside a slot, if it is one of the things above. */
export function show(value: unknown): string | undefined {
  if (value instanceof Log) return value.toString();
  if (typeof value !== 'object' || value === null) return undefined;
  if ('type' in value) return showMessage(value as Message);
  const keys = Object.keys(value).sort().join();
  if (keys === 'counter,epoch') return showZxid(value as Zxid);
  if (keys === 'epoch,leader,zxid') return showVote(value as Vote);
  return undefined;
}
