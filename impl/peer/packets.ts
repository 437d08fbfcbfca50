/** From the specification's messages to packets of the quorum port: what a packet says beside its message is filled in here. */
import assert from 'node:assert/strict';
import type { QuorumConnection } from '#impl/net/quorum-connection.js';
import type { SessionTouch } from '#impl/wire/quorum-data.js';
import { forwardingPacket, packetOf } from '#impl/wire/quorum-messages.js';
import type { ForwardedRequest, PacketContext } from '#impl/wire/quorum-messages.js';
import type { QuorumMessage } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import { sameZxid, ZERO } from '#spec/model/zxid.js';
import type { SnapshotContent } from '#impl/disk/snapshot-format.js';

export interface Envelope {
  readonly self: ServerId;
  /** The ensemble's configuration, as text. */
  readonly config: string;
  /** A learner's: sessions heard of, for the echo of a ping. Null at a leader. */
  readonly touches: () => readonly SessionTouch[] | null;
  /** A learner's: the client's sync that is asked of the leader right now. Null at a leader, which answers. */
  readonly syncRequest: () => ForwardedRequest | null;
  /** The state as it is now: the body of a SNAP. */
  readonly content: () => SnapshotContent;
}

export function sendMessage<T>(connection: QuorumConnection<T>, message: QuorumMessage, envelope: Envelope): void {
  if (message.type === 'SYNC') {
    const request = envelope.syncRequest();
    if (request !== null) {
      connection.send(forwardingPacket(request));
      return;
    }
  }
  const context: PacketContext = {
    serverId: envelope.self,
    configVersion: ZERO,
    config: envelope.config,
    touches: message.type === 'PING' ? envelope.touches() : null,
  };
  connection.send(packetOf(message, context));
  if (message.type !== 'SNAP') return;
  const content = envelope.content();
  assert(sameZxid(content.zxid, message.zxid), 'a SNAP is of what has been delivered');
  connection.sendTree(content);
}
