/**
 * Apache's own client: one session of every operation, played to Apache ZooKeeper and to us. The transcripts must be the same.
 *
 * Accepted differences: none. What transcripts leave out is said in `test/peers/java/Transcript.java`.
 */
import { test } from 'node:test';
import { needs } from '../peers/cache.js';
import { javaSession, playJavaSession } from '../peers/java.js';
import { assertPlayedAlike, SESSION_TIMEOUT_MS } from './sessions.js';

test('java: a session of every operation', { ...needs(javaSession()), timeout: SESSION_TIMEOUT_MS }, () =>
  assertPlayedAlike(playJavaSession, { properties: { enforceQuota: 'true' } }),
);
