/** Where a server's clients' writes go: to the leader it is itself, or over the quorum port to another one. */
import type { Operation } from '#impl/wire/client-protocol.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { Id } from '#spec/service/acl/acl.js';
import type { Applied } from '#spec/service/write/apply.js';
import type { Txn } from '#spec/service/write/txn.js';

export interface ClientWrite {
  readonly sessionId: bigint;
  /** The client's number of the request. */
  readonly cxid: number;
  readonly operation: Operation;
  /** The operation's body as it came. */
  readonly raw: Uint8Array;
  /** What the client had proved when the request came. */
  readonly ids: readonly Id[];
}

export interface Upstream {
  /** False: it was not taken, and the client is to be disconnected. */
  readonly write: (write: ClientWrite) => boolean;
  /** `answered`: everything that the leader had committed when it was asked is applied here. False as for `write`. */
  readonly sync: (write: ClientWrite, answered: () => void) => boolean;
  /** Is this session alive? If so, it is here from now on. */
  readonly claim: (sessionId: bigint, timeoutMs: number, answer: (valid: boolean) => void) => void;
  /** A sign of life. False: there is no such session any more. */
  readonly touch: (sessionId: bigint, timeoutMs: number) => boolean;
  /** The transaction is committed; `payload` is what was logged. */
  readonly commit: (zxid: Zxid, payload: Uint8Array) => { readonly txn: Txn; readonly applied: Applied };
  /** The disk has more to write than it should: take in less. */
  readonly isFull: () => boolean;
  /** This role is over. */
  readonly stop: () => void;
}
