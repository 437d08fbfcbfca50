/** What the traces of all servers say, for who looks for a line that one of them lacks: values of transactions, messages by channel and number, mail. */
import type { Message } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { Digest, PacketEvent, TraceEvent, TraceZxid } from '#traces/format/event.js';
import { sameMessage } from '../messages.js';
import type { Line } from '../source.js';

/** Different notifications behind the one heard last that are thought of. */
const MAIL_MOST = 6;

interface Posted {
  /** Where in the sender's trace. */
  readonly order: number;
  readonly message: Message;
}

export class Known {
  private readonly names: ReadonlyMap<string, string>;
  private readonly byZxid = new Map<string, Digest[]>();
  private readonly packets = new Map<string, Message>();
  /** Inferred, and perhaps thought better of since. */
  private readonly inferred = new Map<string, Message>();
  /** By channel and receiver: how many messages it is known to have received. */
  private readonly counts = new Map<string, number>();
  /** How often a server opened a channel of this name. */
  private readonly opened = new Map<string, number>();
  private readonly mail = new Map<number, Posted[]>();

  constructor(names: ReadonlyMap<string, string>) {
    this.names = names;
  }

  /** What a server sent, as is inferred; `order`: the line in front of which it did. */
  infer(server: ServerId, { event, message }: Pick<Line, 'event' | 'message'>, order: number): void {
    if (message === null) return;
    if (event.t === 'out') this.inferred.set(this.key(event.channel, server, event.n), message);
    if (event.t === 'mail-out') this.posted(server, sid(event.peer), { order, message });
  }

  /** A recorded line of a server's trace; `order`: its place there. */
  add(server: ServerId, { event, message }: Pick<Line, 'event' | 'message'>, order: number): void {
    switch (event.t) {
      case 'in':
      case 'out':
        this.packet(server, event, message);
        return;
      case 'mail-out':
        if (message !== null) this.posted(server, sid(event.peer), { order, message });
        return;
      case 'entry':
        this.value(event.zxid, event.hash);
        return;
      case 'write':
        if (event.write.kind === 'append') for (const [zxid, hash] of event.write.entries) this.value(zxid, hash);
        return;
      case 'step':
        this.told(event.input);
        return;
      case 'open': {
        const key = this.key(event.channel, server, -1);
        this.opened.set(key, (this.opened.get(key) ?? 0) + 1);
        return;
      }
      case 'mail-in':
      case 'trace':
      case 'recovered':
      case 'close':
      case 'durable':
      case 'delivered':
      case 'client-open':
      case 'client-close':
      case 'request':
      case 'reply':
      case 'watch-event':
      case 'stop':
        return;
    }
  }

  private packet(server: ServerId, event: PacketEvent, message: Message | null): void {
    const peer = sid(event.peer);
    const [from, to] = event.t === 'in' ? [peer, server] : [server, peer];
    if (message !== null) this.packets.set(this.key(event.channel, from, event.n), message);
    this.told(event.m);
    if (event.t === 'out') return;
    const key = this.key(event.channel, to, -1);
    this.counts.set(key, Math.max(this.counts.get(key) ?? 0, event.n + 1));
  }

  private key(channel: string, server: ServerId, n: number): string {
    return `${server} ${n} ${this.names.get(channel) ?? channel}`;
  }

  private told(m: Readonly<Record<string, unknown>>): void {
    if (m['type'] === 'PROPOSAL' || m['type'] === 'INFORM') this.value(m['zxid'] as TraceZxid, m['value'] as Digest);
  }

  private value([epoch, counter]: TraceZxid, hash: Digest): void {
    const key = `${epoch}.${counter}`;
    const values = this.byZxid.get(key);
    if (values === undefined) this.byZxid.set(key, [hash]);
    else if (!values.includes(hash)) values.push(hash);
  }

  private posted(from: ServerId, to: ServerId, posted: Posted): void {
    const key = from * 0x100 + to;
    const box = this.mail.get(key);
    if (box === undefined) this.mail.set(key, [posted]);
    else if (posted.order >= (box.at(-1)?.order ?? 0)) box.push(posted);
    else {
      box.splice(
        box.findIndex(({ order }) => order > posted.order),
        0,
        posted,
      );
    }
  }

  /** What the transaction with this zxid is anywhere said to be. */
  values({ epoch, counter }: Zxid): readonly Digest[] {
    return this.byZxid.get(`${epoch}.${counter}`) ?? [];
  }

  /** The `n`-th message from a server on a channel; undefined: no line tells. */
  message(channel: string, from: ServerId, n: number): Message | undefined {
    return this.packets.get(this.key(channel, from, n));
  }

  /** As `message`, or as was inferred of its sender. */
  likely(channel: string, from: ServerId, n: number): Message | undefined {
    return this.message(channel, from, n) ?? this.inferred.get(this.key(channel, from, n));
  }

  /** Does any line tell of another message in this place? A name that comes again may be of another connection. */
  isOther(channel: string, from: ServerId, to: ServerId, n: number, message: Message): boolean {
    const known = this.message(channel, from, n);
    if (known === undefined || sameMessage(known, message)) return false;
    return [from, to].every((end) => (this.opened.get(this.key(channel, end, -1)) ?? 0) <= 1);
  }

  /** So many messages at least has `to` received there. */
  receivedBy(channel: string, to: ServerId): number {
    return this.counts.get(this.key(channel, to, -1)) ?? 0;
  }

  /** Where in its sender's trace a notification stands, not in front of `since`; `since` where it is not found. */
  whenPosted(from: ServerId, to: ServerId, message: Message, since: number): number {
    for (const each of this.mail.get(from * 0x100 + to) ?? []) {
      if (each.order >= since && sameMessage(each.message, message)) return each.order;
    }
    return since;
  }

  /** Different notifications that may be on their way, or come again. */
  mailFrom(from: ServerId, to: ServerId, since: number): readonly Message[] {
    const found: Message[] = [];
    for (const { order, message } of this.mail.get(from * 0x100 + to) ?? []) {
      if (order < since || found.some((each) => sameMessage(each, message))) continue;
      found.push(message);
      if (found.length === MAIL_MOST) break;
    }
    return found;
  }
}

/** Kinds of lines that may be left out of a trace. */
const SAMPLED: readonly TraceEvent['t'][] = [
  'in',
  'out',
  'mail-in',
  'mail-out',
  'step',
  'write',
  'durable',
  'delivered',
  'open',
  'close',
];

/** Those of which there is no line at all. */
export function lackingKinds(lines: readonly Line[]): ReadonlySet<TraceEvent['t']> {
  const present = new Set(lines.map(({ event }) => event.t));
  return new Set(SAMPLED.filter((kind) => !present.has(kind)));
}
