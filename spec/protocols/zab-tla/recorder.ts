/** Counters that bound the search: Zab.tla's `recorder` without `pc`, the action taken last. */
import type { Kind } from '../../kit/system.js';

export interface Recorder {
  /** Timeouts and restarts. */
  readonly nTimeout: number;
  readonly nRestart: number;
  /** Length of the longest history when the last request was taken: it shrinks when a history does. */
  readonly nTransaction: number;
  /** The highest epoch accepted anywhere. */
  readonly maxEpoch: number;
  readonly nClientRequest: number;
}

export const NOTHING_RECORDED: Recorder = { nTimeout: 0, nRestart: 0, nTransaction: 0, maxEpoch: 0, nClientRequest: 0 };

export const recorderKind: Kind = {
  name: 'recorder',
  operators: {
    timeout: (recorder: Recorder): Recorder => ({ ...recorder, nTimeout: recorder.nTimeout + 1 }),
    restart: (recorder: Recorder): Recorder => ({
      ...recorder,
      nTimeout: recorder.nTimeout + 1,
      nRestart: recorder.nRestart + 1,
    }),
    request: (recorder: Recorder, nTransaction: number): Recorder => ({
      ...recorder,
      nTransaction,
      nClientRequest: recorder.nClientRequest + 1,
    }),
    /** Accepted epochs only grow, and a leader is the first to accept one: no need to look at all servers, as Zab.tla does. */
    epoch: (recorder: Recorder, accepted: number): Recorder => ({ ...recorder, maxEpoch: Math.max(recorder.maxEpoch, accepted) }),
  },
};
