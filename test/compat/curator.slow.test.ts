/**
 * Curator and its recipes, by two clients: one session played to Apache ZooKeeper and to us. The transcripts must be the same.
 *
 * Accepted differences: none.
 */
import { test } from 'node:test';
import { needs } from '../peers/cache.js';
import { apacheClassPath } from '../peers/class-path.js';
import { curatorSession, playCuratorSession } from '../peers/curator.js';
import { assertPlayedAlike, SESSION_TIMEOUT_MS } from './sessions.js';

test('curator: its operations and recipes', { ...needs(apacheClassPath(), curatorSession()), timeout: SESSION_TIMEOUT_MS }, () =>
  assertPlayedAlike(playCuratorSession),
);
