/**
 * A property watched along the recorded behaviour, apart from the actions: what servers hold, deliver, send and have on disk is all it sees. Its
 * id is that of the specification's property it stands for.
 */
import type { Input, Message } from '#spec/model/messages.js';
import type { IsQuorum, ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import type { DiskModel } from '../disk-model.js';
import type { Found } from '../finding.js';

/** What monitors know of the whole ensemble. */
export interface Ensemble {
  readonly voters: readonly ServerId[];
  readonly isQuorum: IsQuorum;
  readonly counterLimit: number;
  /** Null: nothing is known of it, since its trace is missing, has not begun, or has lost its end. */
  readonly diskOf: (server: ServerId) => DiskModel | null;
  /**
   * Every cause so far was read in front of what it caused. Else a message that is not here may stand between a write on one server and what
   * another did because of it, and the write be read later.
   */
  readonly isComplete: () => boolean;
}

export interface Monitor {
  readonly id: string;
  readonly stepped?: (server: ServerId, input: Input, before: Local, after: Local) => Found;
  readonly sent?: (server: ServerId, to: ServerId, message: Message) => Found;
  /** More is durable on that disk. */
  readonly durable?: (server: ServerId, disk: DiskModel) => Found;
  /** The server starts, with this on its disk. */
  readonly recovered?: (server: ServerId, disk: DiskModel) => Found;
  /** Everything was read. */
  readonly finished?: () => Found;
}
