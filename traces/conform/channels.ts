/**
 * Connections of the quorum port from both ends: what was received was sent, in order, once, without a gap. The ends have no clock in
 * common, so a reader of the traces asks first whether the cause of a line has been read; until then the line waits.
 *
 *     sender     out 0   out 1   out 2   …         kept until the other end has received them
 *     receiver   in 0    in 1    …                 the same message, or a divergence
 */
import type { Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import { finding } from './finding.js';
import type { Found } from './finding.js';
import { sameMessage, showMessage } from './messages.js';
import { Queue } from './queue.js';

/** `wait`: its cause may be still to come. `torn`: it may have been in the end of a trace that is lost. */
export type Cause = 'known' | 'wait' | 'torn';

interface End {
  readonly server: ServerId;
  readonly peer: ServerId;
  readonly name: string;
  readonly sent: Queue<Message>;
  /** `torn`: its process was killed, and the end of its trace may be lacking. */
  state: 'open' | 'closed' | 'torn';
  /** The other end, once a message has shown which it is. */
  other: End | null;
  /** The other end was in the part of a trace that is lost. */
  alone: boolean;
}

/** Ids are below 256. */
function key(server: ServerId, peer: ServerId): number {
  return server * 0x100 + peer;
}

export class Channels {
  private readonly open = new Map<number, End>();
  /** By name: ends that are not known to belong together. */
  private readonly unmatched = new Map<string, End[]>();
  private readonly names: ReadonlyMap<string, string>;
  private readonly isTraced: (server: ServerId) => boolean;

  /** `names`: what an end behind a proxy is called at the other. */
  constructor(isTraced: (server: ServerId) => boolean, names: ReadonlyMap<string, string>) {
    this.isTraced = isTraced;
    this.names = names;
  }

  opened(server: ServerId, peer: ServerId, channel: string): void {
    const name = this.names.get(channel) ?? channel;
    const end: End = { server, peer, name, sent: new Queue(), state: 'open', other: null, alone: false };
    this.open.set(key(server, peer), end);
    if (!this.isTraced(peer)) return;
    const others = this.unmatched.get(name);
    if (others === undefined) this.unmatched.set(name, [end]);
    else others.push(end);
  }

  closed(server: ServerId, peer: ServerId): void {
    this.end(server, peer, 'closed');
  }

  /** The process has ended, and its connections with it. */
  ended(server: ServerId, peers: readonly ServerId[], stopped: boolean): void {
    for (const peer of peers) this.end(server, peer, stopped ? 'closed' : 'torn');
  }

  private end(server: ServerId, peer: ServerId, state: 'closed' | 'torn'): void {
    const end = this.open.get(key(server, peer));
    if (end === undefined) return;
    this.open.delete(key(server, peer));
    end.state = state;
    end.other?.sent.clear();
    if (end.other === null && end.sent.length === 0 && state === 'closed') this.forget(end);
  }

  private forget(end: End): void {
    const left = (this.unmatched.get(end.name) ?? []).filter((each) => each !== end);
    if (left.length === 0) this.unmatched.delete(end.name);
    else this.unmatched.set(end.name, left);
  }

  sent(server: ServerId, peer: ServerId, message: Message): void {
    const end = this.open.get(key(server, peer));
    // Nobody will read it: the other end is closed, or its trace is lacking.
    if (end === undefined || !this.isTraced(peer) || (end.other !== null && end.other.state !== 'open')) return;
    end.sent.push(message);
  }

  /** Has what `server` receives next from `peer` been sent, as far as was read? */
  cause(server: ServerId, peer: ServerId, message: Message): Cause {
    const end = this.open.get(key(server, peer));
    // Where nothing is open the replay of the server itself says so.
    if (end === undefined) return 'known';
    if (end.alone) return 'torn';
    end.other ??= this.match(end, message);
    if (end.other === null) return 'wait';
    if (end.other.sent.length > 0) return 'known';
    return end.other.state === 'torn' ? 'torn' : 'wait';
  }

  /** The end that has sent this message first. */
  private match(end: End, message: Message): End | null {
    for (const candidate of this.unmatched.get(end.name) ?? []) {
      const { head } = candidate.sent;
      if (candidate.server !== end.peer || candidate.peer !== end.server || head === undefined) continue;
      if (!sameMessage(head, message)) continue;
      candidate.other = end;
      this.forget(candidate);
      this.forget(end);
      return candidate;
    }
    return null;
  }

  /** Only where the cause is known. */
  received(server: ServerId, peer: ServerId, message: Message): Found {
    const other = this.open.get(key(server, peer))?.other;
    const sent = other?.sent.shift();
    if (sent === undefined || sameMessage(sent, message)) return null;
    return finding('channel', `${showMessage(sent)}, sent by server ${peer}`, showMessage(message), { peers: [peer] });
  }

  /** Nothing more can show the other end of this connection: it is taken as given. */
  takeAsGiven(server: ServerId, peer: ServerId): void {
    const end = this.open.get(key(server, peer));
    if (end !== undefined) end.alone = true;
  }

  /** What is known of a message that never was sent, for the reader of a finding. */
  why(server: ServerId, peer: ServerId): string {
    const end = this.open.get(key(server, peer));
    const other = end?.other;
    if (end === undefined) return 'no connection';
    if (other === undefined || other === null) {
      return `server ${peer} has no connection ${end.name} that begins so (behind a proxy: --channels)`;
    }
    return `server ${peer} sent nothing more on ${end.name}, and ${other.state === 'open' ? 'still could' : `it is ${other.state}`}`;
  }
}
