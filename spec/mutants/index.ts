/** All mutants, in the order in which they are run: the nine classic ones, the counter, then those that other properties need. */
import { ackBeforeFsync } from './ack-before-fsync.js';
import { commitWithoutPrefix } from './commit-without-prefix.js';
import { connectionsKept } from './connections-kept.js';
import { counterWraps } from './counter-wraps.js';
import { deliveredForgotten } from './delivered-forgotten.js';
import { establishedWithoutDelivering } from './established-without-delivering.js';
import { forwardingJoinedLate } from './forwarding-joined-late.js';
import { guardsOverlap } from './guards-overlap.js';
import { joinedBeforePromised } from './joined-before-promised.js';
import { epochsOutOfOrder, logOutOfOrder } from './log-out-of-order.js';
import { moreRecentFollowerCounted } from './more-recent-follower-counted.js';
import type { Mutant } from './mutant.js';
import { observerCounted } from './observer-counted.js';
import { quorumOffByOne } from './quorum-off-by-one.js';
import { repeatedPromiseCounted } from './repeated-promise-counted.js';
import { restartRefused } from './restart-refused.js';
import { smallerEpochAccepted } from './smaller-epoch-accepted.js';
import { snapshotOfStream } from './snapshot-of-stream.js';
import { syncSkipsHistory } from './sync-skips-history.js';
import { truncBelowDelivered } from './trunc-below-delivered.js';
import { uptodateBeforeQuorum } from './uptodate-before-quorum.js';
import { uptodateNotSent } from './uptodate-not-sent.js';
import { valueAltered } from './value-altered.js';
import { zxidReused } from './zxid-reused.js';

export const MUTANTS: readonly Mutant[] = [
  quorumOffByOne,
  commitWithoutPrefix,
  repeatedPromiseCounted,
  smallerEpochAccepted,
  moreRecentFollowerCounted,
  truncBelowDelivered,
  zxidReused,
  uptodateBeforeQuorum,
  forwardingJoinedLate,
  counterWraps,
  ackBeforeFsync,
  connectionsKept,
  deliveredForgotten,
  establishedWithoutDelivering,
  guardsOverlap,
  joinedBeforePromised,
  logOutOfOrder,
  epochsOutOfOrder,
  snapshotOfStream,
  syncSkipsHistory,
  observerCounted,
  restartRefused,
  uptodateNotSent,
  valueAltered,
];
