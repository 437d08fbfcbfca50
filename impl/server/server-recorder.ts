/** Who writes down what a whole server did: beside what a peer does, what was read off clients' sockets and handed to them. */
import type { PeerRecorder } from '#impl/peer/peer-recorder.js';
import type { Zxid } from '#spec/model/zxid.js';

/** One connection of the client port. Calls come in the order in which things happened at this server. */
export interface ClientRecorder {
  /** A request was decoded, whatever becomes of it; one whose header cannot be read is none. `op`: its number. */
  readonly requested: (xid: number, op: number) => void;
  /** Handed to the socket, with this header. */
  readonly replied: (xid: number, zxid: Zxid, err: number) => void;
  /** A watch event was handed to the socket; `type` and `zxid` as sent. */
  readonly told: (type: number, path: string, zxid: Zxid) => void;
  /** Nothing more is taken from it or handed to it. */
  readonly closed: () => void;
}

export interface ServerRecorder extends PeerRecorder {
  /** A handshake was answered with a session. `seen`: the newest zxid that the client had been told, as it says. */
  readonly clientOpened: (sessionId: bigint, seen: Zxid) => ClientRecorder;
}
