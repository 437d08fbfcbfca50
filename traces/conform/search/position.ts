/**
 * Where a hypothesis stands: the state of its server, its connections and its disk, the recorded lines that are used up, and the lines it has
 * told so far. What makes it go on is in `hypothesis.ts`.
 */
import { enabledAction } from '#spec/kit/protocol.js';
import type { Dispatch } from '#spec/kit/protocol.js';
import type { Env } from '#spec/kit/action.js';
import type { Input, Message } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { stopped } from '#spec/model/state.js';
import type { Durable, Local } from '#spec/model/state.js';
import type { StateDigester } from '#traces/format/digest.js';
import type { TraceEvent } from '#traces/format/event.js';
import { toTrace } from '#traces/format/translate.js';
import { sameMessage } from '../messages.js';
import type { Line } from '../source.js';
import { freshDisk } from './disk.js';
import type { Disk } from './disk.js';
import type { Known } from './known.js';
import type { RecordedRun } from './recorded-run.js';
import type { Told } from './told.js';

export interface Surroundings {
  readonly run: RecordedRun;
  readonly known: Known;
  readonly dispatch: Dispatch;
  readonly env: Env;
  readonly members: readonly ServerId[];
  readonly digester: StateDigester;
}

export interface Connection {
  readonly channel: string;
  readonly received: number;
  readonly sent: number;
  readonly met: boolean;
}

export interface Held {
  readonly to: ServerId;
  readonly message: Message;
  readonly behind: number;
  /** As in `held-sends.ts`. */
  readonly overdue: 'no' | 'next' | 'not told';
}

/**
 * A message that waits for the disk, where the disk has everything already: it leaves `at once`, or is `held`, for the server may not know.
 * `flushed`: the disk came so far unrecorded just before.
 */
export type Mode = 'at once' | 'held' | 'flushed';

export class Position {
  local: Local;
  disk: Disk;
  connections: ReadonlyMap<ServerId, Connection> = new Map();
  held: readonly Held[] = [];
  own: readonly Message[] = [];
  /** Peers whose loss it must hear of next. */
  lost: readonly ServerId[] = [];
  /** Where in their senders' traces the notifications stand that it heard last. */
  heard: ReadonlyMap<ServerId, number>;
  cursor = 0;
  told: Told | null = null;
  /** Inferred lines, but for kinds of which there is none in the trace. */
  cost = 0;
  /** Inputs without a recorded line since the last recorded one. */
  missing = 0;
  dead = false;
  /** The cursor where a recorded digest was met and nothing followed. */
  pinned = 0;
  /** How it deals with messages that wait for the disk. */
  mode: Mode = 'at once';
  /** It could have dealt with one in this way, too. */
  instead: Mode | null = null;
  readonly around: Surroundings;

  constructor(around: Surroundings, recovered: Durable, heard: ReadonlyMap<ServerId, number>) {
    this.around = around;
    this.heard = heard;
    this.local = stopped(recovered, around.env.self);
    this.disk = freshDisk(recovered);
  }

  get self(): ServerId {
    return this.around.env.self;
  }

  /** The next recorded line; undefined: all are used up. */
  get head(): Line | undefined {
    return this.around.run.lines[this.cursor];
  }

  wants(input: Input): boolean {
    const { dispatch, env } = this.around;
    return enabledAction(dispatch, this.local, input, env).kind === 'one';
  }

  // Lines.

  protected tell(
    event: TraceEvent,
    is: (recorded: TraceEvent, line: Line) => boolean,
    message: Message | null,
    after: Local | null = null,
  ): void {
    const { head } = this;
    if (head?.event.t === event.t && is(head.event, head)) {
      this.told = { before: this.told, event: head.event, message: head.message, number: head.number, inferred: null };
      this.cursor += 1;
      return;
    }
    const number = head?.number ?? this.around.run.lines.at(-1)?.number ?? 1;
    this.told = { before: this.told, event, message, number, inferred: { after } };
    if (!this.around.run.isLacking(event.t)) this.cost += 1;
  }

  protected packet(t: 'in' | 'out', peer: ServerId, message: Message): void {
    const connection = this.connections.get(peer);
    if (connection === undefined) {
      this.dead = true;
      return;
    }
    const { channel } = connection;
    const n = t === 'in' ? connection.received : connection.sent;
    const { cursor, cost } = this;
    this.tell(
      { t, peer, channel, n, m: toTrace(message) },
      (event, line) =>
        event.t === t &&
        event.peer === peer &&
        event.channel === channel &&
        event.n === n &&
        line.message !== null &&
        sameMessage(line.message, message),
      message,
    );
    if (this.cursor === cursor) {
      const { run, known } = this.around;
      const [from, to] = t === 'in' ? [peer, this.self] : [this.self, peer];
      if (known.isOther(channel, from, to, n, message)) this.dead = true;
      if (run.hasPacket(t, channel, n)) this.dead = true;
      if (run.mustHavePacket(t, channel, n) || (t === 'out' && known.receivedBy(channel, peer) > n)) this.cost = cost;
    }
    this.connect(peer, t === 'in' ? { ...connection, received: n + 1 } : { ...connection, sent: n + 1 });
  }

  protected mail(t: 'mail-in' | 'mail-out', peer: ServerId, message: Message): void {
    this.tell(
      { t, peer, m: toTrace(message) },
      (event, line) => event.t === t && event.peer === peer && line.message !== null && sameMessage(line.message, message),
      message,
    );
  }

  protected connect(peer: ServerId, connection: Connection | null): void {
    const connections = new Map(this.connections);
    if (connection === null) connections.delete(peer);
    else connections.set(peer, connection);
    this.connections = connections;
  }

  // Connections.

  open(peer: ServerId, channel: string): this {
    if (this.connections.has(peer)) this.dead = true;
    this.tell(
      { t: 'open', peer, channel },
      (event) => event.t === 'open' && event.peer === peer && event.channel === channel,
      null,
    );
    this.connect(peer, { channel, received: 0, sent: 0, met: false });
    return this;
  }

  /** The connection breaks, or is ended because of what came. */
  lose(peer: ServerId): this {
    this.shut(peer);
    if (!this.around.run.isStopping(this.cursor)) this.lost = [...this.lost, peer];
    return this;
  }

  protected shut(peer: ServerId): void {
    const connection = this.connections.get(peer);
    if (connection === undefined) return;
    const { channel, sent } = connection;
    // The other end has received more than it would have been sent.
    if (this.around.known.receivedBy(channel, peer) > sent) this.dead = true;
    this.tell(
      { t: 'close', peer, channel },
      (event) => event.t === 'close' && event.peer === peer && event.channel === channel,
      null,
    );
    this.connect(peer, null);
    this.forget(peer);
  }

  protected closeAll(peers: readonly ServerId[]): void {
    const left = new Set(peers.filter((peer) => this.connections.has(peer)));
    for (let event = this.head?.event; event?.t === 'close' && left.delete(sid(event.peer)); event = this.head?.event) {
      this.shut(sid(event.peer));
    }
    for (const peer of left) this.shut(peer);
    for (const peer of peers) this.forget(peer);
    if (peers.includes(this.self)) this.own = [];
  }

  protected forget(peer: ServerId): void {
    if (this.held.some(({ to }) => to === peer)) this.held = this.held.filter(({ to }) => to !== peer);
  }

  // What is left of it.

  /** A recorded line can never come any more. */
  get isRefuted(): boolean {
    if (this.dead) return true;
    const event = this.head?.event;
    if (event?.t === 'write') return event.n <= this.disk.issued;
    if (event?.t === 'durable') return event.n < this.disk.durable;
    if (event?.t !== 'in' && event?.t !== 'out') return false;
    const connection = this.connections.get(sid(event.peer));
    if (connection?.channel !== event.channel) return false;
    return event.n < (event.t === 'in' ? connection.received : connection.sent);
  }

  /** Equal for hypotheses that can do the same from here on. */
  get key(): string {
    const { disk, cursor, missing, held, heard } = this;
    const parts = [cursor, missing, this.around.digester.digest(this.local), disk.issued, disk.durable, disk.operationsDurable];
    for (const [peer, { channel, received, sent, met }] of this.connections) {
      parts.push(peer, channel, received, sent, met ? 1 : 0);
    }
    for (const { to, behind, overdue } of held) parts.push(to, behind, overdue);
    for (const [peer, order] of heard) parts.push(peer, order);
    return parts.join(' ');
  }
}
