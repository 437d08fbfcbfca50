/**
 * Packets of the quorum port as messages of the specification, and back (`QuorumPacket`, `Leader`, `Learner`).
 *
 * The specification says an epoch where a packet says the zxid `(epoch, 0)`, and leaves out what only surroundings need: who the learner
 * is, its configuration, sessions. That stands beside the message here.
 */
import type { QuorumMessage } from '#spec/model/messages.js';
import type { Zxid } from '#spec/model/zxid.js';
import { ZERO, zxid } from '#spec/model/zxid.js';
import type { Id } from './data-records.js';
import { attempt, WireFault } from './errors.js';
import type { Decoded } from './errors.js';
import { encode } from './jute.js';
import type { Codec } from './jute.js';
import { JuteReader } from './jute-reader.js';
import { NO_ZXID } from './no-zxid.js';
import { opCode } from './op-codes.js';
import {
  ackEpochData,
  activateData,
  informAndActivateData,
  leaderInfo,
  learnerInfo,
  pingData,
  QUORUM_PROTOCOL_VERSION,
  requestData,
  revalidateRequest,
  revalidateResponse,
} from './quorum-data.js';
import type { LearnerInfo, SessionTouch } from './quorum-data.js';
import { packetCode, packetName } from './quorum-packet.js';
import type { PacketName, QuorumPacket } from './quorum-packet.js';

/** What the spec's REQUEST carries as its value: whose request, and its body as it came. */
export interface ForwardedRequest {
  readonly sessionId: bigint;
  readonly cxid: number;
  readonly type: number;
  readonly body: Uint8Array;
  readonly identities: readonly Id[] | null;
}

/** SNAP is not among them: its log comes as a snapshot, behind the packet. */
export type PacketMessage = Exclude<QuorumMessage, { readonly type: 'SNAP' }>;

/** A packet as received. `message`, where there is one, is what the node takes. */
export type PacketContent =
  | { readonly kind: 'message'; readonly message: PacketMessage }
  /** FOLLOWERINFO, OBSERVERINFO; null: Apache gives such a learner an id itself. */
  | { readonly kind: 'learner'; readonly message: PacketMessage; readonly learner: LearnerInfo | null }
  /** NEWLEADER; `config` is a `config-text`, null from a leader before 3.5. */
  | { readonly kind: 'new-leader'; readonly message: PacketMessage; readonly config: string | null }
  /** PING; null touches: the leader's. */
  | { readonly kind: 'ping'; readonly message: PacketMessage; readonly touches: readonly SessionTouch[] | null }
  /** SNAP: the body follows on the stream. */
  | { readonly kind: 'snapshot'; readonly zxid: Zxid }
  | { readonly kind: 'revalidate'; readonly sessionId: bigint; readonly timeOut: number }
  | { readonly kind: 'revalidated'; readonly sessionId: bigint; readonly valid: boolean }
  /** COMMITANDACTIVATE, and with a transaction INFORMANDACTIVATE: a reconfiguration took effect. */
  | { readonly kind: 'activate'; readonly zxid: Zxid; readonly designatedLeader: bigint; readonly txn: Uint8Array | null };

/** Zxids from here on are negative in Java: marks such as -1, never one of a log. */
const EPOCH_LIMIT = 0x8000_0000;

/** Offsets of a packet's fields, for errors. */
const ZXID_AT = 4;
const DATA_AT = 16;

function inLog(packet: QuorumPacket): Zxid {
  if (packet.zxid.epoch >= EPOCH_LIMIT) throw new WireFault('ZAB-W007', ZXID_AT, 'a negative zxid').within('zxid');
  return packet.zxid;
}

function epochOf(packet: QuorumPacket): number {
  return inLog(packet).epoch;
}

function dataOf(packet: QuorumPacket): Uint8Array {
  if (packet.data === null) throw new WireFault('ZAB-W004', DATA_AT - 4, 'no data').within('data');
  return packet.data;
}

function read<T>(codec: Codec<T>, packet: QuorumPacket): T {
  const bytes = dataOf(packet);
  try {
    return codec.read(new JuteReader(bytes, bytes.length));
  } catch (error) {
    throw error instanceof WireFault ? error.within('data') : error;
  }
}

function message(of: PacketMessage): PacketContent {
  return { kind: 'message', message: of };
}

function requestOf(packet: QuorumPacket): PacketContent {
  const request: ForwardedRequest = { ...read(requestData, packet), identities: packet.authinfo };
  return message(request.type === opCode('sync') ? { type: 'SYNC' } : { type: 'REQUEST', value: request });
}

function revalidationOf(packet: QuorumPacket): PacketContent {
  const isAnswer = dataOf(packet).length === revalidateResponse.bytesMin;
  return isAnswer
    ? { kind: 'revalidated', ...read(revalidateResponse, packet) }
    : { kind: 'revalidate', ...read(revalidateRequest, packet) };
}

type Interpreter = (packet: QuorumPacket) => PacketContent;

const learner =
  (type: 'FOLLOWERINFO' | 'OBSERVERINFO'): Interpreter =>
  (packet) => ({
    kind: 'learner',
    message: { type, acceptedEpoch: epochOf(packet) },
    learner: packet.data === null ? null : read(learnerInfo, packet),
  });

const atZxid =
  (type: 'DIFF' | 'TRUNC' | 'COMMIT' | 'ACK'): Interpreter =>
  (packet) =>
    message({ type, zxid: inLog(packet) });

const withValue =
  (type: 'PROPOSAL' | 'INFORM'): Interpreter =>
  (packet) =>
    message({ type, zxid: inLog(packet), value: dataOf(packet) });

const interpreters: Readonly<Record<PacketName, Interpreter>> = {
  FOLLOWERINFO: learner('FOLLOWERINFO'),
  OBSERVERINFO: learner('OBSERVERINFO'),
  LEADERINFO: (packet) => {
    // Its version has one value, but Apache's learner takes its four bytes for granted.
    read(leaderInfo, packet);
    return message({ type: 'LEADERINFO', epoch: epochOf(packet) });
  },
  ACKEPOCH: (packet) => message({ type: 'ACKEPOCH', lastZxid: inLog(packet), ...read(ackEpochData, packet) }),
  DIFF: atZxid('DIFF'),
  TRUNC: atZxid('TRUNC'),
  SNAP: (packet) => ({ kind: 'snapshot', zxid: inLog(packet) }),
  PROPOSAL: withValue('PROPOSAL'),
  COMMIT: atZxid('COMMIT'),
  INFORM: withValue('INFORM'),
  NEWLEADER: (packet) => ({
    kind: 'new-leader',
    message: { type: 'NEWLEADER', epoch: epochOf(packet) },
    config: packet.data === null ? null : textOf(packet.data),
  }),
  UPTODATE: () => message({ type: 'UPTODATE' }),
  ACK: atZxid('ACK'),
  REQUEST: requestOf,
  SYNC: () => message({ type: 'SYNC' }),
  PING: (packet) => ({
    kind: 'ping',
    message: { type: 'PING', zxid: inLog(packet) },
    touches: packet.data === null ? null : read(pingData, packet),
  }),
  REVALIDATE: revalidationOf,
  COMMITANDACTIVATE: (packet) => ({ kind: 'activate', zxid: inLog(packet), ...read(activateData, packet), txn: null }),
  INFORMANDACTIVATE: (packet) => ({ kind: 'activate', zxid: inLog(packet), ...read(informAndActivateData, packet) }),
};

/** Both directions of a connection: what only one side sends is for the other side's actions to refuse. */
export function interpretPacket(packet: QuorumPacket): Decoded<PacketContent> {
  return attempt(() => {
    const name = packetName(packet.type);
    if (name === undefined) throw new WireFault('ZAB-W005', 0, `packet type ${packet.type}`).within('type');
    return interpreters[name](packet);
  });
}

function packet(type: PacketName, at: Zxid, data: Uint8Array | null): QuorumPacket {
  return { type: packetCode(type), zxid: at, data, authinfo: null };
}

/** What a packet says beside its message. */
export interface PacketContext {
  /** Of FOLLOWERINFO and OBSERVERINFO: who is calling. */
  readonly serverId: number;
  readonly configVersion: Zxid;
  /** Of NEWLEADER. */
  readonly config: string;
  /** Of PING; null for the leader's. */
  readonly touches: readonly SessionTouch[] | null;
}

/**
 * The packet of a message. Of SNAP only what comes before the body. Of SYNC the leader's answer: a learner asks with the client's
 * own request (`forwardingPacket`). A value is what `interpretPacket` makes of it: bytes of a transaction, or a `ForwardedRequest`.
 */
export function packetOf(of: QuorumMessage, context: PacketContext): QuorumPacket {
  switch (of.type) {
    case 'FOLLOWERINFO':
    case 'OBSERVERINFO': {
      const info = {
        serverId: BigInt(context.serverId),
        protocolVersion: QUORUM_PROTOCOL_VERSION,
        configVersion: context.configVersion,
      };
      return packet(of.type, zxid(of.acceptedEpoch, 0), encode(learnerInfo, info));
    }
    case 'LEADERINFO':
      return packet(of.type, zxid(of.epoch, 0), encode(leaderInfo, { protocolVersion: QUORUM_PROTOCOL_VERSION }));
    case 'ACKEPOCH':
      return packet(of.type, of.lastZxid, encode(ackEpochData, { currentEpoch: of.currentEpoch }));
    case 'NEWLEADER':
      return packet(of.type, zxid(of.epoch, 0), Buffer.from(context.config));
    case 'PROPOSAL':
    case 'INFORM':
      return packet(of.type, of.zxid, of.value as Uint8Array);
    case 'REQUEST':
      return forwardingPacket(of.value as ForwardedRequest);
    case 'PING':
      return packet(of.type, of.zxid, context.touches === null ? null : encode(pingData, context.touches));
    case 'UPTODATE':
      return packet(of.type, NO_ZXID, null);
    case 'SYNC':
      return packet(of.type, ZERO, null);
    case 'DIFF':
    case 'TRUNC':
    case 'SNAP':
    case 'COMMIT':
    case 'ACK':
      return packet(of.type, of.zxid, null);
  }
}

/** A learner's request to its leader: a write, or a sync. The body must have been decoded before (`client-protocol.ts`). */
export function forwardingPacket({ identities, ...request }: ForwardedRequest): QuorumPacket {
  return { ...packet('REQUEST', NO_ZXID, encode(requestData, request)), authinfo: identities };
}

/** A learner asks whether a session is alive. */
export function revalidatePacket(sessionId: bigint, timeOut: number): QuorumPacket {
  return packet('REVALIDATE', NO_ZXID, encode(revalidateRequest, { sessionId, timeOut }));
}

export function revalidatedPacket(sessionId: bigint, valid: boolean): QuorumPacket {
  return packet('REVALIDATE', NO_ZXID, encode(revalidateResponse, { sessionId, valid }));
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
