/**
 * The election port: each notification received is one that was sent, and none comes behind a later one. It may be lost, and it may come
 * more than once, so repetitions are one.
 *
 *     box   last received | sent | sent | lost end of a run | sent | …
 */
import type { Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import { sameMessage } from './messages.js';
import { Queue } from './queue.js';

/** What a process may have sent behind the end of its trace. */
const LOST_END = 'lost end';

/**
 * What comes from a lost end may be equal to something that was sent later, and be taken for that. So the lost end explains a few more
 * notifications behind one that seems to be later.
 */
const GRACE = 16;

type Item = Message | typeof LOST_END;

interface Box {
  /** What was sent, from the last one received on. */
  readonly items: Queue<Item>;
  newest: Item | null;
  /** How many more a lost end that was passed may explain. */
  grace: number;
}

export class Mail {
  /** By sender, then receiver. */
  private readonly boxes = new Map<number, Box>();

  sent(from: ServerId, to: ServerId, message: Message): void {
    this.add(from, to, message);
  }

  /** A process was killed, and the end of its trace may be lacking. */
  torn(from: ServerId, receivers: readonly ServerId[]): void {
    for (const to of receivers) this.add(from, to, LOST_END);
  }

  private add(from: ServerId, to: ServerId, item: Item): void {
    const box = this.box(from, to);
    if (box.newest !== null && sameItem(box.newest, item)) return;
    box.newest = item;
    box.items.push(item);
  }

  private box(from: ServerId, to: ServerId): Box {
    const key = from * 0x100 + to;
    let box = this.boxes.get(key);
    if (box === undefined) this.boxes.set(key, (box = { items: new Queue(), newest: null, grace: 0 }));
    return box;
  }

  /** True where it was sent, as far as was read; then everything older is gone. */
  received(to: ServerId, from: ServerId, message: Message): boolean {
    return this.reach(to, from, message);
  }

  /** True where it may have been sent behind the end of a trace; then everything in front of that is gone. */
  takeAsGiven(to: ServerId, from: ServerId): boolean {
    const box = this.box(from, to);
    box.grace -= 1;
    return this.reach(to, from, LOST_END) || box.grace >= 0;
  }

  /** May the end of a trace have held what is received next? */
  mayBeLost(to: ServerId, from: ServerId): boolean {
    const { items, grace } = this.box(from, to);
    return grace > 0 || items.values().includes(LOST_END);
  }

  private reach(to: ServerId, from: ServerId, item: Item): boolean {
    const box = this.box(from, to);
    const { items } = box;
    for (let at = 0; at < items.length; at++) {
      const sent = items.at(at);
      if (sent === undefined || !sameItem(sent, item)) continue;
      for (let older = 0; older < at; older++) {
        if (items.shift() === LOST_END) box.grace = GRACE;
      }
      return true;
    }
    return false;
  }
}

function sameItem(a: Item, b: Item): boolean {
  if (a === LOST_END || b === LOST_END) return a === b;
  return sameMessage(a, b);
}
