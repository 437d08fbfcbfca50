/**
 * Transactions of the service as the bytes of PROPOSAL packets and of the log, and back. The bytes are what servers agree on: they are
 * forwarded and logged as they came, and decoded once, to be applied.
 */
import assert from 'node:assert/strict';
import type { Decoded } from '#impl/wire/errors.js';
import { decode, encode } from '#impl/wire/jute.js';
import { txn as wireTxn } from '#impl/wire/txns.js';
import type { SubTxn, Txn as WireTxn, TxnDigest, TxnOperation } from '#impl/wire/txns.js';
import { DIGEST_VERSION } from '#spec/service/tree/digest.js';
import type { Digest } from '#spec/service/tree/digest.js';
import type { AnyCreateBody, DeleteBody, ErrorBody, SubBody, Txn, TxnBody } from '#spec/service/write/txn.js';
import { aclFromWire, aclToWire, ownData } from './fields.js';

/** Bytes of the caller's own. */
export function encodeTxn({ session, cxid, zxid, time, body, digest }: Txn): Uint8Array {
  const operation = toWire(body);
  return encode(wireTxn, {
    clientId: session,
    cxid,
    zxid,
    time,
    operation,
    digest: digest === null ? null : digestToWire(digest),
  });
}

/**
 * Data in the transaction are copies, so it may be applied and the bytes forgotten. Numbers that no prep makes (a life time beyond 53
 * bits) are read as near as numbers come; applying them is refused either way. `maxLength`: bytes of one string or buffer.
 */
export function decodeTxn(bytes: Uint8Array, maxLength?: number): Decoded<Txn> {
  const decoded = decode(wireTxn, bytes, maxLength === undefined ? {} : { maxLength });
  return decoded.ok ? { ok: true, value: fromWire(decoded.value) } : decoded;
}

function fromWire({ clientId: session, cxid, zxid, time, operation, digest }: WireTxn): Txn {
  const body = bodyFromWire(operation);
  return { session, cxid, zxid, time, body, digest: digest === null ? null : digestFromWire(digest) };
}

function toWire(body: TxnBody): TxnOperation {
  switch (body.type) {
    case 'setACL': {
      const { path, acl, version } = body;
      return { op: 'setACL', body: { path, acl: acl === null ? null : aclToWire(acl), version } };
    }
    case 'setData':
    case 'reconfig':
      return { op: body.type, body: { path: body.path, data: body.data, version: body.version } };
    case 'multi':
      return { op: 'multi', body: { txns: body.bodies.map(partToWire) } };
    case 'createSession':
      return { op: 'createSession', body: { timeOut: body.timeoutMs } };
    case 'closeSession':
      return { op: 'closeSession', body: { paths2Delete: body.paths } };
    case 'check':
      return assert.fail('a check stands in a multi');
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
    case 'delete':
    case 'deleteContainer':
    case 'error':
      return sharedToWire(body);
  }
}

function partToWire(body: SubBody): SubTxn {
  switch (body.type) {
    case 'check':
      return { op: 'check', body: { path: body.path, version: body.version } };
    case 'setData':
      return { op: 'setData', body: { path: body.path, data: body.data, version: body.version } };
    case 'reconfig':
      return assert.fail('a reconfig stands alone');
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
    case 'delete':
    case 'deleteContainer':
    case 'error':
      return sharedToWire(body);
  }
}

/** What stands alone, and in a multi. */
type SharedTxn = Exclude<SubTxn, { readonly op: 'check' }>;

function sharedToWire(body: AnyCreateBody | DeleteBody | ErrorBody): SharedTxn {
  switch (body.type) {
    case 'delete':
    case 'deleteContainer':
      return { op: body.type, body: { path: body.path } };
    case 'error':
      return { op: 'error', body: { err: body.code } };
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
      return createToWire(body);
  }
}

function createToWire(body: AnyCreateBody): SharedTxn {
  const { path, data, parentCversion: parentCVersion } = body;
  const acl = body.acl === null ? null : aclToWire(body.acl);
  switch (body.type) {
    case 'create':
    case 'create2':
      return { op: body.type, body: { path, data, acl, ephemeral: body.ephemeral, parentCVersion } };
    case 'createContainer':
      return { op: 'createContainer', body: { path, data, acl, parentCVersion } };
    case 'createTTL':
      return { op: 'createTTL', body: { path, data, acl, parentCVersion, ttl: BigInt(body.ttl) } };
  }
}

function bodyFromWire(operation: TxnOperation): TxnBody {
  switch (operation.op) {
    case 'setACL': {
      const { path, acl, version } = operation.body;
      return { type: 'setACL', path, acl: aclFromWire(acl), version };
    }
    case 'reconfig': {
      const { path, data, version } = operation.body;
      return { type: 'reconfig', path, data: ownData(data), version };
    }
    case 'multi':
      return { type: 'multi', bodies: operation.body.txns.map(partFromWire) };
    case 'createSession':
      return { type: 'createSession', timeoutMs: operation.body.timeOut };
    case 'closeSession':
      return { type: 'closeSession', paths: operation.body.paths2Delete };
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
    case 'delete':
    case 'deleteContainer':
    case 'setData':
    case 'error':
      return partFromWire(operation);
  }
}

function partFromWire(part: SubTxn): SubBody {
  switch (part.op) {
    case 'create':
    case 'create2': {
      const { path, data, acl, ephemeral, parentCVersion: parentCversion } = part.body;
      return { type: part.op, path, data: ownData(data), acl: aclFromWire(acl), ephemeral, parentCversion };
    }
    case 'createContainer': {
      const { path, data, acl, parentCVersion: parentCversion } = part.body;
      return { type: 'createContainer', path, data: ownData(data), acl: aclFromWire(acl), parentCversion };
    }
    case 'createTTL': {
      const { path, data, acl, parentCVersion: parentCversion, ttl } = part.body;
      return { type: 'createTTL', path, data: ownData(data), acl: aclFromWire(acl), parentCversion, ttl: Number(ttl) };
    }
    case 'setData': {
      const { path, data, version } = part.body;
      return { type: 'setData', path, data: ownData(data), version };
    }
    case 'delete':
    case 'deleteContainer':
      return { type: part.op, path: part.body.path };
    case 'check':
      return { type: 'check', path: part.body.path, version: part.body.version };
    case 'error':
      return { type: 'error', code: part.body.err };
  }
}

/** Both forms of a digest's 64 bits: two unsigned halves, one signed number. */
const bits = new DataView(new ArrayBuffer(8));

function digestToWire({ high, low }: Digest): TxnDigest {
  bits.setUint32(0, high);
  bits.setUint32(4, low);
  return { version: DIGEST_VERSION, treeDigest: bits.getBigInt64(0) };
}

/** Null for a digest made in another way: ours never equals it. */
function digestFromWire({ version, treeDigest }: TxnDigest): Digest | null {
  if (version !== DIGEST_VERSION) return null;
  bits.setBigInt64(0, treeDigest);
  return { high: bits.getUint32(0), low: bits.getUint32(4) };
}
