/** One timer that can be set, set again and cleared. */
import type { Cancel, Clock } from './clock.js';

export class Timer {
  private readonly clock: Clock;
  private readonly fire: () => void;
  private cancel: Cancel | null = null;

  constructor(clock: Clock, fire: () => void) {
    this.clock = clock;
    this.fire = fire;
  }

  get isSet(): boolean {
    return this.cancel !== null;
  }

  set(delayMs: number): void {
    this.clear();
    this.cancel = this.clock.after(delayMs, () => {
      this.cancel = null;
      this.fire();
    });
  }

  clear(): void {
    this.cancel?.();
    this.cancel = null;
  }
}
