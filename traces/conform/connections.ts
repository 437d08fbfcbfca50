/** One server's connections of the quorum port, as it recorded them: one a peer, messages numbered each way from 0 without a gap. */
import type { ServerId } from '#spec/model/quorum.js';
import type { ConnectionEvent, PacketEvent } from '#traces/format/event.js';
import { finding } from './finding.js';
import type { Found } from './finding.js';

interface Connection {
  readonly channel: string;
  received: number;
  sent: number;
  met: boolean;
}

export class Connections {
  private readonly byPeer = new Map<number, Connection>();

  isOpen(peer: ServerId): boolean {
    return this.byPeer.has(peer);
  }

  /** The name of some connection that is open, or null. */
  get anyOpen(): string | null {
    for (const { channel } of this.byPeer.values()) return channel;
    return null;
  }

  /** The server is told that this connection is open. Once, and before anything came on it. */
  meet(peer: ServerId): boolean {
    const connection = this.byPeer.get(peer);
    if (connection === undefined || connection.met || connection.received > 0) return false;
    connection.met = true;
    return true;
  }

  take(event: ConnectionEvent): Found {
    const { peer, channel } = event;
    const open = this.byPeer.get(peer);
    if (event.t === 'open') {
      if (open !== undefined) {
        return finding('connection', `${open.channel} to be closed before another one to server ${peer}`, `${channel} opened`);
      }
      this.byPeer.set(peer, { channel, received: 0, sent: 0, met: false });
      return null;
    }
    if (open?.channel !== channel) {
      return finding('connection', `a connection that is open: ${open?.channel ?? 'none'}`, `${channel} closed`);
    }
    this.byPeer.delete(peer);
    return null;
  }

  count({ t, peer, channel, n }: PacketEvent): Found {
    const open = this.byPeer.get(peer);
    if (open?.channel !== channel) {
      return finding('connection', `a connection that is open: ${open?.channel ?? 'none'}`, `a message on ${channel}`);
    }
    const next = t === 'in' ? open.received++ : open.sent++;
    return n === next ? null : finding('connection', `message ${next} of ${channel}`, `message ${n}`);
  }
}
