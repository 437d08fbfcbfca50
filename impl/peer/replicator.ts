/** What a serving application asks of its peer becomes an input of the node, if the protocol takes it now. */
import { revalidatePacket } from '#impl/wire/quorum-messages.js';
import type { ForwardedRequest } from '#impl/wire/quorum-messages.js';
import type { QuorumPacket } from '#impl/wire/quorum-packet.js';
import type { Input } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { zxidOfNextProposal } from '#spec/protocols/zab.js';
import type { Replicator } from './application.js';

export interface ReplicatorOptions {
  readonly state: () => Local;
  readonly wants: (input: Input) => boolean;
  readonly take: (input: Input) => void;
  readonly send: (to: ServerId, packet: QuorumPacket) => void;
  /** Whose sync the next SYNC asks for. */
  readonly syncing: (request: ForwardedRequest) => void;
  readonly isFull: () => boolean;
}

export function replicatorOf({ state, wants, take, send, syncing, isFull }: ReplicatorOptions): Replicator {
  const takeIfWanted = (input: Input): boolean => {
    if (!wants(input)) return false;
    take(input);
    return true;
  };
  return {
    propose: (value) => {
      if (!wants({ type: 'ClientWrite', value: null })) return false;
      take({ type: 'ClientWrite', value: value(zxidOfNextProposal(state())) });
      return true;
    },
    forward: (request) => takeIfWanted({ type: 'ClientWrite', value: request }),
    sync: (request) => {
      syncing(request);
      return takeIfWanted({ type: 'ClientSync' });
    },
    revalidate: (sessionId, timeoutMs) => {
      send(state().vote.leader, revalidatePacket(sessionId, timeoutMs));
    },
    isFull,
  };
}
