/** Which guarantee a contradiction breaks: the first that claims it, the special before the general. */
import { atomicMulti, isOfMulti } from '../checks/atomic-multi.js';
import type { Check } from '../checks/check.js';
import { ephemerals, isOfEphemeral } from '../checks/ephemerals.js';
import { isOfOwnWrite, ownWrites } from '../checks/own-writes.js';
import { isPhantom, phantom } from '../checks/phantom.js';
import { reads } from '../checks/reads.js';
import { isOfSequence, sequential } from '../checks/sequential.js';
import { sessions } from '../checks/sessions.js';
import { writeResults } from '../checks/write-results.js';
import { zxidText } from '../format/zxid.js';
import { isWrite } from '../history.js';
import { byReply } from '../violation.js';
import type { Violation } from '../violation.js';
import type { Contradiction } from './contradiction.js';

type Claim = readonly [Check, (contradiction: Contradiction) => boolean];

function isOfClosedSession({ operation, model }: Contradiction): boolean {
  return model.endOf(operation.connection.session) !== undefined;
}

const OF_WRITES: readonly Claim[] = [
  [sessions, isOfClosedSession],
  [sequential, isOfSequence],
  [atomicMulti, isOfMulti],
  [writeResults, () => true],
];

const OF_READS: readonly Claim[] = [
  [ephemerals, isOfEphemeral],
  [phantom, isPhantom],
  [ownWrites, isOfOwnWrite],
  [atomicMulti, isOfMulti],
  [reads, () => true],
];

export function blame(contradiction: Contradiction): Violation {
  const { operation, mismatch, reply, writer } = contradiction;
  const claims = isWrite(operation) ? OF_WRITES : OF_READS;
  const check = claims.find(([, isOf]) => isOf(contradiction))?.[0] ?? reads;
  const { path, expected, told } = mismatch;
  const words = `at ${zxidText(reply.zxid)} the reply tells of ${path}: ${told}; the writes before it make: ${expected}`;
  return byReply(check, words, operation, writer);
}
