/**
 * The client port under bytes that are no protocol: any bytes, valid frames with a few things wrong, lengths and counts that promise
 * more than there is. The connection may end; the server and everybody else go on.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { decodeReply } from '#impl/wire/client-protocol.js';
import { opCode } from '#impl/wire/op-codes.js';
import { connectFrame } from '../driver/handshake.js';
import { exchange } from '../driver/socket.js';
import { OPEN_ACL } from '../driver/driver.js';
import { assertCode, nodeBody, refused } from '../guarantees/expect.js';
import { within } from '../guarantees/within.js';
import { startInProcess } from '../guarantees/in-process.js';
import { concat, framed, int, long, mutated, rawRequest, text } from './bytes.js';
import { assertServes } from './canary.js';
import { RawSocket } from './raw-socket.js';
import { VALID_REQUESTS } from './valid-requests.js';

const MAX_BUFFER = 0xf_ffff;

const ensemble = await startInProcess({ observers: 1 });
after(() => ensemble.close());
const { follower, leader } = ensemble;

before(async () => {
  const driver = await leader.connect();
  await driver.create('/abuse');
  await driver.closeSession();
});

const handshake = connectFrame({ port: 0, timeoutMs: 30_000 });

/** Sends `bytes`, behind a handshake if `open`, and leaves. */
async function assault(port: number, bytes: Uint8Array, open: boolean): Promise<void> {
  const raw = await RawSocket.open(port);
  if (open) {
    raw.send(handshake);
    assert.notEqual(await raw.frame(), null);
  }
  raw.send(bytes);
  raw.socket.end();
  await within(10_000, 'the server closes behind a client that has ended', raw.closed);
}

for (const member of ensemble.kinds) {
  test(`any bytes instead of a handshake, and behind one: ${member.mode}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), fc.boolean(), async (bytes, frame, open) => {
        await assault(member.port, frame ? framed(bytes) : bytes, open);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    await assertServes(ensemble);
  });

  test(`handshakes with a few things wrong: ${member.mode}`, async () => {
    await fc.assert(
      fc.asyncProperty(mutated([handshake]), async (bytes) => {
        await assault(member.port, bytes, false);
      }),
      { numRuns: 60, endOnFailure: true },
    );
    await assertServes(ensemble);
  });

  test(`requests with a few things wrong: ${member.mode}`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(mutated(VALID_REQUESTS), { minLength: 1, maxLength: 6 }), async (frames) => {
        await assault(member.port, concat(...frames), true);
      }),
      { numRuns: 100, endOnFailure: true },
    );
    await assertServes(ensemble);
  });

  test(`bodies of any bytes, in whole frames: the connection goes on, in order: ${member.mode}`, async () => {
    const codes = Array.from({ length: 120 }, (_, code) => code - 12);
    let current = await member.connect();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...codes), fc.uint8Array({ maxLength: 60 }), async (type, body) => {
        if (type === opCode('ping')) return;
        if (await hasEnded(current)) current = await member.connect();
        const asked = current.requestBytes(type, body).then(
          () => true,
          () => false,
        );
        const answered = await within(5_000, `operation ${type} is answered, or the connection ends`, asked);
        if (answered && !(await hasEnded(current))) {
          const pong = current.ping().then(
            () => true,
            () => false,
          );
          await within(5_000, 'a ping is answered, or the connection ends', pong);
        }
      }),
      { numRuns: 120, endOnFailure: true },
    );
    await assertServes(ensemble);
    await current.cut();
  });
}

/** As far as is known here, once what came has been taken in. */
function hasEnded(driver: { readonly closed: Promise<string> }): Promise<boolean> {
  const later = new Promise<boolean>((resolve) => setImmediate(resolve, false));
  return Promise.race([driver.closed.then(() => true), later]);
}

test('a length that is negative, or over jute.maxbuffer, ends that connection alone, without an answer', async () => {
  const neighbour = await follower.connect();
  for (const length of [-1, -0x8000_0000, MAX_BUFFER + 1, 0x7fff_ffff]) {
    assert.equal((await exchange({ port: follower.port }, int(length))).length, 0, `before a handshake: ${length}`);
    const raw = await RawSocket.open(follower.port);
    raw.send(handshake);
    assert.notEqual(await raw.frame(), null);
    raw.send(int(length));
    assert.equal(await within(5_000, `length ${length} ends the connection`, raw.frame()), null);
    await raw.closed;
  }
  await neighbour.ping();
  await neighbour.closeSession();
});

test('a frame too short for its header ends the connection', async () => {
  for (const length of [0, 1, 7]) {
    const raw = await RawSocket.open(follower.port);
    raw.send(concat(handshake, framed(new Uint8Array(length))));
    assert.notEqual(await raw.frame(), null);
    assert.equal(await within(5_000, `a frame of ${length} bytes ends the connection`, raw.frame()), null);
  }
  await assertServes(ensemble);
});

test('lengths and counts that promise more than there is are told apart from requests', async () => {
  const driver = await follower.connect();
  const path = text('/abuse/promised');
  for (const count of [-2, -0x8000_0000, 0x7fff_ffff, 0x1000_0000, 1000]) {
    const bad = [
      [opCode('create'), concat(int(count))],
      [opCode('create'), concat(path, int(count))],
      [opCode('create'), concat(path, text(''), int(count))],
      [opCode('create'), concat(path, text(''), int(1), int(31), int(count))],
      [opCode('setData'), concat(text('/abuse'), int(count))],
      [opCode('getData'), concat(int(count))],
      [opCode('setWatches'), concat(long(0n), int(count))],
      [opCode('setWatches2'), concat(long(0n), int(0), int(0), int(0), int(0), int(count))],
      [opCode('multi'), concat(int(1), new Uint8Array(1), int(-1), int(count))],
      [opCode('multi'), concat(int(opCode('multi')), new Uint8Array(1), int(-1))],
      [opCode('getEphemerals'), concat(int(count))],
      [opCode('reconfig'), concat(int(count))],
    ] as const;
    for (const [type, body] of bad) {
      assertCode(await driver.requestBytes(type, body), 'MARSHALLINGERROR');
    }
  }
  assert.equal(await driver.exists('/abuse/promised'), null);
  await driver.closeSession();
});

test('operations that servers make of themselves, and those that there are not, are refused and end the connection', async () => {
  const witness = await leader.connect();
  await witness.create('/abuse/container', { acl: [{ perms: 31, id: { scheme: 'ip', id: '10.0.0.1' } }] });
  const bodies: readonly (readonly [number, Uint8Array])[] = [
    [opCode('createSession'), int(1000)],
    [opCode('deleteContainer'), text('/abuse/container')],
    [opCode('notification'), new Uint8Array(0)],
    [opCode('check'), concat(text('/abuse'), int(0))],
    [opCode('error'), int(0)],
    [10, new Uint8Array(0)],
    [99, new Uint8Array(0)],
    [0x7fff_ffff, new Uint8Array(0)],
    [-0x8000_0000, new Uint8Array(0)],
  ];
  for (const member of ensemble.kinds) {
    for (const [type, body] of bodies) {
      const driver = await member.connect();
      const reply = await driver.requestBytes(type, body);
      assertCode(reply, 'UNIMPLEMENTED');
      assert.deepEqual(reply.zxid, { epoch: 0xffff_ffff, counter: 0xffff_ffff });
      await driver.closed;
    }
  }
  assert.notEqual(await witness.request('exists', { path: '/abuse/container', watch: false }).then(({ err }) => err), -101);
  await witness.closeSession();
});

test('paths that are none', async () => {
  const driver = await follower.connect();
  const bad = ['', 'x', '//', '/abuse/', '/abuse/.', '/abuse/..', '/abuse/\0', '/\u0001', '/\u007f'];
  // Of these the parent is looked for first.
  const orphans = ['/abuse//x', '/abuse/../x', '/abuse/./x'];
  for (const path of orphans) await refused(driver.create(path), 'NONODE');
  for (const path of [...bad, '/\ud800', '/\udfff', '/\uf8ff', '/\ufff0', '/\uffff', '/\u{1f600}']) {
    await refused(driver.create(path), 'BADARGUMENTS');
  }
  for (const path of [...bad, ...orphans].filter((each) => each !== '')) {
    assertCode(await driver.request('getData', { path, watch: true }), 'NONODE');
  }
  // Bytes that are no UTF-8: half a surrogate pair, an overlong slash, a byte that begins nothing.
  for (const bytes of [[0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xff], [0xf8, 0x88, 0x80, 0x80, 0x80]]) {
    const path = concat(int(1 + bytes.length), Buffer.from('/'), Uint8Array.from(bytes));
    const body = concat(path, text(''), int(1), int(31), text('world'), text('anyone'), int(0));
    const { err } = await driver.requestBytes(opCode('create'), body);
    assert.ok(err === -8 || err === -5, `error ${err}`);
  }
  const long = `/abuse/${'x'.repeat(100_000)}`;
  assert.equal(await driver.create(long), long);
  await driver.delete(long);
  const deep = `/abuse${'/d'.repeat(2_000)}`;
  await refused(driver.create(deep), 'NONODE');
  await driver.closeSession();
});

test('an access list of ten thousand entries', async () => {
  const driver = await follower.connect();
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    perms: 31,
    id: { scheme: 'ip', id: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}` },
  }));
  await driver.create('/abuse/listed', { acl: [...many, ...OPEN_ACL] });
  assert.equal((await driver.getAcl('/abuse/listed')).acl?.length, 10_001);
  await driver.setAcl(
    '/abuse/listed',
    Array.from({ length: 10_000 }, () => OPEN_ACL[0] as (typeof OPEN_ACL)[number]),
  );
  assert.deepEqual((await driver.getAcl('/abuse/listed')).acl, OPEN_ACL, 'what is said twice is kept once');
  await driver.delete('/abuse/listed');
  await driver.closeSession();
  await assertServes(ensemble);
});

test('ten thousand requests in one write are answered in order, and not all are under way at once', async () => {
  const REQUESTS = 10_000;
  const LIMIT = 1_000;
  const driver = await leader.connect({ forget: true });
  const neighbour = await leader.connect();
  // What the reads answer; null for writes.
  const replies = Array.from({ length: REQUESTS }, async (_, index) => {
    if (index % 10 !== 0) return (await driver.getData('/abuse')).data;
    await driver.setData('/abuse', int(index));
    return null;
  });
  let most = 0;
  const over = new AbortController();
  const all = Promise.all(replies).finally(() => {
    over.abort();
  });
  while (!over.signal.aborted) {
    const outstanding = Number(/^Outstanding: (\d+)$/m.exec(await word(leader.port, 'srvr'))?.[1]);
    most = Math.max(most, outstanding);
    await neighbour.ping();
  }
  for (const [index, data] of (await all).entries()) {
    if (index % 10 !== 0) assert.deepEqual(Buffer.from(data ?? []), int(index - (index % 10)));
  }
  // With three voters the limit is shared by the two that may forward (globalOutstandingLimit 1000).
  assert.ok(most > 0 && most <= LIMIT / 2 + 1, `at most ${most} were under way`);
  await Promise.all([driver.closeSession(), neighbour.closeSession()]);
});

test('answers of many megabytes to requests of one write, to a client that reads them at once', async () => {
  const REQUESTS = 300;
  const data = new Uint8Array(100_000).fill(7);
  const writer = await leader.connect();
  await writer.create('/abuse/large', { data });
  for (const member of ensemble.kinds) {
    const driver = await member.connect({ forget: true });
    await driver.sync();
    const replies = Array.from({ length: REQUESTS }, () => driver.getData('/abuse/large'));
    for (const reply of await within(20_000, `all are answered: ${member.mode}`, Promise.all(replies))) {
      assert.equal(reply.data?.length, data.length);
    }
    await driver.closeSession();
  }
  await writer.delete('/abuse/large');
  await writer.closeSession();
});

test('reads in front of a write are served before it, but not without end', async () => {
  const REQUESTS = 400;
  const data = new Uint8Array(900_000).fill(7);
  const writer = await leader.connect();
  await writer.create('/abuse/large', { data });
  for (const member of ensemble.kinds) {
    const driver = await member.connect({ forget: true });
    await driver.sync();
    // The reads wait for the first write, and are in front of the second when that is done.
    const asked = [
      driver.setData('/abuse/large', data),
      ...Array.from({ length: REQUESTS }, () => driver.getData('/abuse/large')),
      driver.setData('/abuse/large', data),
    ];
    const outcomes = await within(20_000, `the connection is over: ${member.mode}`, Promise.allSettled(asked));
    assert.equal(outcomes.at(-1)?.status, 'rejected');
    await driver.closed;
  }
  await (await leader.connect()).closeSession();
  await writer.delete('/abuse/large');
  await writer.closeSession();
});

async function word(port: number, name: string): Promise<string> {
  return Buffer.from(await exchange({ port }, Buffer.from(name))).toString();
}

test('four-letter words: not every word is one, none is answered twice, and none holds the server', async () => {
  const limited = await startInProcess({ servers: 1, properties: { '4lw.commands.whitelist': 'srvr' } });
  const { port } = limited.leader;
  assert.equal(await word(port, 'dump'), 'dump is not executed because it is not in the whitelist.\n');
  assert.match(await word(port, 'srvr'), /^Mode: standalone$/m);
  assert.equal(await word(port, 'DUMP'), '', 'these four letters are a length, and too large');
  // Words in pieces, words with more behind them, and those who ask and do not leave.
  const pieces = await RawSocket.open(port);
  for (const letter of 'srv') await pieces.sendAll(Buffer.from(letter));
  pieces.send(Buffer.from(`r${'x'.repeat(1000)}`));
  await within(5_000, 'a word in pieces is answered', pieces.closed);
  assert.ok(pieces.bytesReceived > 100);
  await assertServes(limited);
  const connections = async (): Promise<number> => Number(/^Connections: (\d+)$/m.exec(await word(port, 'srvr'))?.[1]);
  const trailing = await Promise.all(Array.from({ length: 20 }, () => RawSocket.open(port)));
  for (const raw of trailing) await raw.sendAll(Buffer.from('srvr'));
  for (const raw of trailing) raw.send(Buffer.from('\r\n'));
  await Promise.all(trailing.map((raw) => within(5_000, 'the answer ends the connection', raw.closed)));
  await within(
    10_000,
    'the server forgets connections that are gone',
    (async () => {
      while ((await connections()) > 1);
    })(),
  );
  await limited.close();
});

test('a request in the middle of which the client goes, or stays silent, is nobody else’s business', async () => {
  const halves = await Promise.all(ensemble.members.map((member) => RawSocket.open(member.port)));
  const request = rawRequest(1, opCode('create'), concat(text('/abuse/half'), text('x'.repeat(1000))));
  for (const raw of halves) {
    raw.send(handshake);
    assert.notEqual(await raw.frame(), null);
    raw.send(request.subarray(0, 500));
  }
  await assertServes(ensemble);
  await halves[0]?.cut();
  await assertServes(ensemble);
  for (const raw of halves) await raw.cut();
});

test('a reply is never without its request: nonsense behind nonsense', async () => {
  const raw = await RawSocket.open(follower.port);
  raw.send(handshake);
  assert.notEqual(await raw.frame(), null);
  const bad = Array.from({ length: 200 }, (_, index) => rawRequest(index + 1, opCode('create'), int(-7)));
  raw.send(concat(...bad));
  for (let xid = 1; xid <= bad.length; xid++) {
    const reply = decodeReply((await within(5_000, `reply ${xid}`, raw.frame())) ?? new Uint8Array(0));
    assert.ok(reply.ok);
    assert.deepEqual([reply.value.header.xid, reply.value.header.err], [xid, -5]);
  }
  await raw.cut();
  const driver = await follower.connect();
  assert.equal((await driver.request('create', nodeBody('/abuse/after'))).err, 0);
  await driver.closeSession();
});
