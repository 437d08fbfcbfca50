/** Messages that wait for the disk, and what a server told itself. */
import type { Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import { finding } from './finding.js';
import type { Found } from './finding.js';
import { sameMessage, showMessage } from './messages.js';
import { Queue } from './queue.js';

interface Held {
  readonly message: Message;
  /** Leaves once so many operations are durable. */
  readonly behind: number;
  /** The disk was seen to have come so far, and that it had was told since: it must have left by then. */
  overdue: 'no' | 'next' | 'not told';
}

export class HeldSends {
  /** Something should have left, unless the server is ending, which takes no more steps. */
  overdue: Found = null;
  private readonly byReceiver = new Map<ServerId, Queue<Held>>();

  /** `told`: the server hears of the last of these writes by itself, since it gave the disk something to do. */
  hold(to: ServerId, message: Message, behind: number, told: boolean): void {
    let queue = this.byReceiver.get(to);
    if (queue === undefined) this.byReceiver.set(to, (queue = new Queue()));
    queue.push({ message, behind, overdue: told ? 'no' : 'not told' });
  }

  /** The first message held for a receiver leaves, if it is this one and the disk has come far enough. */
  release(to: ServerId, message: Message, durable: number): boolean {
    const queue = this.byReceiver.get(to);
    const head = queue?.head;
    if (queue === undefined || head === undefined || head.behind > durable || !sameMessage(head.message, message)) return false;
    queue.shift();
    return true;
  }

  /** Why a message is not the one that may leave now: for the reader of a finding. */
  head(to: ServerId): string {
    const head = this.byReceiver.get(to)?.head;
    return head === undefined ? 'nothing held' : `${showMessage(head.message)}, held behind write ${head.behind}`;
  }

  forget(receivers: readonly ServerId[]): void {
    for (const receiver of receivers) this.byReceiver.delete(receiver);
  }

  /** The disk has told so far. What it had told of before has left since, or never will. */
  reached(durable: number): void {
    for (const [to, queue] of this.byReceiver) {
      for (let at = 0; at < queue.length; at++) {
        const held = queue.at(at);
        if (held === undefined || held.behind > durable) break;
        if (held.overdue === 'next') {
          const late = `${showMessage(held.message)} to server ${to}, whose writes are durable`;
          this.overdue ??= finding('effects', late, 'it did not leave, and the server goes on');
        }
        if (held.overdue === 'no') held.overdue = 'next';
      }
    }
  }
}
