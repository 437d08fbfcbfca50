/** The first frame each way. What can come of it is a value: most of it is what tests of handshakes are about. */
import type { Socket } from 'node:net';
import { FrameDecoder } from '#impl/wire/frames.js';
import { connectRequest, connectResponse } from '#impl/wire/handshake.js';
import type { ConnectResponse } from '#impl/wire/handshake.js';
import { decode } from '#impl/wire/jute.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { ZERO } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { openSocket, REPLY_FRAMES } from './socket.js';
import type { Address } from './socket.js';

export interface HandshakeOptions extends Address {
  /** 0, or absent: a new session. */
  readonly sessionId?: bigint;
  /** 16 zero bytes if absent. */
  readonly passwd?: Uint8Array | null;
  /** The session timeout to ask for; 10 s if absent. */
  readonly timeoutMs?: number;
  readonly lastZxidSeen?: Zxid;
  /** Null: the field is left out, as by clients before 3.4. False if absent. */
  readonly readOnly?: boolean | null;
  readonly protocolVersion?: number;
}

export type Handshake =
  /** The socket is paused; bytes behind the response are in `frames`. */
  | (Answered & { readonly outcome: 'connected'; readonly frames: FrameDecoder })
  /** The server says that the session is over; it closes the connection. */
  | (Answered & { readonly outcome: 'expired' })
  /** Closed without a byte. */
  | { readonly outcome: 'closed' };

interface Answered {
  readonly response: ConnectResponse;
  /** The response as it came, without its length. */
  readonly bytes: Uint8Array;
  readonly socket: Socket;
}

const TIMEOUT_MS_DEFAULT = 10_000;
const PASSWD_BYTES = 16;

export function connectFrame(options: HandshakeOptions): Uint8Array {
  const writer = new JuteWriter();
  const frame = writer.open();
  connectRequest.write(writer, {
    protocolVersion: options.protocolVersion ?? 0,
    lastZxidSeen: options.lastZxidSeen ?? ZERO,
    timeOut: options.timeoutMs ?? TIMEOUT_MS_DEFAULT,
    sessionId: options.sessionId ?? 0n,
    passwd: options.passwd === undefined ? new Uint8Array(PASSWD_BYTES) : options.passwd,
    readOnly: options.readOnly === undefined ? false : options.readOnly,
  });
  writer.close(frame);
  return writer.take();
}

/** The first frame; null if the connection ends before it. The socket is paused then. */
async function firstFrame(socket: Socket, frames: FrameDecoder): Promise<Uint8Array | null> {
  const ended = new Promise<null>((resolve) => {
    socket.once('close', () => {
      resolve(null);
    });
  });
  for (;;) {
    const chunk = new Promise<Buffer>((resolve) => {
      socket.once('data', (bytes: Buffer) => {
        socket.pause();
        resolve(bytes);
      });
    });
    socket.resume();
    const arrived = await Promise.race([chunk, ended]);
    if (arrived === null) return null;
    frames.push(arrived);
    const frame = frames.next();
    if (frame === null) continue;
    if (!frame.ok) throw new Error(`handshake: ${frame.error.message}`);
    return frame.value;
  }
}

/** Connects and shakes hands. Throws only where there is no server, or something that does not speak the protocol. */
export async function shakeHands(options: HandshakeOptions): Promise<Handshake> {
  const socket = await openSocket(options);
  socket.on('error', () => socket.destroy());
  socket.write(connectFrame(options));
  const frames = new FrameDecoder(REPLY_FRAMES);
  const bytes = await firstFrame(socket, frames);
  if (bytes === null) return { outcome: 'closed' };
  const response = decode(connectResponse, bytes);
  if (!response.ok) throw new Error(`handshake: ${response.error.message}`);
  const answered = { response: response.value, bytes, socket };
  return response.value.sessionId === 0n ? { outcome: 'expired', ...answered } : { outcome: 'connected', ...answered, frames };
}
