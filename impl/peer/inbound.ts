/** What a packet of the quorum port is for: an input of the node, or something that servers say to each other about sessions. */
import assert from 'node:assert/strict';
import { revalidatedPacket } from '#impl/wire/quorum-messages.js';
import type { ForwardedRequest, PacketContent, PacketMessage } from '#impl/wire/quorum-messages.js';
import type { QuorumPacket } from '#impl/wire/quorum-packet.js';
import type { Input } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { Application } from './application.js';
import { epochToFollow, isPlausible } from './plausible.js';

export interface Inbound<T> {
  readonly application: Application<T>;
  readonly state: () => Local;
  readonly take: (input: Input) => void;
  /** The zxid of a write by this learner, if the protocol takes it now; else null. */
  readonly zxidFor: (learner: ServerId) => Zxid | null;
  readonly send: (to: ServerId, packet: QuorumPacket) => void;
  /** Ends the connection to a peer. */
  readonly lose: (peer: ServerId, reason: string) => void;
}

export function receivePacket<T>(inbound: Inbound<T>, from: ServerId, content: PacketContent): void {
  const { application, take, send, lose } = inbound;
  const { role, phase, acceptedEpoch } = inbound.state();
  const epoch = 'message' in content ? epochToFollow(content.message) : null;
  if (epoch !== null && !isPlausible(epoch, acceptedEpoch)) {
    lose(from, `it speaks of epoch ${epoch}, which no election has led to`);
    return;
  }
  const serves = phase === 'broadcast';
  switch (content.kind) {
    case 'message':
      take(inputOf(inbound, from, content.message));
      return;
    case 'learner':
    case 'new-leader':
      take({ ...content.message, from });
      return;
    case 'ping':
      if (content.touches !== null && serves && role === 'leading') application.touched(content.touches);
      take({ ...content.message, from });
      return;
    case 'revalidate':
      if (!serves || role !== 'leading') return;
      send(from, revalidatedPacket(content.sessionId, application.revalidate(from, content.sessionId, content.timeOut)));
      return;
    case 'revalidated':
      if (serves && role !== 'leading') application.revalidated(content.sessionId, content.valid);
      return;
    case 'activate':
      lose(from, 'the ensemble was reconfigured, which this server does not support');
      return;
    case 'snapshot':
      assert.fail('a connection hands on a SNAP with its tree');
  }
}

function inputOf<T>(inbound: Inbound<T>, from: ServerId, message: PacketMessage): Input {
  if (message.type === 'PROPOSAL' || message.type === 'INFORM') {
    // A copy: it is kept for long, and a view would keep everything that the socket read with it. Of Node's pool, as entries go together.
    return { ...message, value: Buffer.from(message.value as Uint8Array), from };
  }
  if (message.type !== 'REQUEST') return { ...message, from };
  // The transaction is made for the zxid it will have, if the protocol takes the request at all.
  const zxid = inbound.zxidFor(from);
  const value = zxid === null ? null : inbound.application.prepare(from, message.value as ForwardedRequest, zxid);
  return { type: 'REQUEST', value, from };
}
