/** A server of an ensemble that was started, in whichever process. */
import type { ServingMessage } from '../child-message.js';
import type { MemberPlan } from './plan.js';

export type Serving = Omit<ServingMessage, 'kind'>;

export interface Member {
  readonly plan: MemberPlan;
  readonly pid: number;
  /** Resolves when it first serves clients; never where it ends before. */
  readonly serving: Promise<Serving>;
  /** Resolves when it has ended, to words that say how: `exit code 2`. */
  readonly ended: Promise<string>;
  /** Asks it to stop; `ended` says when it has. */
  stop(): void;
  /** Ends it without asking, as far as that is possible. */
  kill(): void;
}
