/** Connections as a weapon: too many, too slow, too short. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { connectFrame, shakeHands } from '../driver/handshake.js';
import { HOST } from '../peers/ports.js';
import { within } from '../guarantees/within.js';
import { startInProcess, TICK_MS } from '../guarantees/in-process.js';
import type { Ensemble } from '../guarantees/in-process.js';
import { assertServes } from './canary.js';
import { RawSocket } from './raw-socket.js';
import { untilAlone } from './until-alone.js';

const handshake = connectFrame({ port: 0, timeoutMs: 30_000 });

async function alone(properties: Readonly<Record<string, string>>, work: (ensemble: Ensemble) => Promise<void>): Promise<void> {
  const ensemble = await startInProcess({ servers: 1, properties });
  try {
    await work(ensemble);
  } finally {
    await ensemble.close();
  }
}

test('who does not shake hands in time is let go, however busy it looks', async () => {
  const TIMEOUT_MS = 600;
  await alone({ 'nio.sessionlessCnxnTimeout': `${TIMEOUT_MS}` }, async (ensemble) => {
    const { port } = ensemble.leader;
    const startedMs = performance.now();
    const silent = await Promise.all(Array.from({ length: 20 }, () => RawSocket.open(port)));
    const half = await RawSocket.open(port);
    half.send(handshake.subarray(0, 20));
    const word = await RawSocket.open(port);
    word.send(Buffer.from('sr'));
    const argument = await RawSocket.open(port);
    argument.send(Buffer.from('stmk1234'));
    const loris = await RawSocket.open(port);
    let sent = 0;
    const dripping = setInterval(() => {
      // Never the whole of it.
      if (sent < handshake.length - 1) loris.send(handshake.subarray(sent, ++sent));
    }, 20);
    const driver = await ensemble.leader.connect();
    for (const raw of [...silent, half, word, argument, loris]) {
      await within(TIMEOUT_MS + 2 * TICK_MS + 2_000, 'it is let go', raw.closed);
    }
    clearInterval(dripping);
    assert.ok(performance.now() - startedMs >= TIMEOUT_MS - TICK_MS, 'not before its time');
    assert.ok(sent > 0);
    await driver.create('/still-here');
    await driver.closeSession();
    await assertServes(ensemble);
  });
});

test('one address has so many connections and no more; others are not counted with it', async () => {
  const MOST = 5;
  await alone({ maxClientCnxns: `${MOST}` }, async (ensemble) => {
    const { port } = ensemble.leader;
    const drivers = await Promise.all(Array.from({ length: MOST }, () => ensemble.leader.connect()));
    for (let tried = 0; tried < 20; tried++) assert.equal((await shakeHands({ port })).outcome, 'closed');
    const elsewhere = connect({ host: HOST, port, localAddress: '127.0.0.2' });
    elsewhere.write(handshake);
    const [answer] = (await once(elsewhere, 'data')) as [Buffer];
    assert.ok(answer.length > 4);
    elsewhere.destroy();
    await Promise.all(drivers.map((driver) => driver.ping()));
    await drivers[0]?.closeSession();
    const again = await within(
      5_000,
      'a place is free again',
      (async () => {
        for (;;) {
          const shaken = await shakeHands({ port });
          if (shaken.outcome === 'connected') return shaken;
        }
      })(),
    );
    again.socket.destroy();
  });
});

test('all addresses together have so many connections and no more', async () => {
  const MOST = 4;
  await alone({ maxCnxns: `${MOST}` }, async (ensemble) => {
    const drivers = await Promise.all(Array.from({ length: MOST }, () => ensemble.leader.connect()));
    assert.equal((await shakeHands({ port: ensemble.leader.port })).outcome, 'closed');
    await Promise.all(drivers.map((driver) => driver.closeSession()));
  });
});

test('a storm of connections that are cut at any point leaves nothing behind', async () => {
  const ROUNDS = 12;
  const AT_ONCE = 50;
  await alone({}, async (ensemble) => {
    const { port } = ensemble.leader;
    const storm = async (index: number): Promise<void> => {
      const raw = await RawSocket.open(port);
      if (index % 5 === 0) return raw.cut();
      raw.send(index % 5 === 1 ? handshake.subarray(0, index % handshake.length) : handshake);
      if (index % 5 === 2) return raw.cut();
      if (index % 5 === 3) await raw.frame();
      raw.socket.end();
      await within(5_000, 'the server closes behind it', raw.closed);
    };
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all([
        ...Array.from({ length: AT_ONCE }, (_, index) => storm(round * AT_ONCE + index)),
        ...(round % 4 === 0 ? [assertServes(ensemble)] : []),
      ]);
    }
    await untilAlone(ensemble);
    await assertServes(ensemble);
  });
});

test('one session that two clients fight for has one connection at any time', async () => {
  await alone({}, async (ensemble) => {
    const first = await ensemble.leader.connect();
    const { sessionId, passwd } = first;
    const ROUNDS = 40;
    const fight = async (): Promise<void> => {
      for (let round = 0; round < ROUNDS; round++) {
        const shaken = await shakeHands({ port: ensemble.leader.port, sessionId, passwd, timeoutMs: 30_000 });
        assert.notEqual(shaken.outcome, 'expired');
        // The other may have taken it at once: then this connection is closed, which is all there is to see.
      }
    };
    await Promise.all([fight(), fight()]);
    await first.closed;
    const last = await ensemble.leader.connect({ sessionId, passwd });
    await last.create('/fought', { flags: 1 });
    await last.closeSession();
    await untilAlone(ensemble);
  });
});
