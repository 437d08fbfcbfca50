/** Talks to an endpoint over a real socket. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { HostPort } from '#impl/wire/host-port.js';
import type { Started } from '#impl/admin/errors.js';

export const LOCAL: HostPort = { host: '127.0.0.1', port: 0 };

export interface Endpoint {
  start(address: HostPort): Promise<Started<HostPort>>;
  close(): Promise<void>;
}

/** The endpoint is up while `work` runs. */
export async function serving(endpoint: Endpoint, work: (address: HostPort) => Promise<void>): Promise<void> {
  const started = await endpoint.start(LOCAL);
  assert.ok(started.ok);
  try {
    await work(started.value);
  } finally {
    await endpoint.close();
  }
}

export interface Got {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

export async function get(address: HostPort, path: string, method = 'GET', body?: string): Promise<Got> {
  const asked = request({ ...address, path, method, agent: false });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const { statusCode, headers } = response;
  return { status: statusCode, type: headers['content-type'], headers, body: await text(response) };
}

export async function getJson(address: HostPort, path: string): Promise<Readonly<Record<string, unknown>>> {
  const { status, type, body } = await get(address, path);
  assert.deepEqual([status, type], [200, 'application/json']);
  return JSON.parse(body) as Readonly<Record<string, unknown>>;
}

/** What the endpoint answers to these bytes, until it closes the connection. */
export async function raw(address: HostPort, bytes: string): Promise<string> {
  const socket = connect(address.port, address.host);
  socket.on('error', () => undefined);
  socket.write(bytes);
  return text(socket);
}
