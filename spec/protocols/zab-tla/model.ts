/** One configuration of Zab.tla: its servers and bounds, where things are, and how rules read and change them. */
import type { LaneEvent, Read, Slot, Update, View } from '../../kit/system.js';
import { majorityOf, sid } from '../../model/quorum.js';
import type { IsQuorum, ServerId } from '../../model/quorum.js';
import type { Channel } from './channel.js';
import type { Proposal } from './ghosts.js';
import type { Message } from './messages.js';
import type { Recorder } from './recorder.js';
import type { Server, ServerPatch } from './server.js';
import { showMessage } from './show.js';

export interface ZabTlaOptions {
  readonly servers: number;
  /** Timeouts and restarts together. */
  readonly maxTimeouts: number;
  /** No request is taken once a history was this long. */
  readonly maxTxns: number;
  readonly maxEpoch: number;
  readonly maxRestarts: number;
}

/** A read that knows the type of what it shows; `shows` is never there. */
export type Reading<T> = Read & { readonly shows?: T };

const head: View = { name: 'head', of: (channel: Channel) => channel[0] ?? null };

export class Model {
  readonly options: ZabTlaOptions;
  readonly servers: readonly ServerId[];
  /** Every server with every other. */
  readonly pairs: readonly (readonly [ServerId, ServerId])[];
  readonly isQuorum: IsQuorum;
  readonly slots: readonly Slot[];
  private readonly places: ReadonlyMap<string, number>;

  constructor(options: ZabTlaOptions) {
    this.options = options;
    this.servers = Array.from({ length: options.servers }, (_, index) => sid(index + 1));
    this.pairs = this.servers.flatMap((i) => this.servers.filter((j) => j !== i).map((j) => [i, j] as const));
    this.isQuorum = majorityOf(this.servers);
    this.slots = [
      ...this.servers.map((i) => ({ name: `server ${i}`, kind: 'server' })),
      { name: 'leaderOracle', kind: 'oracle' },
      ...this.pairs.map(([from, to]) => ({ name: `channel ${from}→${to}`, kind: 'channel' })),
      { name: 'recorder', kind: 'recorder' },
      { name: 'proposalMsgsLog', kind: 'proposals', carried: true },
      { name: 'epochLeader', kind: 'epoch leaders', carried: true },
    ];
    this.places = new Map(this.slots.map((slot, place) => [slot.name, place]));
  }

  /** The number of a slot. */
  place(name: 'leaderOracle' | 'recorder' | 'proposalMsgsLog' | 'epochLeader'): number {
    return this.placeOf(name);
  }

  placeOfServer(i: ServerId): number {
    return this.placeOf(`server ${i}`);
  }

  placeOfChannel(from: ServerId, to: ServerId): number {
    return this.placeOf(`channel ${from}→${to}`);
  }

  private placeOf(name: string): number {
    return this.places.get(name) ?? -1;
  }

  /** Only these fields of a server: the less a rule reads, the more often its answer is remembered. */
  server<K extends keyof Server>(i: ServerId, ...names: readonly K[]): Reading<Pick<Server, K>> {
    const of = (server: Server): unknown => Object.fromEntries(names.map((name) => [name, server[name]]));
    return { slot: this.placeOfServer(i), view: { name: names.join(), of } };
  }

  oracle(): Reading<ServerId | null> {
    return { slot: this.place('leaderOracle') };
  }

  head(from: ServerId, to: ServerId): Reading<Message | null> {
    return { slot: this.placeOfChannel(from, to), view: head };
  }

  /** Whether a counter of the recorder is below its bound. */
  below(counter: keyof Recorder, bound: number): Reading<boolean> {
    return {
      slot: this.place('recorder'),
      view: { name: `${counter} < ${bound}`, of: (recorder: Recorder) => recorder[counter] < bound },
    };
  }

  patch(i: ServerId, patch: ServerPatch): Update {
    return { slot: this.placeOfServer(i), apply: 'patch', operand: patch };
  }

  send(from: ServerId, to: ServerId, message: Message): Update {
    return { slot: this.placeOfChannel(from, to), apply: 'push', operand: message };
  }

  discard(from: ServerId, to: ServerId): Update {
    return { slot: this.placeOfChannel(from, to), apply: 'pop', operand: null };
  }

  clear(from: ServerId, to: ServerId): Update {
    return { slot: this.placeOfChannel(from, to), apply: 'clear', operand: null };
  }

  record(operator: 'timeout' | 'restart' | 'request' | 'epoch', operand: number | null = null): Update {
    return { slot: this.place('recorder'), apply: operator, operand };
  }

  remember(proposals: readonly Proposal[]): readonly Update[] {
    return proposals.length === 0 ? [] : [{ slot: this.place('proposalMsgsLog'), apply: 'add', operand: proposals }];
  }

  sent(from: ServerId, to: ServerId, message: Message): LaneEvent {
    return { kind: 'send', lane: this.lane(from), peer: this.lane(to), text: showMessage(message) };
  }

  received(from: ServerId, to: ServerId, message: Message): LaneEvent {
    return { kind: 'receive', lane: this.lane(to), peer: this.lane(from), text: showMessage(message) };
  }

  local(i: ServerId, text: string): LaneEvent {
    return { kind: 'local', lane: this.lane(i), text };
  }

  private lane(i: ServerId): number {
    return this.servers.indexOf(i);
  }
}
