/** A state of the world by what is in it, for a driver to compare with. */
import assert from 'node:assert/strict';
import type { State } from '#spec/kit/evaluate.js';
import type { Message, Notification } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Durable, Local } from '#spec/model/state.js';
import { compareZxids, sameZxid } from '#spec/model/zxid.js';
import type { Disk } from '#spec/world/disk.js';
import { placesOf } from '#spec/world/layout.js';
import type { Layout, Places } from '#spec/world/layout.js';
import { sideOf } from '#spec/world/link.js';
import type { Link, Mail } from '#spec/world/link.js';

export class ModelState {
  private readonly places: Places;
  private readonly state: State;

  constructor(layout: Layout, state: State) {
    this.places = placesOf(layout);
    this.state = state;
  }

  server(i: ServerId): Local {
    return this.state[this.places.server(i)] as Local;
  }

  disk(i: ServerId): Disk {
    return this.state[this.places.disk(i) ?? -1] as Disk;
  }

  link(i: ServerId, j: ServerId): Link {
    return this.state[this.places.link(i, j)] as Link;
  }

  /** Pairs that may have one. */
  get pairs(): readonly (readonly [ServerId, ServerId])[] {
    const { layout, peersOf } = this.places;
    return layout.servers.flatMap((i) => peersOf(i).flatMap((j) => (i < j ? [[i, j] as const] : [])));
  }

  /** Does server `i` believe in its connection with `j`? */
  believes(i: ServerId, j: ServerId): boolean {
    return this.link(i, j).ends[sideOf(i, j)];
  }

  sent(from: ServerId, to: ServerId): readonly Message[] {
    return this.link(from, to).queues[sideOf(from, to)];
  }

  onItsWay(from: ServerId, to: ServerId): Message {
    const [first] = this.sent(from, to);
    assert(first !== undefined, `something is on its way from ${from} to ${to}`);
    return first;
  }

  mail(from: ServerId, to: ServerId): Notification | undefined {
    const slot = this.places.mail(from, to);
    return slot === undefined ? undefined : (this.state[slot] as Mail).queues[sideOf(from, to)][0];
  }

  /** Nobody has told itself anything that it has not taken. */
  get isQuiet(): boolean {
    return this.places.layout.voters.every((i) => (this.state[this.places.loop(i)] as readonly Message[]).length === 0);
  }

  /** The value that server `i` has just proposed, or handed on. Null: it is lost, on a connection that is broken. */
  writtenBy(i: ServerId): number | null {
    const { role, history, vote } = this.server(i);
    if (role === 'leading') return history.at(history.length - 1).value as number;
    const sent = this.sent(i, vote.leader).at(-1);
    return sent?.type === 'REQUEST' ? (sent.value as number) : null;
  }

  hasDelivered(i: ServerId, value: number | null): boolean {
    const { history, lastCommitted } = this.server(i);
    return history
      .upTo(lastCommitted)
      .after(history.base)
      .some((txn) => txn.value === value);
  }

  /** How many writes of a real disk the first `count` of those that wait at server `i` are: what changes nothing is none. */
  writesOf(i: ServerId, count: number): number {
    const { durable, pending } = this.disk(i);
    let now = durable;
    return pending.slice(0, count).filter((write) => {
      const before = now;
      now = { ...now, ...write };
      return changes(before, write);
    }).length;
  }
}

function changes({ history, snapshotZxid }: Durable, write: Partial<Durable>): boolean {
  if (write.acceptedEpoch !== undefined || write.currentEpoch !== undefined) return true;
  if (write.snapshotZxid !== undefined && compareZxids(write.snapshotZxid, snapshotZxid) > 0) return true;
  return write.history !== undefined && !sameZxid(write.history.lastZxid, history.lastZxid);
}
