/**
 * Frames of the client port after the handshake: which body belongs to which operation, requests as a server reads them, replies
 * and events as it writes them, and the same from the client's side.
 *
 *     request   xid | type | body            reply   xid | zxid | err | body, if err is 0
 *                                            event   -1  | zxid | 0   | WatcherEvent
 */
import type { Zxid } from '#spec/model/zxid.js';
import {
  addWatchRequest,
  authRequest,
  create2Response,
  createRequest,
  createResponse,
  createSessionRequest,
  createTtlRequest,
  empty,
  errorResponse,
  getAclResponse,
  getAllChildrenNumberResponse,
  getChildren2Response,
  getChildrenResponse,
  getDataResponse,
  getEphemeralsRequest,
  getEphemeralsResponse,
  pathRequest,
  pathResponse,
  reconfigRequest,
  replyHeader,
  requestHeader,
  saslToken,
  setAclRequest,
  setDataRequest,
  setWatches2Request,
  setWatchesRequest,
  statResponse,
  versionedRequest,
  watcherEvent,
  watchesRequest,
  watchingRequest,
  whoAmIResponse,
} from './client-records.js';
import type { ReplyHeader, RequestHeader, WatcherEvent } from './client-records.js';
import { attempt, fail, faultOf } from './errors.js';
import type { Decoded, WireError } from './errors.js';
import type { Codec, ValueOf } from './jute.js';
import { JuteReader } from './jute-reader.js';
import type { JuteWriter } from './jute-writer.js';
import { multiReadRequest, multiReadResponse, multiRequest, multiResponse } from './multi.js';
import { opCode, opName } from './op-codes.js';
import type { OpName } from './op-codes.js';

/** Every operation that stands on its own. (`check` does not: only in a multi, since ZOOKEEPER-2623.) */
export const OPERATIONS = {
  create: { request: createRequest, response: createResponse },
  delete: { request: versionedRequest, response: empty },
  exists: { request: watchingRequest, response: statResponse },
  getData: { request: watchingRequest, response: getDataResponse },
  setData: { request: setDataRequest, response: statResponse },
  getACL: { request: pathRequest, response: getAclResponse },
  setACL: { request: setAclRequest, response: statResponse },
  getChildren: { request: watchingRequest, response: getChildrenResponse },
  sync: { request: pathRequest, response: pathResponse },
  ping: { request: empty, response: empty },
  getChildren2: { request: watchingRequest, response: getChildren2Response },
  multi: { request: multiRequest, response: multiResponse },
  create2: { request: createRequest, response: create2Response },
  reconfig: { request: reconfigRequest, response: getDataResponse },
  checkWatches: { request: watchesRequest, response: empty },
  removeWatches: { request: watchesRequest, response: empty },
  createContainer: { request: createRequest, response: create2Response },
  deleteContainer: { request: pathRequest, response: empty },
  createTTL: { request: createTtlRequest, response: create2Response },
  multiRead: { request: multiReadRequest, response: multiReadResponse },
  auth: { request: authRequest, response: empty },
  setWatches: { request: setWatchesRequest, response: empty },
  sasl: { request: saslToken, response: saslToken },
  getEphemerals: { request: getEphemeralsRequest, response: getEphemeralsResponse },
  getAllChildrenNumber: { request: pathRequest, response: getAllChildrenNumberResponse },
  setWatches2: { request: setWatches2Request, response: empty },
  addWatch: { request: addWatchRequest, response: errorResponse },
  whoAmI: { request: empty, response: whoAmIResponse },
  createSession: { request: createSessionRequest, response: empty },
  closeSession: { request: empty, response: empty },
} as const satisfies Readonly<Partial<Record<OpName, { readonly request: Codec<unknown>; readonly response: Codec<unknown> }>>>;

export type ClientOp = keyof typeof OPERATIONS;
export type RequestBody<N extends ClientOp> = ValueOf<(typeof OPERATIONS)[N]['request']>;
export type ResponseBody<N extends ClientOp> = ValueOf<(typeof OPERATIONS)[N]['response']>;

/** What servers ask of a leader for themselves. Apache lets clients ask too, and then checks no access list; here they may not. */
const SERVER_OPS: ReadonlySet<ClientOp> = new Set(['createSession', 'deleteContainer']);

/** `op` says which record `body` is. */
export type Operation = { readonly [N in ClientOp]: { readonly op: N; readonly body: RequestBody<N> } }[ClientOp];
export type Response = { readonly [N in ClientOp]: { readonly op: N; readonly body: ResponseBody<N> } }[ClientOp];

/** Xids that are not a client's count. */
export const SPECIAL_XIDS = { event: -1, ping: -2, auth: -4, setWatches: -8 } as const;

/** What a frame of a client is; each kind has its own answer (`processPacket`, `Request.isValid`). */
export type RequestFrame =
  /** `raw`: the body as it came, for a REQUEST packet to the leader. */
  | { readonly kind: 'request'; readonly xid: number; readonly operation: Operation; readonly raw: Uint8Array }
  /** Answered with MARSHALLINGERROR; the connection stays. Must not be forwarded: Apache's leader stalls on it. */
  | { readonly kind: 'bad-body'; readonly header: RequestHeader; readonly error: WireError }
  /** Answered with UNIMPLEMENTED; the connection is closed. */
  | { readonly kind: 'unknown-operation'; readonly header: RequestHeader; readonly error: WireError }
  /** Not answered; the connection is closed. */
  | { readonly kind: 'bad-header'; readonly error: WireError };

function clientOp(code: number): ClientOp | undefined {
  const name = opName(code);
  return name !== undefined && name in OPERATIONS ? (name as ClientOp) : undefined;
}

export function decodeRequest(frame: Uint8Array, maxLength?: number): RequestFrame {
  const reader = new JuteReader(frame, maxLength);
  const header = attempt(() => requestHeader.read(reader));
  if (!header.ok) return { kind: 'bad-header', error: header.error };
  const { xid, type } = header.value;
  const raw = frame.subarray(reader.offset);
  const op = clientOp(type);
  const operation = op === undefined || SERVER_OPS.has(op) ? undefined : readOperation(op, reader);
  if (operation === undefined) {
    return { kind: 'unknown-operation', header: header.value, error: fail('ZAB-W005', 4, `operation ${type}`).error };
  }
  if (!operation.ok) return { kind: 'bad-body', header: header.value, error: operation.error };
  return { kind: 'request', xid, operation: operation.value, raw };
}

/** The body of an operation on its own, as a REQUEST packet carries it. */
export function decodeOperation(type: number, body: Uint8Array, maxLength?: number): Decoded<Operation> {
  const op = clientOp(type);
  return op === undefined ? fail('ZAB-W005', 0, `operation ${type}`) : readOperation(op, new JuteReader(body, maxLength));
}

function readOperation(op: ClientOp, reader: JuteReader): Decoded<Operation> {
  return attempt(() => ({ op, body: readBody(OPERATIONS[op].request, reader, op) }) as Operation);
}

function readBody(codec: Codec<unknown>, reader: JuteReader, op: ClientOp): unknown {
  try {
    return codec.read(reader);
  } catch (error) {
    throw faultOf(error).within(op);
  }
}

/** A reply with its length before it, appended to what the writer holds. No body unless `err` is 0 and there is one. */
export function writeReply(writer: JuteWriter, header: ReplyHeader, response: Response | null): void {
  const frame = writer.open();
  replyHeader.write(writer, header);
  if (header.err === 0 && response !== null) (OPERATIONS[response.op].response as Codec<unknown>).write(writer, response.body);
  writer.close(frame);
}

/** A watch event as a frame. `zxid`: of the transaction that fired it; -1 for what setWatches makes up. */
export function writeEvent(writer: JuteWriter, zxid: Zxid, event: WatcherEvent): void {
  const frame = writer.open();
  replyHeader.write(writer, { xid: SPECIAL_XIDS.event, zxid, err: 0 });
  watcherEvent.write(writer, event);
  writer.close(frame);
}

/** A request as a frame, as clients send it. */
export function writeRequest(writer: JuteWriter, xid: number, { op, body }: Operation): void {
  const frame = writer.open();
  requestHeader.write(writer, { xid, type: opCode(op) });
  (OPERATIONS[op].request as Codec<unknown>).write(writer, body);
  writer.close(frame);
}

/** A reply as a client reads it: first the header, whose xid says what was asked, then `body` by `decodeResponse`. */
export interface ReplyFrame {
  readonly header: ReplyHeader;
  readonly body: Uint8Array;
}

export function decodeReply(frame: Uint8Array): Decoded<ReplyFrame> {
  return attempt(() => {
    const reader = new JuteReader(frame);
    return { header: replyHeader.read(reader), body: reader.rest() };
  });
}

export function decodeResponse<N extends ClientOp>(op: N, body: Uint8Array, maxLength?: number): Decoded<ResponseBody<N>> {
  return attempt(() => readBody(OPERATIONS[op].response, new JuteReader(body, maxLength), op) as ResponseBody<N>);
}
