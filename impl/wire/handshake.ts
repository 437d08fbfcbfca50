/**
 * The first frame each way on a client connection, without headers (`ConnectRequest`, `ConnectResponse`).
 *
 * `readOnly` is absent from requests of clients before 3.4, and null here; a response has it exactly if the request had
 * (`ProtocolManager`, ZOOKEEPER-4814). `passwd` must be 16 bytes in responses: the C client reads a fixed size.
 */
import { atEnd, bool, buffer, int, long, nullable, record, zxidLong } from './jute.js';
import type { ValueOf } from './jute.js';

export const connectRequest = record({
  protocolVersion: int,
  lastZxidSeen: zxidLong,
  timeOut: int,
  sessionId: long,
  passwd: nullable(buffer),
  readOnly: atEnd(bool),
});
export type ConnectRequest = ValueOf<typeof connectRequest>;

/** A session that is over: timeout and id 0, 16 zero bytes. */
export const connectResponse = record({
  protocolVersion: int,
  timeOut: int,
  sessionId: long,
  passwd: nullable(buffer),
  readOnly: atEnd(bool),
});
export type ConnectResponse = ValueOf<typeof connectResponse>;
