/** A peer's clock whose timers fire when they are told to. They are known by their delays, so these must all differ. */
import type { Cancel, Clock } from '#impl/peer/clock.js';
import type { Pulse } from './pulse.js';

interface Waiting {
  readonly delayMs: number;
  readonly repeats: boolean;
  readonly fire: () => void;
}

export class ManualClock implements Clock {
  /** How much later it is than it is. */
  aheadMs = 0;
  private readonly waiting = new Set<Waiting>();
  private readonly pulse: Pulse;

  constructor(pulse: Pulse) {
    this.pulse = pulse;
  }

  readonly nowMs = (): number => performance.now() + this.aheadMs;

  readonly after = (delayMs: number, fire: () => void): Cancel => this.add({ delayMs, fire, repeats: false });

  readonly every = (periodMs: number, fire: () => void): Cancel => this.add({ delayMs: periodMs, fire, repeats: true });

  has(delayMs: number): boolean {
    return this.find(delayMs) !== undefined;
  }

  fire(delayMs: number): void {
    const found = this.find(delayMs);
    if (found === undefined) throw new Error(`no timer of ${delayMs} ms is set, only of ${this.delays()}`);
    if (!found.repeats) this.waiting.delete(found);
    found.fire();
  }

  private add(waiting: Waiting): Cancel {
    this.waiting.add(waiting);
    this.pulse.beat();
    return () => {
      this.waiting.delete(waiting);
    };
  }

  private find(delayMs: number): Waiting | undefined {
    return [...this.waiting].find((each) => each.delayMs === delayMs);
  }

  private delays(): string {
    return [...this.waiting].map((each) => each.delayMs).join(', ');
  }
}
