/** What is counted for one client's connection, for `cons`, `stat` and the admin server (`ServerCnxn`). `crst` starts it anew. */
import { opName } from '#impl/wire/op-codes.js';
import type { OpName } from '#impl/wire/op-codes.js';
import type { Zxid } from '#spec/model/zxid.js';
import { Extremes } from './extremes.js';

const NO_OPERATION = 'NA';

/** How `cons` abbreviates operations (`FinalRequestProcessor`). */
const ABBREVIATIONS: Readonly<Partial<Record<OpName, string>>> = {
  ping: 'PING',
  createSession: 'SESS',
  multi: 'MULT',
  multiRead: 'MLTR',
  create: 'CREA',
  create2: 'CREA',
  createTTL: 'CREA',
  createContainer: 'CREA',
  delete: 'DELE',
  deleteContainer: 'DELE',
  setData: 'SETD',
  reconfig: 'RECO',
  setACL: 'SETA',
  closeSession: 'CLOS',
  sync: 'SYNC',
  check: 'CHEC',
  exists: 'EXIS',
  getData: 'GETD',
  setWatches: 'SETW',
  setWatches2: 'STW2',
  addWatch: 'ADDW',
  getACL: 'GETA',
  getChildren: 'GETC',
  getChildren2: 'GETC',
  getAllChildrenNumber: 'GETACN',
  checkWatches: 'CHKW',
  removeWatches: 'REMW',
  whoAmI: 'HOMI',
  getEphemerals: 'GETE',
};

export interface Answered {
  /** The client's number of the request; negative for pings and the like. */
  readonly xid: number;
  /** As in the reply's header. */
  readonly zxid: Zxid;
  readonly opCode: number;
  readonly latencyMs: number;
  /** In milliseconds since 1970. */
  readonly at: number;
}

export class ConnectionStats {
  packetsReceived = 0;
  packetsSent = 0;
  private operation: number | null = null;
  private xid = -1;
  private zxid: Zxid | null = null;
  private answeredAt = 0;
  private latencyMs = 0;
  private readonly latencies = new Extremes();

  /** A reply left (`updateStatsForResponse`). Allocates nothing beyond its argument. */
  answered({ xid, zxid, opCode, latencyMs, at }: Answered): void {
    if (xid >= 0) this.xid = xid;
    this.zxid = zxid;
    this.operation = opCode;
    this.answeredAt = at;
    this.latencyMs = Math.max(0, Math.round(latencyMs));
    this.latencies.add(this.latencyMs);
  }

  get lastOperation(): string {
    const name = this.operation === null ? undefined : opName(this.operation);
    return (name === undefined ? undefined : ABBREVIATIONS[name]) ?? NO_OPERATION;
  }

  /** -1 before the first. */
  get lastXid(): number {
    return this.xid;
  }

  /** Null before the first reply. */
  get lastZxid(): Zxid | null {
    return this.zxid;
  }

  /** In milliseconds since 1970; 0 before the first reply. */
  get lastAnsweredAt(): number {
    return this.answeredAt;
  }

  get lastLatencyMs(): number {
    return this.latencyMs;
  }

  get minLatencyMs(): number {
    return this.latencies.min;
  }

  /** Whole milliseconds, rounded down. */
  get avgLatencyMs(): number {
    return Math.floor(this.latencies.avg);
  }

  get maxLatencyMs(): number {
    return this.latencies.max;
  }

  reset(): void {
    this.packetsReceived = 0;
    this.packetsSent = 0;
    this.operation = null;
    this.xid = -1;
    this.zxid = null;
    this.answeredAt = 0;
    this.latencyMs = 0;
    this.latencies.reset();
  }
}
