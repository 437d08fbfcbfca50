/**
 * Ghosts: what properties must remember of the past. Folded from what servers did; no action reads them.
 *
 * They are part of a state's identity, so they are kept small: one entry an epoch, one a proposed transaction,
 * and the longest sequence ever delivered.
 */
import type { Kind } from '../../kit/system.js';
import type { Log, Txn } from '../../model/log.js';
import { Log as LogValue } from '../../model/log.js';
import type { ServerId } from '../../model/quorum.js';
import type { Local } from '../../model/state.js';
import { compareZxids, ZERO } from '../../model/zxid.js';

/** A leader became established: its log at that moment is the initial history of the epoch (the paper's I_e). */
export interface Establishment {
  readonly epoch: number;
  readonly leader: ServerId;
  readonly log: Log;
}

/** A primary broadcast a transaction, having delivered `delivered`. */
export interface Broadcast {
  readonly epoch: number;
  readonly leader: ServerId;
  readonly txn: Txn;
  readonly delivered: Log;
}

export interface Ghost {
  readonly established: readonly Establishment[];
  readonly broadcasts: readonly Broadcast[];
  /** The longest sequence that any server ever delivered. */
  readonly delivered: Log;
}

export const NO_PAST: Ghost = { established: [], broadcasts: [], delivered: LogValue.startingAt(ZERO) };

export type Observation =
  | ({ readonly kind: 'established' } & Establishment)
  | ({ readonly kind: 'broadcast' } & Broadcast)
  | { readonly kind: 'delivered'; readonly log: Log };

export function deliveredLog(s: Local): Log {
  return s.history.upTo(s.lastCommitted);
}

/** What a step of one server shows to the ghosts. */
export function observe(self: ServerId, before: Local, after: Local): readonly Observation[] {
  const seen: Observation[] = [];
  if (after.role === 'leading' && after.phase === 'broadcast') {
    const epoch = after.currentEpoch;
    if (before.phase !== 'broadcast') seen.push({ kind: 'established', epoch, leader: self, log: after.history });
    else {
      for (const txn of after.history.after(before.history.lastZxid)) {
        seen.push({ kind: 'broadcast', epoch, leader: self, txn, delivered: deliveredLog(before) });
      }
    }
  }
  const log = deliveredLog(after);
  if (after.role !== 'down' && compareZxids(after.lastCommitted, before.lastCommitted) > 0) seen.push({ kind: 'delivered', log });
  return seen;
}

function fold(ghost: Ghost, seen: Observation): Ghost {
  switch (seen.kind) {
    case 'established': {
      const { epoch, leader, log } = seen;
      return { ...ghost, established: [...ghost.established, { epoch, leader, log }] };
    }
    case 'broadcast': {
      const { epoch, leader, txn, delivered } = seen;
      return { ...ghost, broadcasts: [...ghost.broadcasts, { epoch, leader, txn, delivered }] };
    }
    case 'delivered':
      return seen.log.length > ghost.delivered.length ? { ...ghost, delivered: seen.log } : ghost;
  }
}

export const ghostKind: Kind = { name: 'ghost', operators: { fold } };
