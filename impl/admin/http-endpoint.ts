/**
 * A small HTTP server for people and monitoring: GET and HEAD, no bodies, everything bounded. The admin server and the Prometheus
 * endpoint are each one of these.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { addressText } from './format.js';
import { adminError } from './errors.js';
import type { Started } from './errors.js';
import type { HostPort } from '#impl/wire/host-port.js';

const HEADER_BYTES_MAX = 0x2000;
const CONNECTIONS_MAX = 64;
const HEADERS_TIMEOUT_MS = 5_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** `admin.idleTimeout`: also the patience with a client that does not read. */
const IDLE_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_TIMEOUT_MS = 5_000;

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers a request by its method and its address, never by a body. */
export type Responder = (method: string, url: URL) => Reply | Promise<Reply>;

export function plainReply(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n`, headers };
}

export class HttpEndpoint {
  private readonly respond: Responder;
  private readonly onDefect: (error: unknown) => void;
  private readonly server: Server;

  /** `onDefect` is told what a responder threw; the client gets status 500 and no details. */
  constructor(respond: Responder, onDefect: (error: unknown) => void) {
    this.respond = respond;
    this.onDefect = onDefect;
    this.server = createServer(
      { maxHeaderSize: HEADER_BYTES_MAX, headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
      (request, response) => void this.handle(request, response),
    );
    this.server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
    this.server.maxConnections = CONNECTIONS_MAX;
    this.server.timeout = IDLE_TIMEOUT_MS;
  }

  /** Answers the address that was bound: with port 0 asked for, the system chooses one. */
  async start(address: HostPort): Promise<Started<HostPort>> {
    this.server.listen(address.port, address.host);
    try {
      await once(this.server, 'listening');
    } catch (error) {
      assert(error instanceof Error, 'Node reports errors');
      return { ok: false, error: adminError('ZAB-A001', `${addressText(address)}: ${error.message}`) };
    }
    // What fails from now on, as for want of file descriptors, is told and survived.
    this.server.on('error', this.onDefect);
    const bound = this.server.address();
    assert(bound !== null && typeof bound === 'object', 'it listens on a port');
    return { ok: true, value: { host: bound.address, port: bound.port } };
  }

  /** Cuts off requests under way. May be called at any time, and twice. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, contentType, body, headers } = await this.replyTo(request);
    const bytes = Buffer.from(body, 'utf8');
    // A body is not read: what comes behind it could not be told from it.
    const hasBody = request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;
    response.writeHead(status, {
      'content-type': contentType,
      'content-length': bytes.length,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(hasBody ? { connection: 'close' } : {}),
      ...headers,
    });
    response.end(request.method === 'HEAD' ? undefined : bytes);
  }

  private async replyTo({ method = '', url = '' }: IncomingMessage): Promise<Reply> {
    const parsed = URL.canParse(url, 'http://server') ? new URL(url, 'http://server') : null;
    if (parsed === null) return plainReply(400, 'Bad request');
    try {
      return await this.respond(method, parsed);
    } catch (error) {
      this.onDefect(error);
      return plainReply(500, 'Internal error');
    }
  }
}
