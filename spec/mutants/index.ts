/** All mutants, in the order in which they are run. */
import { commitWithoutPrefix } from './commit-without-prefix.js';
import { counterWraps } from './counter-wraps.js';
import { forwardingJoinedLate } from './forwarding-joined-late.js';
import { moreRecentFollowerCounted } from './more-recent-follower-counted.js';
import type { Mutant } from './mutant.js';
import { quorumOffByOne } from './quorum-off-by-one.js';
import { repeatedPromiseCounted } from './repeated-promise-counted.js';
import { smallerEpochAccepted } from './smaller-epoch-accepted.js';
import { truncBelowDelivered } from './trunc-below-delivered.js';
import { uptodateBeforeQuorum } from './uptodate-before-quorum.js';
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
];
