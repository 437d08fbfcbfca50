/** Every check, in the order in which verdicts list them. */
import { atomicMulti } from './atomic-multi.js';
import type { Check } from './check.js';
import { ephemerals } from './ephemerals.js';
import { equalTrees } from './equal-trees.js';
import { fifo } from './fifo.js';
import { ownWrites } from './own-writes.js';
import { phantom } from './phantom.js';
import { reads } from './reads.js';
import { realTime } from './real-time.js';
import { sequential } from './sequential.js';
import { sessions } from './sessions.js';
import { singleImage } from './single-image.js';
import { sync } from './sync.js';
import { totalOrder } from './total-order.js';
import { watchBeforeData } from './watch-before-data.js';
import { watchLost } from './watch-lost.js';
import { watchOneShot } from './watch-one-shot.js';
import { watchOrder } from './watch-order.js';
import { watchSpurious } from './watch-spurious.js';
import { writeResults } from './write-results.js';

export const CHECKS: readonly Check[] = [
  totalOrder,
  realTime,
  writeResults,
  atomicMulti,
  sequential,
  fifo,
  reads,
  ownWrites,
  phantom,
  singleImage,
  sync,
  watchBeforeData,
  watchLost,
  watchOneShot,
  watchOrder,
  watchSpurious,
  sessions,
  ephemerals,
  equalTrees,
];
