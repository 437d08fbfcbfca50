/** Election ports on loopback, and what tests put around them: inboxes, logs, wires that can be cut, and peers made by hand. */
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { openElectionPort } from '#impl/net/election-port.js';
import type { ElectionPort, ElectionPortOptions } from '#impl/net/election-port.js';
import type { Log } from '#impl/net/log.js';
import { encodeInitialMessage, writeNotification } from '#impl/wire/election.js';
import type { PeerNotification } from '#impl/wire/election.js';
import type { HostPort } from '#impl/wire/host-port.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { zxid } from '#spec/model/zxid.js';

export const LOOPBACK: HostPort = { host: '127.0.0.1', port: 0 };

/** Values that come one by one, to be waited for. */
export class Stream<T> {
  readonly all: T[] = [];
  private taken = 0;
  private wake: (() => void) | null = null;

  push(value: T): void {
    this.all.push(value);
    this.wake?.();
  }

  /** The next one not taken yet for which `wanted` holds; those in front of it are passed over. */
  async next(wanted: (value: T) => boolean = () => true): Promise<T> {
    for (;;) {
      for (; this.taken < this.all.length; this.taken++) {
        const value = this.all[this.taken] as T;
        if (!wanted(value)) continue;
        this.taken += 1;
        return value;
      }
      await new Promise<void>((wake) => {
        this.wake = wake;
      });
    }
  }
}

/** A notification that is told from others by its round. `padding`: bytes that make it larger. */
export function frameOf(round: number, padding = 0): Uint8Array {
  const writer = new JuteWriter();
  writeNotification(writer, {
    state: 'looking',
    leader: 1n,
    zxid: zxid(0, 0),
    electionEpoch: BigInt(round),
    peerEpoch: 0n,
    config: 'x'.repeat(padding),
  });
  return writer.take();
}

export function framed(frame: Uint8Array): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeInt32BE(frame.length);
  return Buffer.concat([length, frame]);
}

/** As Apache sends it. */
export function introductionOf(
  id: number | bigint,
  addresses: readonly HostPort[] = [{ host: '127.0.0.1', port: 1 }],
): Uint8Array {
  return encodeInitialMessage({ sid: BigInt(id), addresses });
}

export interface Received {
  readonly from: ServerId;
  readonly round: number;
}

export interface Line {
  readonly level: keyof Log;
  readonly code: string | undefined;
  readonly peer: number | undefined;
  readonly text: string;
}

export interface OpenPort {
  readonly id: ServerId;
  readonly port: ElectionPort;
  readonly inbox: Stream<Received>;
  readonly lines: Stream<Line>;
}

type Overrides = Partial<Omit<ElectionPortOptions, 'self' | 'receive' | 'log'>>;

export interface Heard {
  readonly inbox: Stream<Received>;
  readonly lines: Stream<Line>;
  readonly options: ElectionPortOptions;
}

/** Options for a port, and where it puts what it hears. */
export function optionsOf(id: number, peers: ElectionPortOptions['peers'], overrides: Overrides = {}): Heard {
  const inbox = new Stream<Received>();
  const lines = new Stream<Line>();
  const at =
    (level: keyof Log) =>
    (fields: object, text: string): void => {
      lines.push({ code: undefined, peer: undefined, ...fields, level, text });
    };
  const options: ElectionPortOptions = {
    self: sid(id),
    listen: LOOPBACK,
    advertised: LOOPBACK,
    peers,
    connectTimeoutMs: 5000,
    handshakeTimeoutMs: 5000,
    bindRetries: 1,
    receive: (from: ServerId, notification: PeerNotification) => {
      inbox.push({ from, round: Number(notification.electionEpoch) });
    },
    log: { debug: at('debug'), info: at('info'), warn: at('warn') },
    ...overrides,
  };
  return { inbox, lines, options };
}

export async function openPort(id: number, peers: ElectionPortOptions['peers'], overrides: Overrides = {}): Promise<OpenPort> {
  const { inbox, lines, options } = optionsOf(id, peers, overrides);
  const opened = await openElectionPort(options);
  assert.ok(opened.ok);
  return { id: options.self, port: opened.port, inbox, lines };
}

export function listening(server: Server): Promise<HostPort> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      done({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
    });
  });
}

/** One end of a connection, made by hand. */
export class RawSocket {
  readonly socket: Socket;
  private bytes: Buffer = Buffer.alloc(0);
  private wake: (() => void) | null = null;
  private isClosed = false;

  constructor(socket: Socket) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk]);
      this.wake?.();
    });
    socket.once('close', () => {
      this.isClosed = true;
      this.wake?.();
    });
  }

  static call({ host, port }: HostPort): RawSocket {
    return new RawSocket(connect({ host, port }));
  }

  write(bytes: Uint8Array): Promise<void> {
    return new Promise((done) => {
      this.socket.write(bytes, () => {
        done();
      });
    });
  }

  async read(count: number): Promise<Buffer> {
    await this.until(() => this.bytes.length >= count || this.isClosed);
    assert.ok(this.bytes.length >= count, `closed after ${this.bytes.length} of ${count} bytes`);
    const read = this.bytes.subarray(0, count);
    this.bytes = this.bytes.subarray(count);
    return read;
  }

  async readFrame(): Promise<Buffer> {
    return this.read((await this.read(4)).readInt32BE(0));
  }

  /** Of the next frame. */
  async readRound(): Promise<number> {
    return Number((await this.readFrame()).readBigInt64BE(20));
  }

  /** Of the other side's first message. */
  async readCaller(): Promise<{ readonly sid: bigint; readonly address: string }> {
    const head = await this.read(20);
    assert.equal(head.readBigInt64BE(0), -65536n);
    return { sid: head.readBigInt64BE(8), address: (await this.read(head.readInt32BE(16))).toString() };
  }

  /** What is left to read when the other side hangs up. */
  async closed(): Promise<Buffer> {
    await this.until(() => this.isClosed);
    return this.bytes;
  }

  private async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((wake) => {
        this.wake = wake;
      });
    }
  }
}

/** A peer made by hand: it takes connections and does nothing by itself. */
export class RawPeer {
  readonly calls = new Stream<RawSocket>();
  readonly address: HostPort;
  private readonly server: Server;

  private constructor(server: Server, address: HostPort) {
    this.server = server;
    this.address = address;
    server.on('connection', (socket) => {
      this.calls.push(new RawSocket(socket));
    });
  }

  static async open(): Promise<RawPeer> {
    const server = createServer();
    return new RawPeer(server, await listening(server));
  }

  close(): Promise<void> {
    for (const { socket } of this.calls.all) socket.destroy();
    return new Promise((done) => {
      this.server.close(() => {
        done();
      });
    });
  }
}

/** A wire one way: whoever calls its address is connected to `target`, unless it is cut. */
export class Wire {
  readonly address: HostPort;
  /** Said at each connection that is made, refused or ends. */
  readonly changes = new Stream<number>();
  target: HostPort | null = null;
  private readonly server: Server;
  private readonly open = new Set<() => void>();

  private constructor(server: Server, address: HostPort) {
    this.server = server;
    this.address = address;
    server.on('connection', (near) => {
      this.join(near);
    });
  }

  static async open(): Promise<Wire> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    return new Wire(server, await listening(server));
  }

  get count(): number {
    return this.open.size;
  }

  /** Everything on it breaks. */
  cut(): void {
    for (const end of [...this.open]) end();
  }

  close(): Promise<void> {
    this.cut();
    return new Promise((done) => {
      this.server.close(() => {
        done();
      });
    });
  }

  private join(near: Socket): void {
    near.on('error', () => undefined);
    if (this.target === null) {
      near.destroy();
      this.changes.push(this.open.size);
      return;
    }
    const far = connect({ host: this.target.host, port: this.target.port, allowHalfOpen: true, noDelay: true });
    far.on('error', () => undefined);
    const end = (): void => {
      near.destroy();
      far.destroy();
      if (this.open.delete(end)) this.changes.push(this.open.size);
    };
    near.once('close', end);
    far.once('close', end);
    near.pipe(far);
    far.pipe(near);
    this.open.add(end);
    this.changes.push(this.open.size);
  }
}
