/**
 * Time in an election (`FastLeaderElection.lookForLeader`): silence makes a server repeat its vote, less and less often; a quorum that
 * agrees is given a moment longer, in which something better may come.
 */
import type { Input } from '#spec/model/messages.js';
import type { Local } from '#spec/model/state.js';
import type { Clock } from './clock.js';
import { Timer } from './timer.js';

/** `FastLeaderElection.finalizeWait`. */
const FINALIZE_WAIT_MS = 200;

export interface ElectionClockOptions {
  readonly clock: Clock;
  readonly minIntervalMs: number;
  readonly maxIntervalMs: number;
  /** Would some action take this input now? */
  readonly wants: (input: Input) => boolean;
  readonly take: (input: Input) => void;
}

const SILENCE: Input = { type: 'ElectionTimeout' };
const WAITED: Input = { type: 'FinalizeWait' };

export class ElectionClock {
  private readonly options: ElectionClockOptions;
  private intervalMs: number;
  private readonly silence: Timer;
  private readonly finalizeWait: Timer;

  constructor(options: ElectionClockOptions) {
    this.options = options;
    this.intervalMs = options.minIntervalMs;
    this.silence = new Timer(options.clock, () => {
      this.onSilence();
    });
    this.finalizeWait = new Timer(options.clock, () => {
      if (options.wants(WAITED)) options.take(WAITED);
    });
  }

  /** After every input of a server, or of an election: the state before it, and now. */
  update(before: Local, now: Local): void {
    if (now.role !== 'looking') {
      if (before.role === 'looking') this.stop();
      return;
    }
    if (before.role !== 'looking' || before.round !== now.round) this.intervalMs = this.options.minIntervalMs;
    const changed = before.role !== 'looking' || before.round !== now.round || before.vote !== now.vote;
    if (!this.options.wants(WAITED)) this.finalizeWait.clear();
    else if (changed || !this.finalizeWait.isSet) this.finalizeWait.set(FINALIZE_WAIT_MS);
    // Whatever was heard, the wait for more begins anew.
    this.silence.set(this.intervalMs);
  }

  stop(): void {
    this.silence.clear();
    this.finalizeWait.clear();
  }

  private onSilence(): void {
    this.intervalMs = Math.min(2 * this.intervalMs, this.options.maxIntervalMs);
    // First: what is taken may end all this.
    this.silence.set(this.intervalMs);
    if (this.options.wants(SILENCE)) this.options.take(SILENCE);
  }
}
