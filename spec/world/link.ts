/**
 * The wires between two servers.
 *
 * `Link`: the pair's TCP connection on the quorum port, if any. FIFO in each direction, no loss inside a live connection; when
 * it breaks, all that is in flight is lost, both ways. Noticing is a separate matter: each end believes in the
 * connection (`ends`) until it is told, or closes it itself. A new connection needs both ends to have let go of the old one.
 *
 *     idle ──open──▶ live ──cut──▶ broken, both ends unaware ──close(a)──▶ only b unaware ──close(b)──▶ idle
 *                      └──close(a)── b unaware ──▶ …
 *
 * `Mail`: the pair's election port. Notifications announce a state, so the newest one wins: a full queue drops its oldest
 * (`QuorumCnxManager.SEND_CAPACITY` is 1). It waits at the sender while the pair is partitioned or the receiver is down, and is
 * sent on the next connection; so it may be stale when it arrives.
 */
import type { Kind } from '../kit/system.js';
import type { Message, Notification } from '../model/messages.js';
import type { ServerId } from '../model/quorum.js';

/** 0: the server with the smaller id, or messages from it; 1: the other. */
export type Side = 0 | 1;

export interface Link {
  /** False while the pair is partitioned. */
  readonly up: boolean;
  readonly live: boolean;
  readonly ends: readonly [boolean, boolean];
  /** In flight from side 0, and from side 1. */
  readonly queues: readonly [readonly Message[], readonly Message[]];
}

const EMPTY: Link['queues'] = [[], []];

export const IDLE_LINK: Link = { up: true, live: false, ends: [false, false], queues: EMPTY };
export const OPEN_LINK: Link = { up: true, live: true, ends: [true, true], queues: EMPTY };

/** Which side of its link or mail with `j` is server `i`? */
export function sideOf(i: ServerId, j: ServerId): Side {
  return i < j ? 0 : 1;
}

function replaced<T>(pair: readonly [T, T], side: Side, value: T): readonly [T, T] {
  return side === 0 ? [value, pair[1]] : [pair[0], value];
}

export const linkKind: Kind = {
  name: 'link',
  operators: {
    open: (link: Link): Link => ({ ...link, live: true, ends: [true, true] }),
    /** On a connection that is not live, what is sent is lost. */
    push: (link: Link, { side, message }: { side: Side; message: Message }): Link =>
      link.live ? { ...link, queues: replaced(link.queues, side, [...link.queues[side], message]) } : link,
    pop: (link: Link, side: Side): Link => ({ ...link, queues: replaced(link.queues, side, link.queues[side].slice(1)) }),
    /** One end lets go, by its own will, on notice, or because its server died. */
    close: (link: Link, side: Side): Link => ({ ...link, live: false, ends: replaced(link.ends, side, false), queues: EMPTY }),
    cut: (link: Link): Link => ({ ...link, up: false, live: false, queues: EMPTY }),
    heal: (link: Link): Link => ({ ...link, up: true }),
  },
};

export interface Mail {
  readonly up: boolean;
  readonly queues: readonly [readonly Notification[], readonly Notification[]];
}

export const IDLE_MAIL: Mail = { up: true, queues: [[], []] };

/** The mail kind for queues of at most `capacity` notifications a direction. */
export function mailKind(capacity: number): Kind {
  return {
    name: 'mail',
    operators: {
      push: (mail: Mail, { side, message }: { side: Side; message: Notification }): Mail => ({
        ...mail,
        queues: replaced(mail.queues, side, [...mail.queues[side], message].slice(-capacity)),
      }),
      pop: (mail: Mail, side: Side): Mail => ({ ...mail, queues: replaced(mail.queues, side, mail.queues[side].slice(1)) }),
      /** A server died: what it had not sent yet is gone. */
      clear: (mail: Mail, side: Side): Mail => ({ ...mail, queues: replaced(mail.queues, side, []) }),
      cut: (mail: Mail): Mail => ({ ...mail, up: false }),
      heal: (mail: Mail): Mail => ({ ...mail, up: true }),
    },
  };
}

/** What a server has sent to itself and not yet taken. */
export const loopKind: Kind = {
  name: 'loop',
  operators: {
    push: (queue: readonly Message[], message: Message): readonly Message[] => [...queue, message],
    pop: (queue: readonly Message[]): readonly Message[] => queue.slice(1),
    clear: (): readonly Message[] => [],
  },
};
