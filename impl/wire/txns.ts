/**
 * Transactions as in PROPOSAL and INFORM packets, and as in log files (`SerializeUtils.deserializeTxn`, `Util.marshallTxnEntry`).
 *
 *     header: clientId | cxid | zxid | time | type       body, by type       digest: version | tree digest
 *
 * Older forms are read: create without `parentCVersion`, closeSession without its paths, no digest. What is written is the current form.
 */
import type { Zxid } from '#spec/model/zxid.js';
import { acls } from './data-records.js';
import { faultOf, WireFault } from './errors.js';
import { atEnd, bool, buffer, int, long, nullable, record, safeLong, ustring, vector, zxidLong } from './jute.js';
import type { Codec, ValueOf } from './jute.js';
import type { JuteReader } from './jute-reader.js';
import { opCode, opName } from './op-codes.js';
import { bodyOf, choiceShape } from './tagged.js';
import type { Bodies, Tagged } from './tagged.js';

/** `clientId`: the session; owner of what an ephemeral create makes. `time`: the leader's clock, in milliseconds. */
export const txnHeader = record({ clientId: long, cxid: int, zxid: zxidLong, time: safeLong, type: int });
export type TxnHeader = ValueOf<typeof txnHeader>;

/** The tree's digest after the transaction (`DigestCalculator`), version 2. */
export const txnDigest = record({ version: int, treeDigest: long });
export type TxnDigest = ValueOf<typeof txnDigest>;

const data = nullable(buffer);
const deleteTxn = record({ path: ustring });
const setDataTxn = record({ path: ustring, data, version: int });
const errorTxn = record({ err: int });

/** Missing from logs of before 3.4, then read as -1: to be repaired as it is replayed. */
const parentCVersion: Codec<number> = { ...int, bytesMin: 0, read: (reader) => (reader.remaining === 0 ? -1 : reader.int()) };

const createTxn = record({ path: ustring, data, acl: acls, ephemeral: bool, parentCVersion });

const sharedBodies = {
  create: createTxn,
  create2: createTxn,
  createContainer: record({ path: ustring, data, acl: acls, parentCVersion: int }),
  createTTL: record({ path: ustring, data, acl: acls, parentCVersion: int, ttl: long }),
  delete: deleteTxn,
  deleteContainer: deleteTxn,
  setData: setDataTxn,
  error: errorTxn,
} as const;

/** What stands inside a multi. If any is an error, none is to be applied. */
const subBodies = { ...sharedBodies, check: record({ path: ustring, version: int }) } as const;

export type SubTxn = Tagged<typeof subBodies>;

/** `Txn`: a type and a record packed in a buffer. */
const subTxn: Codec<SubTxn> = {
  shape: choiceShape(subBodies),
  bytesMin: 8,
  read: (reader) => {
    const type = reader.int();
    return readTagged(subBodies, type, reader.nested());
  },
  write: (writer, { op, body }) => {
    writer.int(opCode(op));
    const block = writer.open();
    (subBodies[op] as Codec<unknown>).write(writer, body);
    writer.close(block);
  },
};

const bodies = {
  ...sharedBodies,
  setACL: record({ path: ustring, acl: acls, version: int }),
  /** Path `/zookeeper/config`, data the configuration's text. */
  reconfig: setDataTxn,
  multi: record({ txns: vector(subTxn) }),
  createSession: record({ timeOut: int }),
  /** Paths of the ephemerals that go with the session; null before 3.6, or with `closeSessionTxn.enabled=false`. */
  closeSession: record({ paths2Delete: atEnd(vector(ustring)) }),
} as const;

export type TxnOperation = Tagged<typeof bodies>;

export interface Txn {
  readonly clientId: bigint;
  readonly cxid: number;
  readonly zxid: Zxid;
  readonly time: number;
  readonly operation: TxnOperation;
  /** Null where digests are off, and of transactions that failed. */
  readonly digest: TxnDigest | null;
}

const digestAtEnd = atEnd(txnDigest);

function readTagged<B extends Bodies>(from: B, type: number, reader: JuteReader): Tagged<B> {
  const op = opName(type);
  const codec = bodyOf(from, op);
  if (op === undefined || codec === undefined) throw new WireFault('ZAB-W005', reader.offset, `transaction of type ${type}`);
  try {
    return { op, body: codec.read(reader) } as Tagged<B>;
  } catch (error) {
    throw faultOf(error).within(op);
  }
}

const DIGEST_VERSION = 2;

/** A closeSession without paths but with a digest. Paths in the digest's place would be two empty ones: there are no such paths. */
function isBareCloseSession(type: number, reader: JuteReader): boolean {
  return opName(type) === 'closeSession' && reader.remaining === txnDigest.bytesMin && reader.peekInt() === DIGEST_VERSION;
}

/** The value of a PROPOSAL, and the payload of an entry of the log. */
export const txn: Codec<Txn> = {
  shape: {
    kind: 'record',
    fields: {
      clientId: long.shape,
      cxid: int.shape,
      zxid: zxidLong.shape,
      time: safeLong.shape,
      operation: choiceShape(bodies),
      digest: digestAtEnd.shape,
    },
  },
  bytesMin: txnHeader.bytesMin,
  read: (reader) => {
    // Field by field: rest and spread cost more than all the rest.
    const { clientId, cxid, zxid, time, type } = txnHeader.read(reader);
    const operation: TxnOperation = isBareCloseSession(type, reader)
      ? { op: 'closeSession', body: { paths2Delete: null } }
      : readTagged(bodies, type, reader);
    return { clientId, cxid, zxid, time, operation, digest: digestAtEnd.read(reader) };
  },
  write: (writer, { clientId, cxid, zxid, time, operation: { op, body }, digest }) => {
    txnHeader.write(writer, { clientId, cxid, zxid, time, type: opCode(op) });
    (bodies[op] as Codec<unknown>).write(writer, body);
    digestAtEnd.write(writer, digest);
  },
};
