/** Digests of the tree now and then, for `hash`: servers that agree print the same lines (`DataTree.logZxidDigest`). */
import type { Zxid } from '#spec/model/zxid.js';
import { DIGEST_VERSION } from '#spec/service/tree/digest.js';
import type { Digest } from '#spec/service/tree/digest.js';

/** Every so many transactions, by the zxid's counter: the same ones on all servers. */
const INTERVAL = 128;
const ENTRIES_MAX = 1024;

export interface LoggedDigest {
  readonly zxid: Zxid;
  readonly version: number;
  readonly digest: Digest;
}

export class DigestLog {
  private readonly logged: LoggedDigest[] = [];

  /** A transaction was applied, and the tree's digest is now this. */
  applied(zxid: Zxid, digest: Digest): void {
    if (zxid.counter % INTERVAL !== 0) return;
    this.logged.push({ zxid, version: DIGEST_VERSION, digest });
    if (this.logged.length > ENTRIES_MAX) this.logged.shift();
  }

  /** Oldest first. */
  entries(): readonly LoggedDigest[] {
    return this.logged;
  }
}
