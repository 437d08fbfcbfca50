/** What servers show of themselves, in each role, while they are what they show. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { modeOf } from '#impl/server/view.js';
import { encode } from '#impl/wire/jute.js';
import { createSessionRequest } from '#impl/wire/client-records.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { startZooKeepers } from './zookeepers.js';
import type { ZooKeepers } from './zookeepers.js';

const LIMIT = { timeout: 60_000 };

function createSession({ at }: ZooKeepers, id: ServerId, sessionId: bigint): void {
  const body = { timeOut: 10_000 };
  const raw = encode(createSessionRequest, body);
  const term = at(id).application.current;
  const upstream = term?.leadership ?? term?.following;
  assert.ok(upstream?.write({ sessionId, cxid: 0, operation: { op: 'createSession', body }, raw, ids: [] }));
}

test('view: the mode by role, and by whether there are others', () => {
  const roles = ['leading', 'following', 'observing', 'looking', 'down'] as const;
  assert.deepEqual(
    roles.map((role) => modeOf(role, false)),
    ['leader', 'follower', 'observer', null, null],
  );
  assert.deepEqual(
    roles.map((role) => modeOf(role, true)),
    ['standalone', 'standalone', 'standalone', null, null],
  );
});

test('view: a leader, a follower and an observer, and the leader when its follower is gone', LIMIT, async (t) => {
  const all = await startZooKeepers(t, { voters: 2, observers: 1 });
  await all.serving();
  const leader = all.leader();
  const follower = sid(leader === 1 ? 2 : 1);
  const observer = sid(3);
  createSession(all, follower, 5n);
  await all.ensemble.until(() => all.ensemble.ids.every((id) => all.at(id).replica.store.sessions.has(5n)));
  const shown = { id: leader, host: `host${leader}` };
  for (const [id, mode, peerState] of [
    [leader, 'leader', 'leading'],
    [follower, 'follower', 'following'],
    [observer, 'observer', 'observing'],
  ] as const) {
    const { view, replica } = all.at(id);
    const serving = view.serving();
    assert.deepEqual([serving?.mode, serving?.outstanding, serving?.store], [mode, 0, replica.store]);
    assert.ok((serving?.uptimeMs ?? -1) >= 0);
    const quorum = view.quorum();
    assert.deepEqual([quorum?.peerState, quorum?.phase, quorum?.syncMode], [peerState, 'broadcast', 'none']);
    assert.deepEqual(quorum?.leader, shown);
    assert.equal(quorum.leading === null, mode !== 'leader');
    assert.equal(serving?.expiries() === null, mode !== 'leader', 'only a leader knows when sessions end');
    assert.deepEqual([view.clientPort, [...view.connections()]], [null, []]);
  }
  assert.equal(all.at(leader).view.lastSnapshot(), null, 'none was written since this process began');

  const leading = all.at(leader).view.quorum()?.leading;
  const learners = (leading?.learners ?? []).map(({ serverId, role, isSynced, remote, queuedBytes }) => [
    serverId,
    role,
    isSynced,
    remote.host,
    queuedBytes,
  ]);
  assert.deepEqual(learners, [
    [follower, 'follower', true, '127.0.0.1', 0],
    [observer, 'observer', true, '127.0.0.1', 0],
  ]);
  assert.deepEqual([leading?.pendingSyncs, (leading?.proposalBytes.last ?? -1) > 0], [0, true]);
  const now = Date.now();
  const [expiry] = [...(all.at(leader).view.serving()?.expiries() ?? [])];
  assert.deepEqual(expiry?.sessions, [5n]);
  assert.ok(expiry.at > now && expiry.at <= now + 10_000 + 400, 'as a date');

  await all.ensemble.close(follower);
  await all.ensemble.until(() => all.at(leader).application.current === null);
  const { view } = all.at(leader);
  const quorum = view.quorum();
  assert.deepEqual([view.serving(), quorum?.peerState, quorum?.leader, quorum?.leading], [null, 'looking', null, null]);
});

test('view: a server that stands alone has no quorum to show', LIMIT, async (t) => {
  const all = await startZooKeepers(t, { voters: 1 });
  await all.serving();
  const { view } = all.at(sid(1));
  assert.deepEqual([view.serving()?.mode, view.quorum()], ['standalone', null]);
  createSession(all, sid(1), 7n);
  await all.ensemble.until(() => all.at(sid(1)).replica.store.sessions.has(7n));
  assert.deepEqual(
    [...(view.serving()?.expiries() ?? [])].map(({ sessions }) => sessions),
    [[7n]],
  );
  await all.ensemble.close(sid(1));
  assert.equal(view.serving(), null);
});
