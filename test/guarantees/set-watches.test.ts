/** Watches across a reconnect: the client sets them again with the last zxid it saw, and hears at once of what it missed. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { RequestBody } from '#impl/wire/client-protocol.js';
import { ZERO } from '#spec/model/zxid.js';
import type { Driver } from '../driver/driver.js';
import { fourLetterWord } from '../peers/ports.js';
import { shown } from './expect.js';
import { startInProcess } from './in-process.js';

const ensemble = await startInProcess({ observers: 1 });
after(() => ensemble.close());

const NOTHING: RequestBody<'setWatches2'> = {
  relativeZxid: ZERO,
  dataWatches: [],
  existWatches: [],
  childWatches: [],
  persistentWatches: [],
  persistentRecursiveWatches: [],
};

/** Of the events, those that came before the reply to setWatches. */
function eventsBeforeReply(driver: Driver): readonly string[] {
  const at = driver.arrivals.findIndex((arrival) => arrival.kind === 'reply' && arrival.xid === -8);
  assert.ok(at >= 0, 'setWatches was answered');
  return driver.arrivals.slice(0, at).flatMap((arrival) => (arrival.kind === 'event' ? [shown(arrival)] : []));
}

for (const member of ensemble.kinds) {
  test(`what was missed is told before the reply, once each, and what was not is watched: ${member.mode}`, async () => {
    const root = `/set-${member.mode}`;
    const writer = await ensemble.leader.connect();
    await writer.create(root);
    for (const name of ['changed', 'gone', 'same', 'parent', 'quiet']) await writer.create(`${root}/${name}`);
    const first = await ensemble.follower.connect();
    await first.sync();
    await Promise.all(['changed', 'gone', 'same'].map((name) => first.getData(`${root}/${name}`, true)));
    await first.exists(`${root}/new`, true);
    await first.exists(`${root}/never`, true);
    await Promise.all(['parent', 'quiet', 'gone'].map((name) => first.getChildren(`${root}/${name}`, true)));
    const { sessionId, passwd, lastZxid } = first;
    await first.cut();
    await writer.setData(`${root}/changed`, '1');
    await writer.setData(`${root}/changed`, '2');
    await writer.delete(`${root}/gone`);
    await writer.create(`${root}/new`);
    await writer.create(`${root}/parent/child`);

    const sync = await member.connect();
    await sync.sync();
    const second = await member.connect({ sessionId, passwd, lastZxidSeen: lastZxid });
    assert.equal(second.sessionId, sessionId);
    await second.setWatches({
      relativeZxid: lastZxid,
      dataWatches: [`${root}/changed`, `${root}/gone`, `${root}/same`],
      existWatches: [`${root}/new`, `${root}/never`],
      childWatches: [`${root}/parent`, `${root}/quiet`, `${root}/gone`],
    });
    const missed = [
      `NodeDataChanged ${root}/changed`,
      `NodeDeleted ${root}/gone`,
      `NodeCreated ${root}/new`,
      `NodeChildrenChanged ${root}/parent`,
    ];
    assert.deepEqual(new Set(eventsBeforeReply(second)), new Set(missed));
    for (const { zxid } of second.events) assert.deepEqual(zxid, { epoch: 0xffff_ffff, counter: 0xffff_ffff });
    const { length } = second.events;

    await writer.setData(`${root}/changed`, '3');
    await writer.setData(`${root}/same`, '1');
    await writer.create(`${root}/never`);
    await writer.create(`${root}/quiet/child`);
    await second.sync();
    assert.deepEqual(second.events.slice(length).map(shown), [
      `NodeDataChanged ${root}/same`,
      `NodeCreated ${root}/never`,
      `NodeChildrenChanged ${root}/quiet`,
    ]);
    await Promise.all([writer, sync, second].map((driver) => driver.closeSession()));
  });

  test(`persistent watches are set again, and what they missed is not told: ${member.mode}`, async () => {
    const root = `/set2-${member.mode}`;
    const writer = await ensemble.leader.connect();
    await writer.create(root);
    await writer.create(`${root}/below`);
    const driver = await member.connect();
    await driver.sync();
    await driver.setWatches2({ ...NOTHING, persistentWatches: [root], persistentRecursiveWatches: [`${root}/below`] });
    assert.deepEqual(eventsBeforeReply(driver), []);
    await writer.create(`${root}/a`);
    await writer.create(`${root}/below/b`);
    await writer.setData(`${root}/below/b`, '1');
    await writer.delete(`${root}/a`);
    await driver.sync();
    assert.deepEqual(driver.events.map(shown), [
      `NodeChildrenChanged ${root}`,
      `NodeCreated ${root}/below/b`,
      `NodeDataChanged ${root}/below/b`,
      `NodeChildrenChanged ${root}`,
    ]);
    await Promise.all([writer, driver].map((each) => each.closeSession()));
  });
}

test('a connection that ends takes its watches with it', async () => {
  const { follower } = ensemble;
  const first = await follower.connect();
  await first.create('/left');
  await first.getData('/left', true);
  await first.addWatch('/left', 1);
  const { sessionId, passwd, lastZxid } = first;
  await first.cut();
  const second = await follower.connect({ sessionId, passwd, lastZxidSeen: lastZxid });
  await second.setData('/left', '1');
  await second.sync();
  assert.deepEqual(second.events, []);
  assert.match(await fourLetterWord(follower.port, 'wchs'), /^Total watches:0$/m, 'nothing of them is left');
  await second.closeSession();
});
