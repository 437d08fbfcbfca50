/**
 * The traces of an ensemble, joined and judged. Servers have no common clock: a line is read as soon as its cause has been, so every order in
 * which this reads them is one in which it may have happened.
 *
 *     server 1   open  out 0  …  in 0 (waits for 3)          each server: `server-replay.ts`
 *     server 3   open  in 0 (waits for 1)  step  out 0  …    between them: `channels.ts`, `mail.ts`; over all: `monitors/`
 *
 * A wait that cannot end is a divergence, unless the end of a trace that may have held its cause is lacking.
 */
import { dispatchOf } from '#spec/kit/protocol.js';
import type { Dispatch, Protocol } from '#spec/kit/protocol.js';
import type { Env } from '#spec/kit/action.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { HeaderEvent, TraceEvent } from '#traces/format/event.js';
import { Channels } from './channels.js';
import type { Cause } from './channels.js';
import { Coverage } from './coverage.js';
import { finding } from './finding.js';
import type { Finding, Found } from './finding.js';
import { Mail } from './mail.js';
import { showMessage } from './messages.js';
import { Monitors } from './monitors/index.js';
import type { Witness } from './server-replay.js';
import type { Line, Source } from './source.js';
import { Track } from './track.js';

/** Lines of all servers kept in the order in which they were read. */
const RECENT_LINES = 64;

/** How many lines of one server are read before the next one's turn: what bounds how far they drift apart. */
const SLICE = 256;

export interface Ensemble {
  readonly protocol: Protocol;
  /** Of any run. */
  readonly header: HeaderEvent;
  /** By server, in the order of the runs. */
  readonly sources: ReadonlyMap<number, readonly Source[]>;
  /** What a channel is called at its other end, where that differs. */
  readonly channelNames: ReadonlyMap<string, string>;
  /** Servers whose traces are whole although they end without a `stop`: parts of an excerpt. */
  readonly whole?: readonly number[];
}

export interface Divergence extends Finding {
  readonly server: number;
  readonly file: string;
  readonly line: number;
  /** The line itself. */
  readonly event: TraceEvent | null;
}

/** A line that was read, of any server. */
export interface ReadLine extends Line {
  readonly server: ServerId;
  readonly file: string;
}

/** How much of it is proved, in lines. */
export interface Strength {
  /** Followed from the specification and from what was recorded. */
  exact: number;
  /** Lines left out of a trace; recoveries explained by writes that a step asked for and whose own line is lacking. */
  inferred: number;
  /** What came from servers, or ends of traces, that are not here; and recoveries that go on behind such an end. */
  unknown: number;
  /** Disks as they were when a trace began. */
  given: number;
}

export type Progress =
  | { readonly kind: 'more'; readonly source: Source }
  | { readonly kind: 'done' }
  | { readonly kind: 'divergence'; readonly divergence: Divergence };

export class Conformance {
  readonly coverage: Coverage;
  readonly strength: Strength = { exact: 0, inferred: 0, unknown: 0, given: 0 };
  readonly tracks: readonly Track[];
  readonly missing: readonly ServerId[];
  dropped = 0;
  private readonly header: HeaderEvent;
  private readonly env: Omit<Env, 'self'>;
  private readonly dispatch: Dispatch;
  private readonly byServer = new Map<ServerId, Track>();
  private readonly channels: Channels;
  private readonly mail = new Mail();
  private readonly monitors: Monitors;
  private readonly whole: readonly number[];
  private readonly recentLines: Line[] = [];
  private readonly recentTracks: Track[] = [];
  private readCount = 0;
  private turn = 0;
  /** Servers in a row that could not go on. */
  private idle = 0;

  constructor({ protocol, header, sources, channelNames, whole = [] }: Ensemble) {
    this.whole = whole;
    this.header = header;
    this.coverage = new Coverage(protocol);
    this.dispatch = dispatchOf(protocol);
    const voters = header.voters.map(sid);
    const members = [...voters, ...header.observers.map(sid)];
    this.env = { voters, isQuorum: majorityOf(voters), counterLimit: header.counterLimit };
    const witness = this.witness();
    this.tracks = [...sources].map(([id, files]) => {
      const server = sid(id);
      const env = { ...this.env, self: server };
      return new Track({ server, sources: files, dispatch: this.dispatch, env, members, witness });
    });
    for (const track of this.tracks) this.byServer.set(track.server, track);
    this.missing = members.filter((member) => !this.byServer.has(member));
    this.channels = new Channels((server) => this.byServer.has(server), channelNames);
    this.monitors = new Monitors({
      voters,
      isQuorum: this.env.isQuorum,
      counterLimit: header.counterLimit,
      diskOf: (server) => this.byServer.get(server)?.disk ?? null,
      isComplete: () => this.missing.length === 0 && this.strength.unknown === 0,
    });
  }

  get events(): number {
    return this.strength.exact + this.strength.inferred + this.strength.unknown + this.strength.given;
  }

  /** What was read last, in an order in which it may have happened. */
  get recent(): readonly ReadLine[] {
    const at = this.readCount < RECENT_LINES ? 0 : this.readCount % RECENT_LINES;
    const lines = this.recentLines.map((line, index) => {
      const track = this.recentTracks[index] as Track;
      return { ...line, server: track.server, file: track.source.name };
    });
    return [...lines.slice(at), ...lines.slice(0, at)];
  }

  get runs(): number {
    return this.tracks.reduce((sum, { runs }) => sum + runs, 0);
  }

  private witness(): Witness {
    return {
      stepped: (server, action, input, before, after) => {
        this.coverage.stepped(this.dispatch, action, before, input, { ...this.env, self: server });
        return this.monitors.stepped(server, input, before, after);
      },
      sent: (server, to, message) => this.monitors.sent(server, to, message),
      untaken: () => {
        this.dropped += 1;
      },
    };
  }

  /** Reads what is at hand, until more is needed, all is read, or a divergence is found. */
  advance(): Progress {
    for (;;) {
      const track = this.tracks[this.turn % this.tracks.length] as Track;
      const { source } = track;
      if (source.head === undefined && !source.complete) return { kind: 'more', source };
      const before = this.events;
      const divergence = this.slice(track);
      if (divergence !== null) return { kind: 'divergence', divergence };
      this.idle = this.events === before ? this.idle + 1 : 0;
      this.turn += 1;
      if (this.idle <= this.tracks.length) continue;
      if (this.tracks.every(({ isAtEnd }) => isAtEnd)) return this.finish(track);
      const stuck = this.unstick();
      if (stuck !== null) return { kind: 'divergence', divergence: stuck };
      this.idle = 0;
    }
  }

  /** `last`: where what only the whole behaviour shows is said to be. */
  private finish(last: Track): Progress {
    const found = this.monitors.finished();
    const line = last.source.recent(1)[0];
    if (found === null || line === undefined) return { kind: 'done' };
    return { kind: 'divergence', divergence: placed(found, last, line) };
  }

  private slice(track: Track): Divergence | null {
    for (let count = 0; count < SLICE; count++) {
      const { source } = track;
      const line = source.head;
      if (line === undefined) {
        if (source.complete && track.isAtEnd) this.atEnd(track);
        return null;
      }
      const cause = this.causeOf(track, line);
      if (cause === 'wait') return null;
      const found = this.read(track, line, cause);
      if (found !== null) return placed(found, track, line);
    }
    return null;
  }

  private read(track: Track, line: Line, cause: Cause): Found {
    const { event } = line;
    this.recentLines[this.readCount % RECENT_LINES] = line;
    this.recentTracks[this.readCount % RECENT_LINES] = track;
    this.readCount += 1;
    track.source.take();
    const found = this.joined(track, line, cause) ?? this.alone(track, line);
    if (found === null && !(event.t === 'recovered' || event.t === 'entry')) {
      if (line.inferred === true) this.strength.inferred += 1;
      else if (cause === 'torn') this.strength.unknown += 1;
      else this.strength.exact += 1;
    }
    return found;
  }

  // Between servers.

  private causeOf({ server }: Track, { event, message }: Line): Cause {
    if ((event.t !== 'in' && event.t !== 'mail-in') || message === null) return 'known';
    const from = sid(event.peer);
    if (!this.byServer.has(from)) return 'torn';
    if (event.t === 'in') return this.channels.cause(server, from, message);
    return this.mail.received(server, from, message) ? 'known' : 'wait';
  }

  private joined({ server }: Track, { event, message }: Line, cause: Cause): Found {
    switch (event.t) {
      case 'open':
        this.channels.opened(server, sid(event.peer), event.channel);
        return null;
      case 'close':
        this.channels.closed(server, sid(event.peer));
        return null;
      case 'out':
        if (message !== null) this.channels.sent(server, sid(event.peer), message);
        return null;
      case 'mail-out':
        if (message !== null && this.byServer.has(sid(event.peer))) this.mail.sent(server, sid(event.peer), message);
        return null;
      case 'in':
        return cause === 'known' && message !== null ? this.channels.received(server, sid(event.peer), message) : null;
      case 'mail-in':
      case 'step':
      case 'write':
      case 'durable':
      case 'delivered':
      case 'trace':
      case 'recovered':
      case 'entry':
      case 'client-open':
      case 'client-close':
      case 'request':
      case 'reply':
      case 'watch-event':
      case 'stop':
        return null;
    }
  }

  /** Nobody can go on. The end of a trace may lack what one of them waits for; else it was never sent. */
  private unstick(): Divergence | null {
    const first = this.tracks.find(({ source }) => source.head !== undefined);
    if (first === undefined) return null;
    let blocked = first;
    const seen = new Set<Track>();
    while (!seen.has(blocked)) {
      seen.add(blocked);
      const next = this.byServer.get(awaitedBy(blocked) ?? blocked.server);
      if (next?.source.head === undefined) break;
      blocked = next;
    }
    const excused = [blocked, ...seen].find((track) => this.mayBeLacking(track));
    return excused === undefined ? this.neverSent(blocked) : this.takeAsGiven(excused);
  }

  /** May what this server waits for have been behind the end of a trace? */
  private mayBeLacking(track: Track): boolean {
    const from = awaitedBy(track);
    if (from === null) return false;
    if (track.source.head?.event.t === 'mail-in') return this.mail.mayBeLost(track.server, from);
    return (this.byServer.get(from)?.tornRuns ?? 0) > 0;
  }

  private takeAsGiven(track: Track): Divergence | null {
    const line = track.source.head;
    if (line === undefined) return null;
    if (line.event.t === 'in') this.channels.takeAsGiven(track.server, sid(line.event.peer));
    else if (line.event.t === 'mail-in') this.mail.takeAsGiven(track.server, sid(line.event.peer));
    const found = this.read(track, line, 'torn');
    return found === null ? null : placed(found, track, line);
  }

  private neverSent(track: Track): Divergence | null {
    const line = track.source.head;
    if (line === undefined || (line.event.t !== 'in' && line.event.t !== 'mail-in')) return null;
    const { t, peer } = line.event;
    const what = `${line.message === null ? t : showMessage(line.message)} from server ${peer}`;
    const found =
      t === 'in'
        ? finding('channel', this.channels.why(track.server, sid(peer)), what, { peers: [peer] })
        : finding('mail', `a notification that server ${peer} sent, and none older than one received before`, what, {
            peers: [peer],
          });
    return placed(found, track, line);
  }

  // One server.

  private alone(track: Track, line: Line): Found {
    const { event } = line;
    switch (event.t) {
      case 'trace':
        return this.begin(track, event);
      case 'recovered':
      case 'entry':
        return this.boot(track, event);
      case 'stop': {
        const found = track.take(line);
        if (found === null) this.endRun(track, true);
        return found;
      }
      case 'durable':
        return track.take(line) ?? (track.disk === null ? null : this.monitors.durable(track.server, track.disk));
      case 'open':
      case 'close':
      case 'in':
      case 'out':
      case 'mail-in':
      case 'mail-out':
      case 'step':
      case 'write':
      case 'delivered':
      case 'client-open':
      case 'client-close':
      case 'request':
      case 'reply':
      case 'watch-event':
        return track.take(line);
    }
  }

  private begin(track: Track, header: HeaderEvent): Found {
    if (track.isRunning) this.endRun(track, false);
    const same = [header.server, header.voters, header.observers, header.counterLimit, header.protocol];
    const first = [track.server, this.header.voters, this.header.observers, this.header.counterLimit, this.header.protocol];
    if (JSON.stringify(same) !== JSON.stringify(first)) {
      return finding('order', `the ensemble of the other headers: ${JSON.stringify(first)}`, JSON.stringify(same));
    }
    track.begin();
    return null;
  }

  private boot(track: Track, event: Parameters<Track['boot']>[0]): Found {
    const { found, certainty } = track.boot(event);
    if (found !== null) return found;
    this.strength[certainty ?? 'exact'] += 1;
    if (certainty === null || track.disk === null) return null;
    return this.monitors.recovered(track.server, track.disk) ?? this.monitors.durable(track.server, track.disk);
  }

  private endRun(track: Track, stopped: boolean): void {
    track.endRun(stopped);
    this.channels.ended(track.server, track.members, stopped);
    if (!stopped && !this.whole.includes(track.server)) this.mail.torn(track.server, track.members);
  }

  private atEnd(track: Track): void {
    if (track.isRunning) this.endRun(track, false);
    if (this.whole.includes(track.server)) track.tornRuns = 0;
  }
}

/** Whom the next line of a server waits for. */
function awaitedBy({ source }: Track): ServerId | null {
  const event = source.head?.event;
  return event?.t === 'in' || event?.t === 'mail-in' ? sid(event.peer) : null;
}

function placed(found: Finding, track: Track, line: Line): Divergence {
  return { ...found, server: track.server, file: track.source.name, line: line.number, event: line.event };
}
