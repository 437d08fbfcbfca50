/** Client connections of a server, each over a real socket, with their client by hand at the other end. */
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { configOf } from '#impl/config/read.js';
import type { ServerConfig } from '#impl/config/server-config.js';
import { Metrics } from '#impl/metrics/server-metrics.js';
import { Turn } from '#impl/net/turn.js';
import { ClientConnection } from '#impl/server/client-connection.js';
import type { ConnectionOptions } from '#impl/server/client-connection.js';
import { decodeReply, writeRequest } from '#impl/wire/client-protocol.js';
import type { Operation } from '#impl/wire/client-protocol.js';
import type { ReplyHeader } from '#impl/wire/client-records.js';
import { connectRequest, connectResponse } from '#impl/wire/handshake.js';
import type { ConnectRequest, ConnectResponse } from '#impl/wire/handshake.js';
import { decode } from '#impl/wire/jute.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { ZERO } from '#spec/model/zxid.js';
import { readBytes, socketPair } from '../net/pair.js';

/** A server that stands alone unless more is given. */
export function config(keys: Readonly<Record<string, string | number>> = {}, myid?: number): ServerConfig {
  const given: Readonly<Record<string, string | number>> = { dataDir: '/nowhere', 'admin.enableServer': 'false', ...keys };
  const result = configOf(
    Object.entries(given).map(([key, value]) => [key, String(value)] as const),
    myid,
  );
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.problems));
  return result.config;
}

/** A client that reads when it is told to. */
export class Client {
  readonly socket: Socket;

  constructor(socket: Socket) {
    this.socket = socket;
  }

  shakeHands(request: Partial<ConnectRequest> = {}): void {
    const writer = new JuteWriter();
    const frame = writer.open();
    connectRequest.write(writer, {
      protocolVersion: 0,
      lastZxidSeen: ZERO,
      timeOut: 10_000,
      sessionId: 0n,
      passwd: new Uint8Array(16),
      readOnly: false,
      ...request,
    });
    writer.close(frame);
    this.socket.write(writer.take());
  }

  request(xid: number, operation: Operation): void {
    const writer = new JuteWriter();
    writeRequest(writer, xid, operation);
    this.socket.write(writer.take());
  }

  async readFrame(): Promise<Buffer> {
    return readBytes(this.socket, (await readBytes(this.socket, 4)).readInt32BE(0));
  }

  async readHandshake(): Promise<ConnectResponse> {
    const response = decode(connectResponse, await this.readFrame());
    assert.ok(response.ok);
    return response.value;
  }

  async readHeader(): Promise<ReplyHeader> {
    const reply = decodeReply(await this.readFrame());
    assert.ok(reply.ok);
    return reply.value.header;
  }

  /** The numbers of the next replies. */
  async readXids(count: number): Promise<readonly number[]> {
    const xids: number[] = [];
    for (let index = 0; index < count; index++) xids.push((await this.readHeader()).xid);
    return xids;
  }
}

export interface Connected {
  readonly connection: ClientConnection;
  readonly client: Client;
}

type Handlers = Partial<Omit<ConnectionOptions, 'maxBuffer'>>;

/** Connected, and nothing said yet. */
export async function connected(t: Pick<TestContext, 'after'>, handlers: Handlers = {}): Promise<Connected> {
  const { near, far } = await socketPair(t);
  const connection = new ClientConnection(near, {
    turn: new Turn(),
    metrics: new Metrics(),
    maxBuffer: 0xf_ffff,
    allows: () => true,
    command: () => Promise.resolve(''),
    handshake: () => undefined,
    request: () => undefined,
    mayTake: () => true,
    writable: () => undefined,
    closed: () => undefined,
    ...handlers,
  });
  return { connection, client: new Client(far) };
}

/** With an open session of this id. */
export async function openClient(t: Pick<TestContext, 'after'>, sessionId: bigint, handlers: Handlers = {}): Promise<Connected> {
  const handshake = (connection: ClientConnection): void => {
    connection.sessionId = sessionId;
    connection.confirm({ protocolVersion: 0, timeOut: 10_000, sessionId, passwd: new Uint8Array(16), readOnly: false });
  };
  const open = await connected(t, { handshake, ...handlers });
  open.client.shakeHands();
  await open.client.readHandshake();
  return open;
}
