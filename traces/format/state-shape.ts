/**
 * Which fields of a record have another value than before: told field by field, so that the engine learns for each of them where it lies.
 * What has no shape is compared by name, to the same result at more cost. A test changes every field that a state has.
 */
import type { Leading, LearnerState, Local } from '#spec/model/state.js';

type Visit = (name: string, value: unknown) => void;

export type Shape =
  /** `before` and `after`: two records of this shape. */
  | {
      readonly kind: 'record';
      readonly changes: (before: object, after: object, visit: Visit) => void;
      readonly shapes: Readonly<Record<string, Shape>>;
    }
  /** Records under any names. */
  | { readonly kind: 'map'; readonly of: Shape }
  | { readonly kind: 'zxid' };

const ZXID: Shape = { kind: 'zxid' };

function learnerChanges(before: LearnerState, after: LearnerState, visit: Visit): void {
  if (after.acked !== before.acked) visit('acked', after.acked);
  if (after.stage !== before.stage) visit('stage', after.stage);
  if (after.observer !== before.observer) visit('observer', after.observer);
}

function leadingChanges(before: Leading, after: Leading, visit: Visit): void {
  if (after.learners !== before.learners) visit('learners', after.learners);
  if (after.proposedEpoch !== before.proposedEpoch) visit('proposedEpoch', after.proposedEpoch);
  if (after.connecting !== before.connecting) visit('connecting', after.connecting);
  if (after.electing !== before.electing) visit('electing', after.electing);
  if (after.newLeaderAcks !== before.newLeaderAcks) visit('newLeaderAcks', after.newLeaderAcks);
  if (after.ackedBySelf !== before.ackedBySelf) visit('ackedBySelf', after.ackedBySelf);
  if (after.pendingSyncs !== before.pendingSyncs) visit('pendingSyncs', after.pendingSyncs);
}

function localChanges(before: Local, after: Local, visit: Visit): void {
  if (after.acceptedEpoch !== before.acceptedEpoch) visit('acceptedEpoch', after.acceptedEpoch);
  if (after.currentEpoch !== before.currentEpoch) visit('currentEpoch', after.currentEpoch);
  if (after.history !== before.history) visit('history', after.history);
  if (after.snapshotZxid !== before.snapshotZxid) visit('snapshotZxid', after.snapshotZxid);
  if (after.role !== before.role) visit('role', after.role);
  if (after.phase !== before.phase) visit('phase', after.phase);
  if (after.lastCommitted !== before.lastCommitted) visit('lastCommitted', after.lastCommitted);
  if (after.round !== before.round) visit('round', after.round);
  if (after.vote !== before.vote) visit('vote', after.vote);
  if (after.votes !== before.votes) visit('votes', after.votes);
  if (after.settledVotes !== before.settledVotes) visit('settledVotes', after.settledVotes);
  if (after.finalizing !== before.finalizing) visit('finalizing', after.finalizing);
  if (after.connected !== before.connected) visit('connected', after.connected);
  if (after.syncing !== before.syncing) visit('syncing', after.syncing);
  if (after.awaitedSyncs !== before.awaitedSyncs) visit('awaitedSyncs', after.awaitedSyncs);
  if (after.leading !== before.leading) visit('leading', after.leading);
}

/** A shape is only ever asked of records that have it. */
function record<T extends object>(
  changes: (before: T, after: T, visit: Visit) => void,
  shapes: Readonly<Record<string, Shape>> = {},
): Shape {
  return { kind: 'record', changes: changes as (before: object, after: object, visit: Visit) => void, shapes };
}

export const localShape = record(localChanges, {
  snapshotZxid: ZXID,
  lastCommitted: ZXID,
  leading: record(leadingChanges, { ackedBySelf: ZXID, learners: { kind: 'map', of: record(learnerChanges, { acked: ZXID }) } }),
});
