/**
 * The quorum port: packets one after the other with no length before them (`QuorumPacket`, `Leader`), so that only decoding finds
 * their ends.
 *
 *     int type | long zxid | int n, n bytes of data | int m, m x (scheme, id)          n, m: -1 for null
 */
import { id } from './data-records.js';
import { ByteQueue } from './byte-queue.js';
import { fail } from './errors.js';
import type { Decoded, WireErrorCode } from './errors.js';
import type { StreamDecoder } from './frames.js';
import { buffer, decode, int, long, nullable, record, vector, zxidLong } from './jute.js';
import type { ValueOf } from './jute.js';
import { MAX_LENGTH_DEFAULT } from './jute-reader.js';

interface PacketType {
  readonly code: number;
  readonly meaning: string;
}

export const PACKET_TYPES = {
  REQUEST: { code: 1, meaning: 'a learner hands on a request of a client' },
  PROPOSAL: { code: 2, meaning: 'a transaction to be logged' },
  ACK: { code: 3, meaning: 'logged; of an epoch: synced' },
  COMMIT: { code: 4, meaning: 'a proposal has its quorum' },
  PING: { code: 5, meaning: 'sign of life; the echo lists sessions heard of' },
  REVALIDATE: { code: 6, meaning: 'is this session alive' },
  SYNC: { code: 7, meaning: 'answer to a sync' },
  INFORM: { code: 8, meaning: 'a committed transaction, for observers' },
  COMMITANDACTIVATE: { code: 9, meaning: 'COMMIT of a reconfiguration' },
  NEWLEADER: { code: 10, meaning: 'end of the sync stream' },
  FOLLOWERINFO: { code: 11, meaning: 'a follower introduces itself' },
  UPTODATE: { code: 12, meaning: 'begin to serve' },
  DIFF: { code: 13, meaning: 'sync: what you have stands' },
  TRUNC: { code: 14, meaning: 'sync: cut your log' },
  SNAP: { code: 15, meaning: 'sync: a snapshot follows on the stream' },
  OBSERVERINFO: { code: 16, meaning: 'an observer introduces itself' },
  LEADERINFO: { code: 17, meaning: 'the new epoch' },
  ACKEPOCH: { code: 18, meaning: 'the new epoch is promised' },
  INFORMANDACTIVATE: { code: 19, meaning: 'INFORM of a reconfiguration' },
} as const satisfies Readonly<Record<string, PacketType>>;

export type PacketName = keyof typeof PACKET_TYPES;

const names: ReadonlyMap<number, PacketName> = new Map(
  (Object.keys(PACKET_TYPES) as PacketName[]).map((name) => [PACKET_TYPES[name].code, name]),
);

export function packetCode(name: PacketName): number {
  return PACKET_TYPES[name].code;
}

export function packetName(code: number): PacketName | undefined {
  return names.get(code);
}

/** `authinfo`: the client's identities, in a REQUEST. */
export const quorumPacket = record({ type: int, zxid: zxidLong, data: nullable(buffer), authinfo: nullable(vector(id)) });
export type QuorumPacket = ValueOf<typeof quorumPacket>;

/** SASL between servers, before any packet on either port, if it is switched on. `status`: 0 goes on, 1 success, -1 error. */
export const quorumAuthPacket = record({ magic: long, status: int, token: nullable(buffer) });

/**
 * `QuorumAuth.QUORUM_AUTH_MAGIC_NUMBER`, written there as -0xa0dbcafecafe1234L, which in 64 bits is positive. No packet starts with it;
 * on the election port it could only be mistaken for the old form's sid.
 */
export const QUORUM_AUTH_MAGIC = 0x5f24_3501_3501_edccn;

const LENGTH_BYTES = 4;

/** Where the length of `data` is. */
const DATA_AT = 12;

/** What is looked for next at `at`: a length, or the count of identities. */
type Expected = 'data' | 'count' | 'part';

/**
 * Finds the ends of packets. Where it got to in an unfinished packet is kept, so bytes that come one by one are still looked at once.
 *
 * After SNAP the snapshot's body is on the stream: the caller stops asking, takes what is left (`takeRest`) and what comes, and pushes
 * what follows the body.
 */
export class QuorumPacketDecoder implements StreamDecoder<QuorumPacket> {
  private readonly bytesMax: number;
  private readonly waiting = new ByteQueue();
  private expected: Expected = 'data';
  private at = DATA_AT;
  /** Strings of identities that are still to come. */
  private parts = 0;

  /** `bytesMax`: of a whole packet. A proposal is a little more than the client's frame was. */
  constructor(bytesMax: number = MAX_LENGTH_DEFAULT) {
    this.bytesMax = bytesMax;
  }

  push(chunk: Uint8Array): void {
    this.waiting.push(chunk);
  }

  next(): Decoded<QuorumPacket> | null {
    for (;;) {
      if (this.expected === 'part' && this.parts === 0) return this.takePacket();
      if (this.waiting.length < this.at + LENGTH_BYTES) return null;
      const length = this.waiting.int(this.at);
      const wrong = this.refusal(length);
      if (wrong !== null) {
        return fail(wrong, this.at, `${length} ${this.expected === 'count' ? 'identities' : 'bytes'}, limit ${this.bytesMax}`);
      }
      this.step(length);
    }
  }

  takeRest(): Uint8Array {
    this.startOver();
    return this.waiting.take(this.waiting.length);
  }

  /** Null lengths are for the codec to judge; here they are empty. */
  private refusal(length: number): WireErrorCode | null {
    if (length < -1) return 'ZAB-W002';
    const bytes = this.expected === 'count' ? length * id.bytesMin : length;
    return this.at + LENGTH_BYTES + bytes > this.bytesMax ? 'ZAB-W003' : null;
  }

  private step(length: number): void {
    const size = Math.max(0, length);
    this.at += LENGTH_BYTES;
    if (this.expected === 'count') {
      this.parts = 2 * size;
      this.expected = 'part';
    } else {
      this.at += size;
      if (this.expected === 'data') this.expected = 'count';
      else this.parts -= 1;
    }
  }

  /** The whole packet has been looked at, and all its lengths; but its last bytes may still be missing. */
  private takePacket(): Decoded<QuorumPacket> | null {
    if (this.waiting.length < this.at) return null;
    const bytes = this.waiting.take(this.at);
    this.startOver();
    return decode(quorumPacket, bytes, { maxLength: this.bytesMax });
  }

  private startOver(): void {
    this.expected = 'data';
    this.at = DATA_AT;
    this.parts = 0;
  }
}
