import { test } from 'node:test';
import assert from 'node:assert/strict';
import { sid } from '#spec/model/quorum.js';
import { assertUnreachable, decided, envOf, logOf, server, z } from '../../../../models/servers.js';

const start = { type: 'Start' } as const;

test('a server starts from its disk: it votes for itself with its log and epoch, and forgets everything else', () => {
  const s = server(1, { acceptedEpoch: 2, currentEpoch: 1, history: logOf('1.1=1') });
  const decision = decided(s, start);
  assert.equal(decision.kind, 'taken');
  assert.equal(decision.action.id, 'StartServer');
  const vote = { leader: sid(1), zxid: z('1.1'), epoch: 1 };
  const { write, set, send, close } = decision.step;
  assert.deepEqual(write, []);
  assert.deepEqual(
    [set?.role, set?.phase, set?.round, set?.vote, set?.leading, set?.syncing],
    ['looking', 'election', 1, vote, null, null],
  );
  assert.deepEqual(
    send,
    [2, 3].map((to) => ({ to, message: { type: 'NOTIFICATION', role: 'looking', round: 1, vote }, after: 'now' })),
  );
  assert.equal(close, 'all');
});

test('crash between history and epoch: the epoch is what the log says, on disk and in the vote (ZK-1653)', () => {
  const s = server(1, { acceptedEpoch: 2, currentEpoch: 1, history: logOf('1.1=1 2.1=2') });
  const decision = decided(s, start);
  assert.equal(decision.kind, 'taken');
  assert.deepEqual(decision.step.write, [{ currentEpoch: 2 }]);
  assert.deepEqual(decision.step.set?.vote, { leader: sid(1), zxid: z('2.1'), epoch: 2 });
});

test('an observer says that it cannot lead', () => {
  const s = server(4, { acceptedEpoch: 2, currentEpoch: 2, history: logOf('1.1=1') });
  const decision = decided(s, start, envOf(4));
  assert.equal(decision.kind, 'taken');
  assert.deepEqual(decision.step.set?.vote, { leader: sid(4), zxid: z('0.0'), epoch: -1 });
  assert.deepEqual(
    decision.step.send?.map((each) => each.to),
    [1, 2, 3],
  );
});

test('refused: an epoch joined, or logged, that was never promised', () => {
  const joined = server(1, { acceptedEpoch: 1, currentEpoch: 2 });
  const logged = server(1, { acceptedEpoch: 1, currentEpoch: 1, history: logOf('1.1=1 2.1=2') });
  for (const s of [joined, logged]) assertUnreachable(decided(s, start), 'StartServer', 'joinedWithinPromised');
});

test('a server that runs does not start again', () => {
  assert.deepEqual(decided(server(1, {}, { role: 'looking' }), start), { kind: 'otherwise', otherwise: 'leave', refusals: [] });
});
