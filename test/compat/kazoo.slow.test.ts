/**
 * kazoo, the Python client: one session of every operation, played to Apache ZooKeeper and to us. The transcripts must be the same.
 *
 * Accepted differences: none. What transcripts leave out is said in `test/peers/kazoo/transcript.py`.
 */
import { test } from 'node:test';
import { needs } from '../peers/cache.js';
import { apacheClassPath } from '../peers/class-path.js';
import { kazoo, kazooSession } from '../peers/kazoo.js';
import { assertPlayedAlike, SESSION_TIMEOUT_MS } from './sessions.js';

test('kazoo: a session of every operation', { ...needs(apacheClassPath(), kazoo()), timeout: SESSION_TIMEOUT_MS }, () =>
  assertPlayedAlike(kazooSession),
);
