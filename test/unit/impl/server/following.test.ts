/** A learner's way to its leader: what is asked, and in which order it is answered. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { Metrics } from '#impl/metrics/server-metrics.js';
import type { Replicator } from '#impl/peer/application.js';
import type { ClientConnection } from '#impl/server/client-connection.js';
import { Following } from '#impl/server/following.js';
import { Replica } from '#impl/server/replica.js';
import { writeRules } from '#impl/server/settings.js';
import type { ClientWrite } from '#impl/server/upstream.js';
import { emptyTree } from '#impl/translate/tree-snapshot.js';
import type { ForwardedRequest } from '#impl/wire/quorum-messages.js';
import { config } from './clients.js';

class Rig {
  readonly forwarded: ForwardedRequest[] = [];
  readonly asked: string[] = [];
  readonly following: Following;
  takes = true;

  constructor() {
    const replicator: Replicator = {
      propose: () => assert.fail('a learner proposes nothing'),
      forward: (request) => {
        this.forwarded.push(request);
        return this.takes;
      },
      sync: (request) => {
        this.forwarded.push(request);
        return this.takes;
      },
      revalidate: (sessionId, timeoutMs) => this.asked.push(`${sessionId} ${timeoutMs}`),
      isFull: () => !this.takes,
    };
    const { tree } = emptyTree({ digests: true, extendedTypes: false });
    const replica = new Replica<ClientConnection>(tree, {
      rules: writeRules(config()),
      metrics: new Metrics(),
      log: pino({ level: 'silent' }),
      maxLength: 1000,
      configText: '',
      applied: () => undefined,
    });
    this.following = new Following(replicator, replica);
  }
}

const WRITE: ClientWrite = {
  sessionId: 5n,
  cxid: 7,
  operation: { op: 'delete', body: { path: '/a', version: -1 } },
  raw: Buffer.from('as it came'),
  ids: [{ scheme: 'ip', id: '127.0.0.1' }],
};

test('following: a write is handed on as it came, with who asked for it', () => {
  const { following, forwarded } = new Rig();
  assert.equal(following.write(WRITE), true);
  assert.deepEqual(forwarded, [{ sessionId: 5n, cxid: 7, type: 2, body: WRITE.raw, identities: WRITE.ids }]);
});

test('following: claims are answered in order, each session by itself', () => {
  const { following, asked } = new Rig();
  const answers: string[] = [];
  for (const [index, session] of [1n, 2n, 1n, 1n].entries()) {
    following.claim(session, 4000 + index, (valid) => answers.push(`${index} ${valid}`));
  }
  assert.deepEqual(asked, ['1 4000', '2 4001', '1 4002', '1 4003']);
  following.claimed(1n, true);
  following.claimed(1n, false);
  following.claimed(2n, true);
  following.claimed(1n, true);
  assert.deepEqual(answers, ['0 true', '2 false', '1 true', '3 true']);
  following.claimed(1n, true);
  following.claimed(9n, true);
  assert.equal(answers.length, 4, 'an answer that nobody waits for is nobody’s');
  following.claim(1n, 4000, () => answers.push('after the end'));
  following.stop();
  following.claimed(1n, true);
  assert.equal(answers.length, 4);
});

test('following: signs of life are handed over once, the newest of each session', () => {
  const { following } = new Rig();
  assert.deepEqual(following.takeTouches(), []);
  for (const [session, timeOut] of [
    [1n, 4000],
    [2n, 5000],
    [1n, 6000],
  ] as const) {
    assert.equal(following.touch(session, timeOut), true);
  }
  assert.deepEqual(following.takeTouches(), [
    { sessionId: 1n, timeOut: 6000 },
    { sessionId: 2n, timeOut: 5000 },
  ]);
  assert.deepEqual(following.takeTouches(), []);
});

test('following: syncs are answered in order; one that was not taken is not waited for', () => {
  const rig = new Rig();
  const answered: number[] = [];
  const sync = (index: number): boolean => rig.following.sync(WRITE, () => answered.push(index));
  assert.equal(sync(1), true);
  rig.takes = false;
  assert.deepEqual([sync(2), rig.following.write(WRITE), rig.following.isFull()], [false, false, true]);
  rig.takes = true;
  assert.equal(sync(3), true);
  rig.following.synced();
  assert.deepEqual(answered, [1]);
  rig.following.synced();
  rig.following.synced();
  assert.deepEqual(answered, [1, 3]);
});
