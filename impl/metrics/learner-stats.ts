/** What the leader counts for the connection of one learner (`LearnerHandler`). `orst` starts those of observers anew. */
import type { Zxid } from '#spec/model/zxid.js';

export class LearnerStats {
  packetsReceived = 0;
  packetsSent = 0;
  /** REQUEST packets among those received. */
  requests = 0;
  /** Of the last ACK; null before it. */
  lastZxid: Zxid | null = null;

  reset(): void {
    this.packetsReceived = 0;
    this.packetsSent = 0;
    this.requests = 0;
    this.lastZxid = null;
  }
}
