/** What a peer is made of. */
import type { Logger } from 'pino';
import type { Disk } from '#impl/disk/disk.js';
import type { ElectionPort } from '#impl/net/election-port.js';
import type { Turn } from '#impl/net/turn.js';
import type { HostPort } from '#impl/wire/host-port.js';
import type { Env } from '#spec/kit/action.js';
import type { Protocol } from '#spec/kit/protocol.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Durable } from '#spec/model/state.js';
import type { Application } from './application.js';
import type { Clock } from './clock.js';
import type { PatienceLimits } from './patience.js';
import type { PeerEvents } from './peer-events.js';
import type { PeerRecorder } from './peer-recorder.js';
import type { SnapshotLimits } from './snapshotter.js';

export interface PeerOptions<T> {
  readonly protocol: Protocol;
  readonly env: Env;
  /** All servers but this one. */
  readonly peers: readonly ServerId[];
  readonly quorumAddresses: ReadonlyMap<ServerId, readonly HostPort[]>;
  /** Null: no learner can come, for there is no other server. */
  readonly quorumListen: HostPort | null;
  /** As other servers are told it. */
  readonly configText: string;
  readonly limits: PatienceLimits & { readonly connectToLeaderMs: number; readonly packetBytesMax: number };
  readonly electionIntervalMs: { readonly min: number; readonly max: number };
  readonly snapshots: SnapshotLimits;
  readonly recovered: Durable;
  readonly disk: Disk;
  /** Null where there is no other server. */
  readonly electionPort: ElectionPort | null;
  readonly application: Application<T>;
  readonly turn: Turn;
  readonly clock: Clock;
  readonly log: Logger;
  readonly events: PeerEvents;
  /** Absent: nothing is written down. */
  readonly recorder?: PeerRecorder;
}
