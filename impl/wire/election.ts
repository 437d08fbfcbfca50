/**
 * The election port: who calls (`QuorumCnxManager.InitialMessage`), then notifications in frames (`FastLeaderElection`).
 *
 * The first message is not framed; it must leave in one write, since Apache reads it with one read.
 *
 *     long version | long sid | int length | addresses          or, before 3.5:   long sid
 */
import assert from 'node:assert/strict';
import { ByteQueue } from './byte-queue.js';
import { attempt, fail, WireFault } from './errors.js';
import type { Decoded } from './errors.js';
import type { StreamDecoder } from './frames.js';
import { parseHostPort, showHostPort } from './host-port.js';
import type { HostPort } from './host-port.js';
import { JuteReader } from './jute-reader.js';
import { JuteWriter } from './jute-writer.js';
import type { Zxid } from '#spec/model/zxid.js';

const VERSION_ONE_ADDRESS = -65536n;
const VERSION_ADDRESSES = -65535n;

/** `QuorumCnxManager.maxBuffer`. */
const ADDRESSES_BYTES_MAX = 2048;
const VERSION_BYTES = 8;
const HEAD_BYTES = 20;

/** The id under which observers without one call (`QuorumPeer.OBSERVER_ID`); the callee numbers them. */
export const ANONYMOUS_OBSERVER = 0x7fff_ffff_ffff_ffffn;

/** `addresses`: where the caller listens for elections; empty in the old form, the callee then looks in its configuration. */
export interface InitialMessage {
  readonly sid: bigint;
  readonly addresses: readonly HostPort[];
}

/** Several addresses are a form of their own, which Apache understands from 3.6 on. */
export function encodeInitialMessage({ sid, addresses }: InitialMessage): Uint8Array {
  assert(addresses.length > 0, 'a caller says where it listens');
  const writer = new JuteWriter();
  writer.long(addresses.length === 1 ? VERSION_ONE_ADDRESS : VERSION_ADDRESSES);
  writer.long(sid);
  writer.ustring(addresses.map(showHostPort).join('|'));
  return writer.take();
}

/** Takes one message off the front of a connection; `takeRest` then goes to a `FrameDecoder`. */
export class InitialMessageDecoder implements StreamDecoder<InitialMessage> {
  private readonly waiting = new ByteQueue();

  push(chunk: Uint8Array): void {
    this.waiting.push(chunk);
  }

  next(): Decoded<InitialMessage> | null {
    const { waiting } = this;
    if (waiting.length < VERSION_BYTES) return null;
    const version = (BigInt(waiting.int(0)) << 32n) | BigInt(waiting.int(4) >>> 0);
    if (version >= 0n) {
      waiting.take(VERSION_BYTES);
      return { ok: true, value: { sid: version, addresses: [] } };
    }
    if (version !== VERSION_ONE_ADDRESS && version !== VERSION_ADDRESSES) {
      return fail('ZAB-W005', 0, `protocol version ${String(version)}`);
    }
    if (waiting.length < HEAD_BYTES) return null;
    const length = waiting.int(HEAD_BYTES - 4);
    if (length <= 0) return fail('ZAB-W002', HEAD_BYTES - 4, `${length} bytes of addresses`);
    if (length > ADDRESSES_BYTES_MAX) {
      return fail('ZAB-W003', HEAD_BYTES - 4, `${length} bytes of addresses, limit ${ADDRESSES_BYTES_MAX}`);
    }
    if (waiting.length < HEAD_BYTES + length) return null;
    return readInitialMessage(waiting.take(HEAD_BYTES + length));
  }

  takeRest(): Uint8Array {
    return this.waiting.take(this.waiting.length);
  }
}

function readInitialMessage(bytes: Uint8Array): Decoded<InitialMessage> {
  return attempt(() => {
    const reader = new JuteReader(bytes);
    reader.long();
    const sid = reader.long();
    const { offset } = reader;
    const addresses = reader.ustring().split('|').map(parseHostPort);
    if (addresses.includes(null)) {
      throw new WireFault('ZAB-W008', offset, 'host:port or [v6]:port, separated by |').within('addresses');
    }
    return { sid, addresses: addresses as readonly HostPort[] };
  });
}

/** `QuorumPeer.ServerState`, by its ordinal. */
const STATES = ['looking', 'following', 'leading', 'observing'] as const;

export type PeerState = (typeof STATES)[number];

const NOTIFICATION_VERSION = 2;

/** Sizes of the forms before 3.4.6: without `peerEpoch`, without `version`. */
const BYTES_WITHOUT_EPOCH = 28;
const BYTES_WITHOUT_VERSION = 40;

/** As on the wire: every long as it is. `toSpecNotification` makes the spec's of it. */
export interface PeerNotification {
  readonly state: PeerState;
  readonly leader: bigint;
  readonly zxid: Zxid;
  readonly electionEpoch: bigint;
  readonly peerEpoch: bigint;
  readonly version: number;
  /** The sender's configuration (`config-text.ts`), not parsed; null before version 2. */
  readonly config: string | null;
}

/** The body of a frame; always in the current form. */
export function writeNotification(writer: JuteWriter, value: Omit<PeerNotification, 'version'>): void {
  writer.int(STATES.indexOf(value.state));
  writer.long(value.leader);
  writer.zxid(value.zxid);
  writer.long(value.electionEpoch);
  writer.long(value.peerEpoch);
  writer.int(NOTIFICATION_VERSION);
  writer.ustring(value.config ?? '');
}

/** Anything wrong: the frame is dropped and the connection goes on, as in Apache. */
export function decodeNotification(frame: Uint8Array): Decoded<PeerNotification> {
  return attempt(() => {
    const reader = new JuteReader(frame);
    const state = STATES[reader.int()];
    if (state === undefined) throw new WireFault('ZAB-W005', 0, 'a server state').within('state');
    const leader = reader.long();
    const zxid = reader.zxid();
    const electionEpoch = reader.long();
    const withEpoch = frame.length !== BYTES_WITHOUT_EPOCH;
    const peerEpoch = withEpoch ? reader.long() : BigInt(zxid.epoch | 0);
    const version = withEpoch && frame.length !== BYTES_WITHOUT_VERSION ? reader.int() : 0;
    const config = version < NOTIFICATION_VERSION ? null : reader.ustring();
    return { state, leader, zxid, electionEpoch, peerEpoch, version, config };
  });
}
