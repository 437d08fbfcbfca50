/**
 * The C client: one session of every operation that it has, played to Apache ZooKeeper and to us. The transcripts must be the same.
 *
 * Accepted differences: none. What transcripts leave out is said in `test/peers/c/session.c`.
 */
import { test } from 'node:test';
import { needs } from '../peers/cache.js';
import { apacheClassPath } from '../peers/class-path.js';
import { cSession, playCSession } from '../peers/c-client.js';
import { assertPlayedAlike, SESSION_TIMEOUT_MS } from './sessions.js';

test('c: a session of every operation', { ...needs(apacheClassPath(), cSession()), timeout: SESSION_TIMEOUT_MS }, () =>
  assertPlayedAlike(playCSession),
);
