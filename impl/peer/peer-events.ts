/** What a peer tells its surroundings: what ends it, and what recorders and metrics may want to know. */
import type { Input, Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';

export interface PeerFailure {
  /** `disk`: nothing can be written any more. `refused`: what was recovered is no state of this protocol. */
  readonly kind: 'disk' | 'refused';
  readonly message: string;
  readonly code?: string;
}

export interface PeerEvents {
  /** The process must stop. */
  readonly failed: (failure: PeerFailure) => void;
  readonly taken?: (action: string, input: Input, before: Local, after: Local) => void;
  readonly sent?: (to: ServerId, message: Message) => void;
  /** Another role or phase. */
  readonly turned?: (before: Local, after: Local) => void;
  readonly snapshotWritten?: (elapsedMs: number) => void;
}
