/**
 * What a server did to the world on behalf of one step, as recorded in front of the line of that step: connections closed, messages handed
 * to sockets, progress told to clients, in this order. Matched here against what the step asks for.
 */
import type { Send, Step } from '#spec/kit/action.js';
import type { Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { compareZxids, sameZxid, showZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { finding } from './finding.js';
import type { Found } from './finding.js';
import { sameMessage, showMessage } from './messages.js';

export type Effect =
  | { readonly kind: 'out' | 'mail'; readonly peer: ServerId; readonly message: Message }
  | { readonly kind: 'close'; readonly peer: ServerId }
  | { readonly kind: 'delivered'; readonly zxid: Zxid };

/** What of the server's surroundings decides what may leave at once. */
export interface Surroundings {
  readonly self: ServerId;
  /** Of the quorum port, as the recording has it now: behind all recorded effects. */
  readonly isOpen: (peer: ServerId) => boolean;
  /** Every write so far, this step's included, is durable. */
  readonly allDurable: boolean;
}

export interface Matched {
  readonly found: Found;
  /** Connections that broke while the step was carried out. */
  readonly broken: readonly ServerId[];
  /** Sends that wait for the disk. */
  readonly held: readonly Send[];
  /** Messages to itself, ready to be taken. */
  readonly own: readonly Message[];
}

/** What clients are told once a step is taken: the end of a snapshot received, then the newest transaction delivered. */
export function expectedDeliveries(before: Local, after: Local): readonly Zxid[] {
  const installs = compareZxids(after.history.base, before.lastCommitted) > 0;
  const from = installs ? after.history.base : before.lastCommitted;
  const told = installs ? [after.history.base] : [];
  return compareZxids(after.lastCommitted, from) > 0 ? [...told, after.lastCommitted] : told;
}

export class EffectMatcher {
  private readonly effects: readonly Effect[];
  private readonly around: Surroundings;
  private readonly broken: ServerId[] = [];
  private readonly held: Send[] = [];
  private readonly own: Message[] = [];
  private at = 0;
  /** Whether what waits for the disk has left at once: the same for all sends of a step. Null: not seen yet. */
  private atOnce: boolean | null;

  constructor(effects: readonly Effect[], around: Surroundings) {
    this.effects = effects;
    this.around = around;
    this.atOnce = around.allDurable ? null : false;
  }

  /** `lost`: the connection whose loss is the input of this step. */
  match(step: Step, deliveries: readonly Zxid[], closes: readonly ServerId[], lost: ServerId | null): Matched {
    const found = this.closes(closes, lost) ?? this.sends(step.send ?? []) ?? this.deliveries(deliveries) ?? this.nothingElse();
    return { found, broken: this.broken, held: this.held, own: this.own };
  }

  private closes(closes: readonly ServerId[], lost: ServerId | null): Found {
    for (let effect = this.effects[this.at]; effect?.kind === 'close'; effect = this.effects[++this.at]) {
      if (closes.includes(effect.peer) || effect.peer === lost) continue;
      return finding('effects', 'no connection to be closed', `the connection to server ${effect.peer} was closed`);
    }
    const left = closes.find((peer) => this.around.isOpen(peer));
    return left === undefined ? null : finding('effects', `the connection to server ${left} to be closed`, 'it stayed open');
  }

  private sends(sends: readonly Send[]): Found {
    for (const send of sends) {
      const found = this.send(send);
      if (found !== null) return found;
    }
    return null;
  }

  private send(send: Send): Found {
    const { to, message, after } = send;
    const itself = to === this.around.self;
    if (after === 'synced' && (itself || this.waits(send))) {
      this.held.push(send);
      return null;
    }
    if (itself) {
      this.own.push(message);
      return null;
    }
    const kind = message.type === 'NOTIFICATION' ? 'mail' : 'out';
    if (kind === 'out') {
      this.skipBreaks();
      // Nothing is sent where no connection is.
      if (!this.wasOpen(to)) return null;
    }
    const effect = this.effects[this.at];
    if (effect?.kind === kind && effect.peer === to && sameMessage(effect.message, message)) {
      this.at += 1;
      return null;
    }
    return finding('effects', `${showMessage(message)} to server ${to}`, showEffect(effect), { peers: [to] });
  }

  /** Does what waits for the disk wait here? Where all is durable already the server may not know it yet. */
  private waits({ to, message }: Send): boolean {
    this.skipBreaks();
    if (!this.wasOpen(to)) return false;
    if (this.atOnce === null) {
      const effect = this.effects[this.at];
      this.atOnce = effect?.kind === 'out' && effect.peer === to && sameMessage(effect.message, message);
    }
    return !this.atOnce;
  }

  /** A peer that reads too slowly is cut off behind a message to it. */
  private skipBreaks(): void {
    for (let effect = this.effects[this.at]; effect?.kind === 'close'; effect = this.effects[++this.at]) {
      const last = this.effects[this.at - 1];
      if (last?.kind !== 'out' || last.peer !== effect.peer) return;
      this.broken.push(effect.peer);
    }
  }

  private wasOpen(peer: ServerId): boolean {
    if (this.around.isOpen(peer)) return true;
    return this.effects.some((effect, index) => index >= this.at && effect.kind === 'close' && effect.peer === peer);
  }

  private deliveries(expected: readonly Zxid[]): Found {
    this.skipBreaks();
    for (const zxid of expected) {
      const effect = this.effects[this.at];
      if (effect?.kind !== 'delivered' || !sameZxid(effect.zxid, zxid)) {
        return finding('effects', `delivery up to ${showZxid(zxid)}`, showEffect(effect));
      }
      this.at += 1;
    }
    return null;
  }

  private nothingElse(): Found {
    this.skipBreaks();
    const effect = this.effects[this.at];
    return effect === undefined ? null : finding('effects', 'nothing else by this step', showEffect(effect));
  }
}

export function showEffect(effect: Effect | undefined): string {
  switch (effect?.kind) {
    case undefined:
      return 'nothing';
    case 'close':
      return `the connection to server ${effect.peer} was closed`;
    case 'delivered':
      return `delivery up to ${showZxid(effect.zxid)}`;
    case 'out':
    case 'mail':
      return `${showMessage(effect.message)} to server ${effect.peer}`;
  }
}

/** As a server keeps it in memory: entries that its snapshot covers are gone. */
export function trimmed(local: Local): Local {
  const { history, snapshotZxid } = local;
  return compareZxids(history.base, snapshotZxid) >= 0 ? local : { ...local, history: history.startingAfter(snapshotZxid) };
}
