/** The proxy does to connections what it says; else no test that uses it would mean anything. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import test from 'node:test';
import { Proxy } from './proxy.js';
import { until } from './until.js';

interface Rig {
  readonly proxy: Proxy;
  readonly caller: Socket;
  readonly target: Socket;
  /** What each end has received. */
  readonly atCaller: () => string;
  readonly atTarget: () => string;
  readonly call: () => Promise<Socket>;
  readonly end: () => Promise<void>;
}

function received(socket: Socket): () => string {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  socket.on('error', () => undefined);
  return () => text;
}

/** However it was told that the other end is gone. */
function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      socket.destroy();
      resolve();
    };
    socket.once('end', over).once('close', over).resume();
  });
}

async function rig(): Promise<Rig> {
  const targets: Socket[] = [];
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    targets.push(socket);
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy = await Proxy.open((server.address() as AddressInfo).port);
  const call = async (): Promise<Socket> => {
    const socket = connect({ host: '127.0.0.1', port: proxy.port, allowHalfOpen: true });
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const caller = await call();
  const [target] = await accepted;
  return {
    proxy,
    caller,
    target,
    atCaller: received(caller),
    atTarget: received(target),
    call,
    end: async () => {
      await proxy.close();
      caller.destroy();
      for (const socket of targets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function untilTrue(what: string, look: () => boolean): Promise<true> {
  return until(what, () => (look() ? true : null), 10_000);
}

test('bytes pass, both ways, and the end of one direction leaves the other', async () => {
  const { caller, target, atCaller, atTarget, end } = await rig();
  caller.end('ask');
  await once(target, 'end');
  assert.equal(atTarget(), 'ask');
  target.end('answer');
  await once(caller, 'end');
  assert.equal(atCaller(), 'answer');
  await end();
});

test('a held direction passes nothing, not even an end; the other goes on; what was held comes in order', async () => {
  const { proxy, caller, target, atCaller, atTarget, end } = await rig();
  proxy.hold('there');
  caller.write('1');
  caller.end('2');
  let ended = false;
  target.once('end', () => (ended = true));
  for (let round = 1; round <= 20; round++) {
    target.write('.');
    await untilTrue('the open direction passes', () => atCaller().length === round);
  }
  assert.equal(atTarget(), '');
  assert.equal(ended, false);
  proxy.heal();
  await untilTrue('the end arrives', () => ended);
  assert.equal(atTarget(), '12');
  await end();
});

test('a held connection whose caller dies stays open at the other end', async () => {
  const { proxy, caller, target, end } = await rig();
  proxy.hold('there', 'back');
  caller.destroy();
  await closed(caller);
  let ended = false;
  target.once('end', () => (ended = true));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(ended, false);
  proxy.heal();
  await untilTrue('the end arrives', () => ended);
  await end();
});

test('a cut ends connections and drops what was held; later callers are hung up on until it heals', async () => {
  const { proxy, caller, target, atTarget, call, end } = await rig();
  proxy.hold('there');
  caller.write('lost');
  const over = Promise.all([closed(caller), closed(target)]);
  proxy.cut();
  await over;
  await untilTrue('no connection is left', () => proxy.connectionCount === 0);
  await closed(await call());
  proxy.heal();
  assert.equal(atTarget(), '');
  const again = await call();
  await untilTrue('a new connection', () => proxy.connectionCount === 1);
  again.destroy();
  await end();
});

test('a delay delays, and keeps the order', async () => {
  const { proxy, caller, atTarget, end } = await rig();
  proxy.delayMs = 120;
  const sentMs = performance.now();
  caller.write('a');
  await untilTrue('the first byte', () => atTarget() === 'a');
  assert(performance.now() - sentMs >= 119);
  for (let i = 0; i < 10; i++) caller.write(`${i}`);
  await untilTrue('all bytes', () => atTarget() === 'a0123456789');
  await end();
});

test('a target that comes a moment later is waited for', async () => {
  const later = createServer((socket) => socket.end('here'));
  later.listen(0, '127.0.0.1');
  await once(later, 'listening');
  const { port } = later.address() as AddressInfo;
  await new Promise((resolve) => later.close(resolve));
  const proxy = await Proxy.open(port, { patienceMs: 10_000 });
  const caller = connect({ host: '127.0.0.1', port: proxy.port });
  const text = received(caller);
  await once(caller, 'connect');
  const again = createServer((socket) => socket.end('here'));
  again.listen(port, '127.0.0.1');
  await closed(caller);
  assert.equal(text(), 'here');
  await proxy.close();
  await new Promise((resolve) => again.close(resolve));
});
