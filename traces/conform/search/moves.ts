/**
 * What a server may have done next. `towards`: what explains the next recorded line. `otherwise`: what may have happened without a line of it
 * being recorded. Each is tried on a hypothesis of its own.
 */
import type { Input, Message } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { compareZxids } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { zxidOfNextProposal } from '#spec/protocols/zab.js';
import type { ConnectionEvent, PacketEvent, WriteEvent } from '#traces/format/event.js';
import { recordedOperation, sameOperation } from '../disk-operations.js';
import type { Line } from '../source.js';
import { guesses } from './guesses.js';
import type { Hypothesis } from './hypothesis.js';
import { sameInput } from './told.js';

/** `mustMatch`: it is of no use unless it uses up the recorded line. */
export interface Move {
  readonly make: (next: Hypothesis) => Hypothesis;
  readonly mustMatch: boolean;
}

/** Steps that are looked ahead for what a leader made of a request. */
const REQUESTS_AHEAD = 2;

/** A snapshot covers what was delivered when it began: not far behind what is now. */
const SNAPSHOTS_MOST = 16;

/** Writes that may have been rolls instead of operations: so many are thought of. */
const ROLLS_MOST = 2;

export class Moves {
  /** Whether messages may be guessed that no line tells of, by sender. */
  private readonly mayGuess: (peer: ServerId) => boolean;
  /** A message was looked for that no line tells of as yet. */
  lacked = false;
  /** A write was looked for whose value no line tells: it cannot be tried. */
  untold = false;

  constructor(mayGuess: (peer: ServerId) => boolean) {
    this.mayGuess = mayGuess;
  }

  /** A new search: nothing was lacking so far. */
  begin(): void {
    this.lacked = false;
    this.untold = false;
  }

  towards(h: Hypothesis, line: Line): readonly Move[] {
    const { event, message } = line;
    switch (event.t) {
      case 'in':
        return this.towardsPacket(h, event, message);
      case 'mail-in':
        return message === null ? [] : [anyway((next) => next.take({ ...message, from: sid(event.peer) }, message))];
      case 'step':
        return this.towardsStep(h);
      case 'open':
        return towardsOpening(h, event);
      case 'close':
        return [matching((next) => next.lose(sid(event.peer))), ...this.towardsEffect(h)];
      case 'out':
        return [...releases(h, sid(event.peer), event.n), ...this.towardsEffect(h)];
      case 'mail-out':
      case 'delivered':
        return this.towardsEffect(h);
      case 'write':
        return towardsWrite(h, event);
      case 'durable':
        return towardsDurable(h, event.n);
      case 'stop':
        return [matching((next) => next.stop())];
      case 'trace':
      case 'recovered':
      case 'entry':
      case 'client-open':
      case 'client-close':
      case 'request':
      case 'reply':
      case 'watch-event':
        return [];
    }
  }

  private towardsPacket(h: Hypothesis, event: PacketEvent, message: Message | null): readonly Move[] {
    const peer = sid(event.peer);
    const open = h.connections.get(peer);
    if (open !== undefined && open.channel !== event.channel) return [anyway((next) => next.lose(peer))];
    const received = open?.received ?? 0;
    const opening = open === undefined;
    const inputs =
      event.n === received && message !== null
        ? this.inputsOf(h, peer, message)
        : this.unrecorded(h, peer, event.channel, received);
    // The step on what came last may be behind the end of the trace.
    const unfinished = message !== null && event.n === received && h.cursor + 1 === h.around.run.length;
    const last = unfinished ? [matching((next) => next.receive(peer, message))] : [];
    return [
      ...inputs.map(({ input, arrived }) =>
        anyway((next) => (opening ? next.open(peer, event.channel) : next).take(input, arrived)),
      ),
      ...last,
    ];
  }

  /** A step tells its input. */
  private towardsStep(h: Hypothesis): readonly Move[] {
    const input = h.around.run.inputAt(h.cursor);
    return input === null ? [] : this.towardsInput(h, input);
  }

  private towardsInput(h: Hypothesis, input: Input): readonly Move[] {
    if (!('from' in input)) return towardsEvent(input);
    const { from, ...message } = input;
    if (from === h.self) return [matching((next) => next.release(from))];
    return this.arrivals(h, from, message).map((arrived) =>
      matching((next) => connected(next, from, message.type).take(input, arrived)),
    );
  }

  /** What was received, where a step tells what was made of it. */
  private arrivals(h: Hypothesis, from: ServerId, message: Message): readonly Message[] {
    const open = h.connections.get(from);
    if (message.type !== 'REQUEST') return [message];
    const known = open === undefined ? undefined : h.around.known.likely(open.channel, from, open.received);
    return known === undefined ? [message] : [known];
  }

  /** The step that comes next, or any other input that does what is recorded. */
  private towardsEffect(h: Hypothesis): readonly Move[] {
    const input = h.around.run.nextInput(h.cursor);
    const hinted = input === null ? [] : this.towardsInput(h, input);
    return [...hinted, ...this.otherwise(h).map(({ make }) => ({ make, mustMatch: true }))];
  }

  /** Of which no line need be recorded. */
  otherwise(h: Hypothesis): readonly Move[] {
    const moves: Move[] = [];
    for (const to of new Set(h.held.map((held) => held.to))) {
      if (to === h.self || h.lacksSent(to)) moves.push(anyway((next) => next.release(to)));
    }
    for (const peer of h.around.members) {
      if (peer === h.self) continue;
      for (const { input, arrived } of this.fromPeer(h, peer)) {
        moves.push(anyway((next) => connected(next, peer, arrived.type).take(input, arrived)));
      }
    }
    if (mayHaveWritten(h)) this.untold = true;
    for (const input of events(h)) moves.push(anyway((next) => next.take(input, null)));
    for (const peer of h.connections.keys()) moves.push(anyway((next) => next.lose(peer)));
    for (const move of connecting(h)) moves.push(move);
    return moves;
  }

  private fromPeer(h: Hypothesis, peer: ServerId): readonly Arrival[] {
    const { known, run } = h.around;
    const mails = known.mailFrom(peer, h.self, h.heard.get(peer) ?? 0);
    const arrivals = (mails.length === 0 && this.mayGuess(peer) ? guesses(h, peer, true) : mails).map((message) => ({
      input: { ...message, from: peer },
      arrived: message,
    }));
    const { channel = run.channelTo(peer, h.cursor), received = 0 } = h.connections.get(peer) ?? {};
    const quiet = channel === null || run.hasPacket('in', channel, received);
    const packets = quiet ? [] : this.unrecorded(h, peer, channel, received);
    return [...arrivals, ...packets].filter(({ input }) => h.wants(input));
  }

  /** The next message of a channel, of which this server has no line. */
  private unrecorded(h: Hypothesis, peer: ServerId, channel: string, n: number): readonly Arrival[] {
    const message = h.around.known.likely(channel, peer, n);
    if (message !== undefined) return this.inputsOf(h, peer, message);
    this.lacked = true;
    if (!this.mayGuess(peer)) return [];
    return guesses(h, peer, false).flatMap((each) => this.inputsOf(h, peer, each));
  }

  /** A leader makes a transaction of a request; everything else is taken as it came. */
  private inputsOf(h: Hypothesis, from: ServerId, message: Message): readonly Arrival[] {
    if (message.type !== 'REQUEST') return [{ input: { ...message, from }, arrived: message }];
    const inputs: Input[] = [...h.around.run.inputsFrom(h.cursor, 'REQUEST', from, REQUESTS_AHEAD)];
    // None is made where the protocol does not take it.
    const taken = h.wants({ type: 'REQUEST', value: null, from });
    for (const value of taken ? h.around.known.values(zxidOfNextProposal(h.local)) : [null]) {
      const input: Input = { type: 'REQUEST', value, from };
      if (!inputs.some((each) => sameInput(each, input))) inputs.push(input);
    }
    return inputs.map((input) => ({ input, arrived: message }));
  }
}

interface Arrival {
  readonly input: Input;
  readonly arrived: Message;
}

function anyway(make: Move['make']): Move {
  return { make, mustMatch: false };
}

function matching(make: Move['make']): Move {
  return { make, mustMatch: true };
}

function towardsEvent(input: Exclude<Input, { readonly from: ServerId }>): readonly Move[] {
  if (input.type === 'Disconnected') return [matching((next) => next.lose(input.peer))];
  if (input.type === 'Connected') return [matching((next) => connected(next, input.to, input.type).take(input, null))];
  return [matching((next) => next.take(input, null))];
}

/** Opens a connection where a line of it is lacking, under the name that a later line tells. */
function connected(next: Hypothesis, peer: ServerId, type: Input['type']): Hypothesis {
  if (type === 'NOTIFICATION' || next.connections.has(peer)) return next;
  return next.open(peer, next.around.run.channelTo(peer, next.cursor) ?? `unknown:${next.self}-${peer}-${next.cursor}`);
}

function towardsOpening(h: Hypothesis, { peer, channel }: ConnectionEvent): readonly Move[] {
  const to = sid(peer);
  if (h.connections.has(to)) return [anyway((next) => next.lose(to))];
  return [matching((next) => next.open(to, channel))];
}

/** A learner opens a connection to its leader and is told so. */
function connecting(h: Hypothesis): readonly Move[] {
  const { leader } = h.local.vote;
  const input: Input = { type: 'Connected', to: leader };
  if (leader === h.self || !h.wants(input)) return [];
  return [anyway((next) => connected(next, leader, input.type).take(input, null))];
}

function releases(h: Hypothesis, peer: ServerId, n: number): readonly Move[] {
  if (!h.held.some(({ to }) => to === peer)) return [];
  // In front of the message recorded others may have left.
  const mustMatch = h.connections.get(peer)?.sent === n;
  return [{ make: (next) => next.release(peer), mustMatch }];
}

function towardsWrite(h: Hypothesis, event: WriteEvent): readonly Move[] {
  const operation = recordedOperation(event.write);
  const lacking = event.n - h.disk.issued - 1;
  const { waiting } = h.disk;
  if (operation === null) return splits(h, lacking).map((rolls) => matching((next) => issue(next, lacking, rolls).issue(true)));
  const at = waiting.findIndex((each) => sameOperation(each, operation));
  if (at < 0 || at > lacking) return [];
  return [matching((next) => issue(next, lacking, lacking - at).issue())];
}

function towardsDurable(h: Hypothesis, n: number): readonly Move[] {
  const lacking = n - h.disk.issued;
  if (lacking <= 0) return [matching((next) => next.reach(n))];
  return splits(h, lacking).map((rolls) => matching((next) => issue(next, lacking, rolls).reach(n)));
}

/** Of so many writes that have no line, how many may have been rolls: as few as can be first. */
function splits({ disk }: Hypothesis, lacking: number): readonly number[] {
  const least = Math.max(0, lacking - disk.waiting.length);
  const most = Math.min(lacking, least + ROLLS_MOST);
  return Array.from({ length: most - least + 1 }, (_, more) => least + more);
}

function issue(next: Hypothesis, count: number, rolls: number): Hypothesis {
  for (let at = 0; at < count && !next.dead; at++) next.issue(at >= count - rolls);
  return next;
}

/** Time and clients: whatever some action would take now. */
function events(h: Hypothesis): readonly Input[] {
  const { run, known } = h.around;
  const inputs: Input[] = [
    { type: 'FinalizeWait' },
    { type: 'ElectionTimeout' },
    { type: 'ConnectFailed' },
    { type: 'QuorumTimeout' },
    { type: 'Tick' },
    { type: 'ClientSync' },
  ];
  if (h.local.role === 'down') inputs.push({ type: 'Start' });
  const writes =
    h.local.role === 'leading' ? known.values(zxidOfNextProposal(h.local)) : [...run.requestsFrom(h.cursor), ...received(h)];
  for (const value of new Set(writes)) inputs.push({ type: 'ClientWrite', value });
  for (const zxid of new Set([...run.snapshotsFrom(h.cursor), ...delivered(h)])) inputs.push({ type: 'SnapshotTaken', zxid });
  return inputs.filter((input) => h.wants(input));
}

/** A request that its leader says it has received next. */
function received({ local, connections, self, around }: Hypothesis): readonly unknown[] {
  const open = connections.get(local.vote.leader);
  const message = open === undefined ? undefined : around.known.message(open.channel, self, open.sent);
  return message?.type === 'REQUEST' ? [message.value] : [];
}

/** What a snapshot may cover of which no line tells, newest first: where a write is lacking that it may have been. */
function* delivered({ local, disk, around }: Hypothesis): Generator<Zxid> {
  if (!around.run.lacksWrite(disk.issued + 1, disk.issued + disk.waiting.length + 1)) return;
  const { history, lastCommitted, snapshotZxid } = local;
  const end = history.countUpTo(lastCommitted);
  for (let at = end - 1; at >= Math.max(0, end - SNAPSHOTS_MOST); at--) {
    const { zxid } = history.at(at);
    if (compareZxids(zxid, snapshotZxid) > 0) yield zxid;
  }
}

/** May a leader have proposed something here of which no line tells the value? The numbers of its writes say so. */
function mayHaveWritten({ local, disk, around }: Hypothesis): boolean {
  const { run, known } = around;
  if (local.role !== 'leading' || known.values(zxidOfNextProposal(local)).length > 0) return false;
  const next = disk.issued + disk.waiting.length + 1;
  return run.lacksWrite(disk.issued + 1, next) || !run.mustHaveWrite(next);
}
