/** Every property of the L1 level, in the order in which a report lists them. */
import type { Invariant, PropertyText } from '../kit/system.js';
import type { Places } from '../world/layout.js';
import { AckIsDurable } from './invariants/ack-is-durable.js';
import { Agreement } from './invariants/agreement.js';
import { CommitConsistency } from './invariants/commit-consistency.js';
import { CommittedLogStability } from './invariants/committed-log-stability.js';
import { CommittedOnQuorum } from './invariants/committed-on-quorum.js';
import { AcceptedAtLeastCurrent, LogNotAheadOfPromise } from './invariants/disk-epochs.js';
import { ElectorsNotAhead } from './invariants/electors-not-ahead.js';
import { GlobalPrimaryOrder } from './invariants/global-primary-order.js';
import { HistoryConsistency } from './invariants/history-consistency.js';
import { InitialHistoryIntegrity } from './invariants/initial-history-integrity.js';
import { Integrity } from './invariants/integrity.js';
import { LeaderCompleteness } from './invariants/leader-completeness.js';
import { LocalPrimaryOrder } from './invariants/local-primary-order.js';
import { NoGap } from './invariants/no-gap.js';
import { ObserverTransparency } from './invariants/observer-transparency.js';
import { OneEstablishedLeader } from './invariants/one-established-leader.js';
import { PrefixConsistency } from './invariants/prefix-consistency.js';
import { PrimaryIntegrity } from './invariants/primary-integrity.js';
import { PrimaryUniqueness } from './invariants/primary-uniqueness.js';
import { SnapshotIsDelivered } from './invariants/snapshot-is-delivered.js';
import { TotalOrder } from './invariants/total-order.js';
import { ZxidUniqueness } from './invariants/zxid-uniqueness.js';
import { IN_ACTION_TEXTS } from './in-action.js';
import { SYNCED_QUORUM_TEXT } from './liveness/synced-quorum.js';
import type { Property } from './property.js';
import { SOMETIMES_TEXTS } from './sometimes.js';
import { STEP_TEXTS } from './steps.js';

const PROPERTIES: readonly Property[] = [
  PrimaryUniqueness,
  OneEstablishedLeader,
  ElectorsNotAhead,
  Integrity,
  Agreement,
  TotalOrder,
  LocalPrimaryOrder,
  GlobalPrimaryOrder,
  PrimaryIntegrity,
  InitialHistoryIntegrity,
  LeaderCompleteness,
  CommitConsistency,
  PrefixConsistency,
  HistoryConsistency,
  CommittedLogStability,
  CommittedOnQuorum,
  AckIsDurable,
  SnapshotIsDelivered,
  AcceptedAtLeastCurrent,
  LogNotAheadOfPromise,
  NoGap,
  ZxidUniqueness,
  ObserverTransparency,
];

export function invariantsOf(places: Places): readonly Invariant[] {
  return PROPERTIES.flatMap((property) => property.instances(places).map((instance) => ({ id: property.id, ...instance })));
}

export const PROPERTY_TEXTS: readonly PropertyText[] = [
  ...PROPERTIES.map(({ id, means, cites }) => ({ id, means, cites })),
  ...IN_ACTION_TEXTS,
  ...STEP_TEXTS,
  ...SOMETIMES_TEXTS,
  SYNCED_QUORUM_TEXT,
];
