/** The HTTP server itself: bounds, failures, start and end. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { HttpEndpoint, plainReply } from '#impl/admin/http-endpoint.js';
import { get, LOCAL, raw, serving } from './http.js';

function never(error: unknown): never {
  assert.fail(String(error));
}

test('http: port 0 is answered with the port that was bound', async () => {
  const endpoint = new HttpEndpoint(() => plainReply(200, 'yes'), never);
  const started = await endpoint.start(LOCAL);
  assert.ok(started.ok && started.value.host === '127.0.0.1' && started.value.port > 0);
  assert.equal((await get(started.value, '/')).body, 'yes\n');
  await endpoint.close();
  await endpoint.close();
});

test('http: a port that is taken is an error with a code and an advice, not an exception', async () => {
  const first = new HttpEndpoint(() => plainReply(200, 'first'), never);
  await serving(first, async (address) => {
    const second = new HttpEndpoint(() => plainReply(200, 'second'), never);
    const started = await second.start(address);
    assert.ok(!started.ok);
    assert.equal(started.error.code, 'ZAB-A001');
    assert.match(started.error.message, new RegExp(`127\\.0\\.0\\.1:${address.port}: .*EADDRINUSE.*admin\\.serverPort`));
    await second.close();
    assert.equal((await get(address, '/')).body, 'first\n');
  });
});

test('http: what a responder throws is reported; the client learns nothing, and is served again', async () => {
  const defects: unknown[] = [];
  const defect = new Error('inner matters');
  const respond = (_method: string, { pathname }: URL): ReturnType<typeof plainReply> => {
    if (pathname === '/bad') throw defect;
    return plainReply(200, 'good');
  };
  await serving(new HttpEndpoint(respond, (error) => defects.push(error)), async (address) => {
    const { status, body } = await get(address, '/bad');
    assert.deepEqual([status, body], [500, 'Internal error\n']);
    assert.deepEqual(defects, [defect]);
    assert.equal((await get(address, '/good')).status, 200);
  });
});

test('http: headers beyond 8 KiB are refused', async () => {
  await serving(new HttpEndpoint(() => plainReply(200, 'yes'), never), async (address) => {
    const answered = await raw(address, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(9000)}\r\n\r\n`);
    assert.match(answered, /^HTTP\/1\.1 431 /);
  });
});

test('http: a body is not waited for, and ends the connection', async () => {
  let asked = 0;
  const respond = (): ReturnType<typeof plainReply> => {
    asked += 1;
    return plainReply(200, 'yes');
  };
  await serving(new HttpEndpoint(respond, never), async (address) => {
    const answered = await raw(address, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nonly the beginning');
    assert.match(answered, /^HTTP\/1\.1 200 OK\r\n/);
    assert.match(answered, /^Connection: close\r$/im);
    assert.equal(asked, 1);
  });
});

test('http: what is no HTTP and what is no address', async () => {
  await serving(new HttpEndpoint(() => plainReply(200, 'yes'), never), async (address) => {
    assert.match(await raw(address, 'srvr\r\n\r\n'), /^HTTP\/1\.1 400 /);
    assert.match(await raw(address, 'GET http://[ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 400 /);
  });
});

test('http: answers are not kept by browsers, nor guessed at', async () => {
  await serving(new HttpEndpoint(() => plainReply(200, 'yes'), never), async (address) => {
    const { headers } = await get(address, '/');
    assert.deepEqual([headers['cache-control'], headers['x-content-type-options']], ['no-store', 'nosniff']);
  });
});

test('http: close cuts off who is connected', async () => {
  const endpoint = new HttpEndpoint(() => plainReply(200, 'yes'), never);
  const started = await endpoint.start(LOCAL);
  assert.ok(started.ok);
  const socket = connect(started.value.port, started.value.host);
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'data');
  const closed = once(socket, 'close');
  await endpoint.close();
  await closed;
});
