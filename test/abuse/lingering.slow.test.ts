/** Who has been answered and never leaves: there is a limit to politeness. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { startInProcess } from '../guarantees/in-process.js';
import type { Ensemble } from '../guarantees/in-process.js';
import { HOST } from '../peers/ports.js';
import { connectFrame } from '../driver/handshake.js';
import { concat, int, rawRequest } from './bytes.js';
import { assertServes } from './canary.js';
import { untilAlone } from './until-alone.js';

/** Connections that are never closed from this side, whatever the other side does, until the test is over. */
async function stayers(t: TestContext, { leader }: Ensemble, bytes: Uint8Array): Promise<void> {
  const sockets = Array.from({ length: 10 }, () => connect({ host: HOST, port: leader.port, allowHalfOpen: true }));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
  });
  const answered = async (socket: Socket): Promise<void> => {
    socket.on('error', () => socket.destroy());
    await once(socket, 'connect');
    socket.write(bytes);
    await once(socket, 'data');
  };
  await Promise.all(sockets.map(answered));
}

for (const [what, bytes] of [
  ['a four-letter word was answered', Buffer.from('srvr')],
  ['a session was closed', concat(connectFrame({ port: 0 }), rawRequest(1, -11, new Uint8Array(0)))],
  ['a session was found to be over', connectFrame({ port: 0, sessionId: 77n })],
  ['an operation was not known', concat(connectFrame({ port: 0 }), rawRequest(1, 99, int(0)))],
] as const) {
  test(`${what}, and the client stays`, async (t) => {
    const ensemble = await startInProcess({ servers: 1 });
    t.after(() => ensemble.close());
    await stayers(t, ensemble, bytes);
    await untilAlone(ensemble);
    await assertServes(ensemble);
  });
}
