/** Quorum ports of leaders and learners on loopback, and callers made by hand. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import { openListener } from '#impl/net/listener.js';
import { Turn } from '#impl/net/turn.js';
import { systemClock } from '#impl/peer/clock.js';
import { Links } from '#impl/peer/links.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { encode } from '#impl/wire/jute.js';
import { packetOf } from '#impl/wire/quorum-messages.js';
import type { PacketContent } from '#impl/wire/quorum-messages.js';
import { quorumPacket } from '#impl/wire/quorum-packet.js';
import { encodeTree } from '#impl/disk/tree-stream.js';
import { Log } from '#spec/model/log.js';
import type { QuorumMessage } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { showZxid, ZERO, zxid } from '#spec/model/zxid.js';
import { contentOf } from '../disk/ledger.js';
import { recordSink } from '../disk/records.js';
import type { Whole } from '../disk/records.js';
import { Stream } from '../net/election-rig.js';
import { closed, freeAddress, readAll } from '../net/pair.js';

const LIMIT = { timeout: 30_000 };

function bytesOf(message: QuorumMessage, serverId = 0): Uint8Array {
  return encode(quorumPacket, packetOf(message, { serverId, configVersion: ZERO, config: '', touches: null }));
}

function introduction(id: number, acceptedEpoch = 1): Uint8Array {
  return bytesOf({ type: 'FOLLOWERINFO', acceptedEpoch }, id);
}

const COMMIT: QuorumMessage = { type: 'COMMIT', zxid: zxid(1, 1) };

interface Rig {
  readonly links: Links<Whole>;
  readonly told: Stream<string>;
  readonly logged: Stream<string>;
  readonly address: HostPort;
}

function textOf(content: PacketContent): string {
  if (content.kind === 'learner') {
    const { acceptedEpoch } = content.message as { readonly acceptedEpoch: number };
    return `${content.message.type} ${acceptedEpoch}`;
  }
  return content.kind === 'message' ? content.message.type : content.kind;
}

/** Server `self` of an ensemble of servers 1 to 3, at `address`. */
function rigOf(t: TestContext, self: number, address: HostPort, addresses?: ReadonlyMap<ServerId, readonly HostPort[]>): Rig {
  const told = new Stream<string>();
  const logged = new Stream<string>();
  const others = [1, 2, 3].filter((id) => id !== self).map(sid);
  const links = new Links<Whole>({
    clock: systemClock,
    listenAddress: address,
    addresses: addresses ?? new Map(others.map((id) => [id, [address]])),
    connectLimitMs: 20_000,
    turn: new Turn(),
    packetBytesMax: 10_000,
    sink: recordSink,
    log: pino(
      { level: 'warn' },
      {
        write: (line: string) => {
          logged.push(line);
        },
      },
    ),
    events: {
      connected: (leader) => {
        told.push(`connected ${leader}`);
      },
      connectFailed: () => {
        told.push('connectFailed');
      },
      packet: (from, content) => {
        told.push(`${from}: ${textOf(content)}`);
      },
      tree: (from, at, tree) => {
        told.push(`${from}: tree ${showZxid(at)} of ${tree.records.length}`);
      },
      lost: (peer) => {
        told.push(`lost ${peer}`);
      },
    },
  });
  t.after(() => {
    links.closeAll();
  });
  return { links, told, logged, address };
}

/** A leader that listens. */
async function leading(t: TestContext): Promise<Rig> {
  const rig = rigOf(t, 3, await freeAddress());
  rig.links.acceptLearners();
  return rig;
}

/** A caller, as soon as somebody listens. */
async function caller(t: TestContext, { address }: Rig): Promise<Socket> {
  for (;;) {
    const socket = connect({ host: address.host, port: address.port });
    t.after(() => socket.destroy());
    const error = await new Promise((done) => {
      socket.once('connect', () => {
        done(null);
      });
      socket.once('error', done);
    });
    socket.on('error', () => undefined);
    if (error === null) return socket;
  }
}

test(
  'links: a learner and its leader: each is told of the other, packets and a tree cross, a closed end is told of at the other',
  LIMIT,
  async (t) => {
    const leader = await leading(t);
    const learner = rigOf(t, 1, leader.address);
    learner.links.connectTo(sid(3));
    assert.equal(await learner.told.next(), 'connected 3');
    const packet = (message: QuorumMessage): Parameters<NonNullable<ReturnType<Links<Whole>['of']>>['send']>[0] =>
      packetOf(message, { serverId: 1, configVersion: ZERO, config: '', touches: null });
    const up = learner.links.of(sid(3));
    up?.send(packet({ type: 'FOLLOWERINFO', acceptedEpoch: 7 }));
    assert.equal(await leader.told.next(), '1: FOLLOWERINFO 7');
    const down = leader.links.of(sid(1));
    down?.send(packet({ type: 'SNAP', zxid: zxid(1, 2), log: Log.startingAt(ZERO) }));
    down?.sendTree(contentOf(zxid(1, 2), ['1.1', '1.2']));
    down?.send(packet(COMMIT));
    assert.equal(await learner.told.next(), '3: tree 1.2 of 2');
    assert.equal(await learner.told.next(), '3: COMMIT');
    learner.links.close(sid(3));
    assert.equal(await leader.told.next(), 'lost 1');
    assert.deepEqual([leader.links.of(sid(1)), learner.links.of(sid(3))], [undefined, undefined]);
    assert.equal(learner.told.all.includes('lost 3'), false, 'who closes is not told');
  },
);

test('links: a learner that calls again replaces its old connection, and the protocol hears of both', LIMIT, async (t) => {
  const leader = await leading(t);
  const first = await caller(t, leader);
  first.write(introduction(1, 4));
  assert.equal(await leader.told.next(), '1: FOLLOWERINFO 4');
  const old = leader.links.of(sid(1));
  const second = await caller(t, leader);
  second.write(Buffer.concat([introduction(1, 5), bytesOf(COMMIT)]));
  for (const expected of ['lost 1', '1: FOLLOWERINFO 5', '1: COMMIT']) assert.equal(await leader.told.next(), expected);
  assert.notEqual(leader.links.of(sid(1)), old);
  first.resume();
  await closed(first);
  second.write(bytesOf(COMMIT));
  assert.equal(await leader.told.next(), '1: COMMIT');
  assert.equal(leader.told.all.filter((each) => each.startsWith('lost')).length, 1, 'that the old one ended is not told again');
});

test('links: a caller says who it is by its first packet, or is refused and never heard of', LIMIT, async (t) => {
  const leader = await leading(t);
  const snap = Buffer.concat([bytesOf({ type: 'SNAP', zxid: zxid(1, 2), log: Log.startingAt(ZERO) }), ...chunks()]);
  const callers = {
    'an unknown id': introduction(9),
    'the id of the leader itself': introduction(3),
    'another packet first': Buffer.concat([bytesOf(COMMIT), introduction(1)]),
    'no id at all': encode(quorumPacket, { type: 11, zxid: ZERO, data: null, authinfo: null }),
    'a tree': snap,
    garbage: new Uint8Array(64).fill(0xfe),
  };
  for (const [what, bytes] of Object.entries(callers)) {
    const socket = await caller(t, leader);
    socket.write(bytes);
    assert.equal((await readAll(socket)).length, 0, what);
    await closed(socket);
  }
  const good = await caller(t, leader);
  good.write(introduction(2));
  assert.equal(await leader.told.next(), '2: FOLLOWERINFO 1');
  assert.deepEqual(leader.told.all, ['2: FOLLOWERINFO 1']);
});

function chunks(): readonly Uint8Array[] {
  return [...encodeTree(contentOf(zxid(1, 2), []))].map((chunk) => chunk.slice());
}

test('links: callers that say nothing are dropped, those who said who they are not', LIMIT, async (t) => {
  const leader = await leading(t);
  const silent = await caller(t, leader);
  const good = await caller(t, leader);
  good.write(introduction(1));
  await leader.told.next();
  leader.links.dropSilentNewcomers(60_000);
  assert.equal(silent.readyState, 'open');
  leader.links.dropSilentNewcomers(0);
  assert.equal((await readAll(silent)).length, 0);
  good.write(bytesOf(COMMIT));
  assert.equal(await leader.told.next(), '1: COMMIT');
});

test('links: of too many callers that say nothing the one that has waited longest goes; a server gets in', LIMIT, async (t) => {
  const leader = await leading(t);
  const silent: Socket[] = [];
  for (let count = 0; count < 70; count++) silent.push(await caller(t, leader));
  const good = await caller(t, leader);
  good.write(introduction(1));
  assert.equal(await leader.told.next(), '1: FOLLOWERINFO 1');
  const [oldest] = silent;
  assert.ok(oldest);
  assert.equal((await readAll(oldest)).length, 0);
  assert.equal(silent.at(-1)?.readyState, 'open');
});

test('links: when leadership ends nobody is let in, and everybody who was is gone', LIMIT, async (t) => {
  const leader = await leading(t);
  const [silent, good] = [await caller(t, leader), await caller(t, leader)];
  good.write(introduction(1));
  await leader.told.next();
  leader.links.refuseLearners();
  silent.resume();
  good.resume();
  await Promise.all([closed(silent), closed(good)]);
  assert.equal(await leader.told.next(), 'lost 1');
  const late = connect({ host: leader.address.host, port: leader.address.port });
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNREFUSED');
  leader.links.acceptLearners();
  (await caller(t, leader)).write(introduction(2));
  assert.equal(await leader.told.next(), '2: FOLLOWERINFO 1', 'it may lead again');
});

test('links: leadership that ends while the port is being bound leaves nobody listening', LIMIT, async (t) => {
  const rig = rigOf(t, 3, await freeAddress());
  rig.links.acceptLearners();
  rig.links.refuseLearners();
  // Whoever else wants the port gets it; tried until it does.
  const { log } = { log: pino({ level: 'silent' }) };
  const other = await openListener({ address: rig.address, tries: 0, log, connected: (socket) => socket.destroy() });
  assert.ok(other.ok);
  await other.listener.close();
});

test('links: leadership that ends while the port is taken by another is not resumed when it is free', LIMIT, async (t) => {
  const log = pino({ level: 'silent' });
  const address = await freeAddress();
  const holder = await openListener({ address, tries: 1, log, connected: (socket) => socket.destroy() });
  assert.ok(holder.ok);
  const rig = rigOf(t, 3, address);
  rig.links.acceptLearners();
  await rig.logged.next((line) => line.includes('ZAB-N001'));
  rig.links.refuseLearners();
  await holder.listener.close();
  const late = connect({ host: address.host, port: address.port });
  const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
  assert.equal(error.code, 'ECONNREFUSED');
});

test('links: a leader without an address, and one that is called no more', LIMIT, async (t) => {
  const address = await freeAddress();
  const lost = rigOf(t, 1, address, new Map());
  lost.links.connectTo(sid(3));
  assert.deepEqual(lost.told.all, ['connectFailed']);
  const learner = rigOf(t, 1, address);
  learner.links.connectTo(sid(3));
  learner.links.cancelConnecting();
  const leader = rigOf(t, 3, address);
  leader.links.acceptLearners();
  const good = await caller(t, leader);
  good.write(introduction(2));
  assert.equal(await leader.told.next(), '2: FOLLOWERINFO 1');
  assert.deepEqual(learner.told.all, []);
});

test('links: closed as a whole: no connection is left, of whatever kind', LIMIT, async (t) => {
  const leader = await leading(t);
  const learner = rigOf(t, 1, leader.address);
  const [silent, good] = [await caller(t, leader), await caller(t, leader)];
  good.write(introduction(2));
  await leader.told.next();
  learner.links.connectTo(sid(3));
  await learner.told.next();
  learner.links.closeAll();
  leader.links.closeAll();
  silent.resume();
  good.resume();
  await Promise.all([closed(silent), closed(good)]);
  assert.deepEqual([learner.links.of(sid(3)), leader.links.of(sid(2))], [undefined, undefined]);
  assert.deepEqual(leader.told.all, ['2: FOLLOWERINFO 1']);
  assert.deepEqual(learner.told.all, ['connected 3']);
});
