/**
 * Somebody who says that he is a server of the ensemble: he joins the leader as a follower would, with an empty sync, and from then on sends
 * whatever packets he likes. Tells packets apart, and does nothing of himself.
 */
import assert from 'node:assert/strict';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { packetCode, quorumPacket, packetName, QuorumPacketDecoder } from '#impl/wire/quorum-packet.js';
import type { PacketName, QuorumPacket } from '#impl/wire/quorum-packet.js';
import { zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { openSocket } from '../driver/socket.js';
import { within } from '../guarantees/within.js';
import { concat, int, long } from './bytes.js';

import type { Socket } from 'node:net';

const PACKET_BYTES_MAX = 0x100_0000;
const LIMIT_MS = 10_000;

export function packet(name: PacketName | number, at: Zxid, data: Uint8Array | null): Uint8Array {
  const writer = new JuteWriter();
  const type = typeof name === 'number' ? name : packetCode(name);
  quorumPacket.write(writer, { type, zxid: at, data, authinfo: null });
  return writer.take();
}

export function learnerInfo(id: bigint): Uint8Array {
  return concat(long(id), int(0x1_0000), long(0n));
}

/** As a learner hands on a client's request. */
export function requestPacket(sessionId: bigint, cxid: number, type: number, body: Uint8Array): Uint8Array {
  return packet('REQUEST', zxid(0xffff_ffff, 0xffff_ffff), concat(long(sessionId), int(cxid), int(type), body));
}

export class FakeLearner {
  readonly socket: Socket;
  readonly closed: Promise<void>;
  private readonly decoder = new QuorumPacketDecoder(PACKET_BYTES_MAX);
  private readonly packets: QuorumPacket[] = [];
  private wake: () => void = () => undefined;
  private over = false;

  static async open(port: number): Promise<FakeLearner> {
    return new FakeLearner(await openSocket({ port }));
  }

  /** As a follower of this id that has all that the leader has: `last`. Resolves when the leader counts it among those that are up to date. */
  static async join(port: number, id: number, acceptedEpoch: number, last: Zxid): Promise<FakeLearner> {
    const learner = await FakeLearner.open(port);
    learner.send(packet('FOLLOWERINFO', zxid(acceptedEpoch, 0), learnerInfo(BigInt(id))));
    const { zxid: at } = await learner.expect('LEADERINFO');
    learner.send(packet('ACKEPOCH', last, int(acceptedEpoch)));
    await learner.expect('NEWLEADER');
    learner.send(packet('ACK', zxid(at.epoch, 0), null));
    await learner.expect('UPTODATE');
    return learner;
  }

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      this.decoder.push(chunk);
      for (let next = this.decoder.next(); next !== null; next = this.decoder.next()) {
        assert(next.ok, 'the leader sends packets');
        this.packets.push(next.value);
      }
      this.wake();
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        this.over = true;
        this.wake();
        resolve();
      });
    });
  }

  get isOver(): boolean {
    return this.over;
  }

  send(bytes: Uint8Array): void {
    if (!this.over) this.socket.write(bytes);
  }

  /** The next packet of this name; those before it are dropped. Fails if the connection ends. */
  async expect(name: PacketName): Promise<QuorumPacket> {
    const found = await within(LIMIT_MS, `${name} comes`, this.find(name));
    assert(found !== null, `the connection ended before ${name}`);
    return found;
  }

  /** Null: the connection ended. */
  async find(name: PacketName): Promise<QuorumPacket | null> {
    for (;;) {
      for (let next = this.packets.shift(); next !== undefined; next = this.packets.shift()) {
        if (packetName(next.type) === name) return next;
      }
      if (this.over) return null;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async untilClosed(what: string): Promise<void> {
    await within(LIMIT_MS, what, this.closed);
  }

  async cut(): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}
