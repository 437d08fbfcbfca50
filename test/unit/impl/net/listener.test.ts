import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { openListener } from '#impl/net/listener.js';
import type { Listener } from '#impl/net/listener.js';
import { LOOPBACK, optionsOf } from './election-rig.js';
import { closed } from './pair.js';

const LIMIT = { timeout: 30_000 };
const { log } = optionsOf(1, new Map()).options;

interface Opened {
  readonly listener: Listener;
  readonly accepted: Socket[];
  readonly call: () => Promise<readonly [near: Socket, far: Socket]>;
}

async function opened(): Promise<Opened> {
  const accepted: Socket[] = [];
  let tell: (socket: Socket) => void = () => undefined;
  const result = await openListener({
    address: LOOPBACK,
    tries: 1,
    log,
    connected: (socket) => {
      accepted.push(socket);
      tell(socket);
    },
  });
  assert.ok(result.ok);
  const { listener } = result;
  const call = async (): Promise<readonly [Socket, Socket]> => {
    const came = new Promise<Socket>((done) => {
      tell = done;
    });
    const far = connect({ host: listener.address.host, port: listener.address.port });
    far.on('error', () => undefined);
    return [await came, far];
  };
  return { listener, accepted, call };
}

async function refusal(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
  return error.code ?? '';
}

test('listener: when close comes back, its port is free and no connection is left', LIMIT, async () => {
  const { listener, call } = await opened();
  const ends = [...(await call()), ...(await call())];
  await listener.close();
  await Promise.all(ends.map(closed));
  assert.equal(await refusal(listener.address.port), 'ECONNREFUSED');
  const again = await openListener({ address: listener.address, tries: 1, log, connected: () => undefined });
  assert.ok(again.ok);
  await again.listener.close();
});

test('listener: one that refuses accepts nobody more; the connections that it has go on', LIMIT, async () => {
  const { listener, call, accepted } = await opened();
  const [near, far] = await call();
  listener.refuse();
  assert.equal(await refusal(listener.address.port), 'ECONNREFUSED');
  near.write('still here');
  assert.equal(String((await once(far, 'data'))[0]), 'still here');
  assert.equal(accepted.length, 1);
  await listener.close();
  await closed(far);
});

test(
  'listener: a port that is taken is an error after so many tries, and one that is told to stop says so at once',
  LIMIT,
  async () => {
    const { listener } = await opened();
    const { address } = listener;
    const connected = (): void => assert.fail('nobody connects');
    const taken = await openListener({ address, tries: 1, log, connected });
    assert.equal(taken.ok ? 'opened' : taken.error.code, 'ZAB-N001');
    const stop = new AbortController();
    const lines: string[] = [];
    const warn = (_fields: object, text: string): void => {
      lines.push(text);
      setImmediate(() => {
        stop.abort();
      });
    };
    const stopped = await openListener({ address, tries: 0, signal: stop.signal, log: { ...log, warn }, connected });
    assert.equal(stopped.ok ? 'opened' : stopped.error.code, 'ZAB-N002');
    assert.equal(lines.length, 1, 'it tried once, and did not wait for the second try');
    await listener.close();
  },
);
