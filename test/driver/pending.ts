/** Requests that wait for their replies, oldest first: a queue that takes from its front without moving what is behind. */
import type { ClientOp } from '#impl/wire/client-protocol.js';
import type { Reply } from './arrivals.js';

export interface Pending {
  readonly xid: number;
  /** The operation code that was sent. */
  readonly type: number;
  /** How to read the body; null: leave it as bytes. */
  readonly op: ClientOp | null;
  readonly resolve: (reply: Reply<unknown>) => void;
  readonly reject: (error: Error) => void;
}

const SPENT_MAX = 1024;

export class PendingQueue {
  private items: Pending[] = [];
  private front = 0;

  get length(): number {
    return this.items.length - this.front;
  }

  push(pending: Pending): void {
    this.items.push(pending);
  }

  peek(): Pending | undefined {
    return this.items[this.front];
  }

  shift(): void {
    this.front++;
    if (this.front === this.items.length || this.front > SPENT_MAX) {
      this.items = this.items.slice(this.front);
      this.front = 0;
    }
  }

  rejectAll(error: Error): void {
    const waiting = this.items.slice(this.front);
    this.items = [];
    this.front = 0;
    for (const pending of waiting) pending.reject(error);
  }
}
