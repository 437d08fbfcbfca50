/**
 * One run of one server, judged by the specification alone: every step that it recorded is taken again, and everything that it did at its
 * sockets and its disk must follow from these steps, in order.
 *
 *     in, mail-in ─▶ step: the one enabled action, the same state behind it ─┬─▶ close, out, mail-out, delivered: in front of its line
 *     timers, clients ─▶                                                     ├─▶ write: later, in order   ─▶ durable
 *                                                                            └─▶ held sends: once the disk has come so far
 *
 * It follows nobody else: `channels.ts` and `mail.ts` say whether what came was sent.
 */
import { applyStep, decide, enabledAction, whyRefused } from '#spec/kit/protocol.js';
import type { Decision, Dispatch, Refusal } from '#spec/kit/protocol.js';
import type { Env, Step } from '#spec/kit/action.js';
import type { Input, Message } from '#spec/model/messages.js';
import { sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { stopped } from '#spec/model/state.js';
import type { Durable, Local } from '#spec/model/state.js';
import { StateDigester } from '#traces/format/digest.js';
import type { StepEvent, WriteEvent } from '#traces/format/event.js';
import { fromTraceZxid } from '#traces/format/translate.js';
import type { OtherEvent } from './clients.js';
import { Connections } from './connections.js';
import type { DiskModel } from './disk-model.js';
import { operationsOf, recordedOperation, sameOperation, showOperation } from './disk-operations.js';
import type { DiskOperation } from './disk-operations.js';
import { EffectMatcher, expectedDeliveries, showEffect, trimmed } from './effects.js';
import type { Effect } from './effects.js';
import { finding } from './finding.js';
import type { Found } from './finding.js';
import { HeldSends } from './held-sends.js';
import { inputOf, sameMessage, showMessage } from './messages.js';
import { Queue } from './queue.js';

/** Who looks on: monitors of properties, and who counts. */
export interface Witness {
  readonly stepped: (server: ServerId, action: string, input: Input, before: Local, after: Local) => Found;
  readonly sent: (server: ServerId, to: ServerId, message: Message) => Found;
  /** `dropped`: as the protocol says. `closed`: with its connection. */
  readonly untaken: (how: 'dropped' | 'closed') => void;
}

export interface ReplayOptions {
  readonly dispatch: Dispatch;
  readonly env: Env;
  readonly members: readonly ServerId[];
  readonly recovered: Durable;
  readonly disk: DiskModel;
  readonly witness: Witness;
}

/** They name an epoch. A server believes nobody that speaks of one far beyond all elections, and closes the connection. */
const BINDING: readonly Message['type'][] = ['FOLLOWERINFO', 'OBSERVERINFO', 'LEADERINFO'];

interface Pending {
  readonly from: ServerId;
  readonly message: Message;
  readonly port: 'quorum' | 'election';
}

export class ServerReplay {
  local: Local;
  private readonly options: ReplayOptions;
  private readonly digester = new StateDigester();
  private readonly connections = new Connections();
  private readonly held = new HeldSends();
  private readonly own = new Queue<Message>();
  /** What was recorded since the last line that ends a step or begins an input. */
  private effects: Effect[] = [];
  private pending: Pending | null = null;
  /** Connections that broke, which the server must hear of before anything else comes. */
  private readonly lost = new Set<ServerId>();
  /** What the disk holds when all that was asked of it is done. */
  private asked: Durable;
  private readonly operations = new Queue<DiskOperation>();
  private operationsAsked = 0;
  /** The last write gave the disk something to do, and is seen to be durable when that is. */
  private diskHasWork = true;

  constructor(options: ReplayOptions) {
    this.options = options;
    this.local = stopped(options.recovered, options.env.self);
    this.asked = options.recovered;
  }

  /** What was asked of the disk and is not seen to have been issued. */
  get unissued(): readonly DiskOperation[] {
    return this.operations.values();
  }

  /** Lines of a step are under way whose own line is still to come: nothing else comes in then. */
  get isWithinStep(): boolean {
    return this.effects.some(({ kind }) => kind !== 'close');
  }

  /** `message`: what was sent or received, of an event of such a kind. */
  take(event: OtherEvent, message: Message | null): Found {
    switch (event.t) {
      case 'step':
        return this.step(event);
      case 'in':
        return this.settle() ?? this.connections.count(event) ?? this.receive(event.peer, message, 'quorum');
      case 'mail-in':
        return this.settle() ?? this.receive(event.peer, message, 'election');
      case 'out':
        return this.connections.count(event) ?? this.out(event.peer, message);
      case 'mail-out':
        if (message !== null) this.effects.push({ kind: 'mail', peer: sid(event.peer), message });
        return null;
      case 'delivered':
        this.effects.push({ kind: 'delivered', zxid: fromTraceZxid(event.zxid) });
        return null;
      case 'open':
        return this.settle() ?? this.heardOfLosses() ?? this.member(event.peer) ?? this.connections.take(event);
      case 'close':
        return this.connections.take(event) ?? this.closed(sid(event.peer));
      case 'write':
        return this.settle() ?? this.write(event);
      case 'durable':
        return this.settle() ?? this.durable(event.n);
      case 'stop':
        return this.stop();
      case 'trace':
      case 'recovered':
      case 'entry':
        return finding('order', 'an event of a running server', event.t);
    }
  }

  private get self(): ServerId {
    return this.options.env.self;
  }

  private member(peer: number): Found {
    const { members } = this.options;
    return members.includes(sid(peer)) ? null : finding('connection', `one of servers ${members.join(', ')}`, `server ${peer}`);
  }

  // Inputs.

  private receive(peer: number, message: Message | null, port: Pending['port']): Found {
    if (message !== null) this.pending = { from: sid(peer), message, port };
    return this.member(peer) ?? this.heardOfLosses();
  }

  private heardOfLosses(): Found {
    for (const peer of this.lost) {
      const taken = this.enabled({ type: 'Disconnected', peer });
      if (taken !== null) {
        return finding('input', `${taken}: the connection to server ${peer} is gone`, 'the server did not hear of it');
      }
    }
    this.lost.clear();
    return null;
  }

  private enabled(input: Input): string | null {
    const { dispatch, env } = this.options;
    const enabled = enabledAction(dispatch, this.local, input, env);
    return enabled.kind === 'one' ? enabled.action.id : null;
  }

  /** Nothing more belongs to what came last: it was taken, dropped, or cost its connection. */
  private settle(): Found {
    if (this.effects.length === 0 && this.pending === null) return null;
    const { effects } = this;
    const stray = effects.find((effect) => effect.kind !== 'close');
    if (stray !== undefined) return finding('effects', 'nothing that no step asked for', showEffect(stray));
    const found = this.untaken();
    for (const effect of effects) if (effect.kind === 'close') this.lost.add(effect.peer);
    this.effects = [];
    return found;
  }

  /** What was received and taken by no step. */
  private untaken(): Found {
    const { pending } = this;
    if (pending === null) return null;
    this.pending = null;
    const { from, message, port } = pending;
    const closed = port === 'quorum' && this.effects.some((effect) => effect.kind === 'close' && effect.peer === from);
    this.options.witness.untaken(closed ? 'closed' : 'dropped');
    const input: Input = { ...message, from };
    const decision = this.decide(input);
    if (closed && (decision.kind !== 'taken' || BINDING.includes(message.type))) return null;
    const may = decision.kind === 'otherwise' && (decision.otherwise === 'drop' || decision.otherwise === 'leave');
    if (may && !(decision.otherwise === 'leave' && port === 'quorum')) return null;
    const expected = decision.kind === 'taken' ? decision.action.id : 'the connection to be closed: nothing takes the message';
    return finding('input', expected, `${showMessage(input)} was dropped`, { nearest: refusalsOf(decision), peers: [from] });
  }

  private decide(input: Input): Decision {
    const { dispatch, env } = this.options;
    return decide(dispatch, this.local, input, env);
  }

  // Steps.

  private step(event: StepEvent): Found {
    const input = inputOf(event.input);
    const found = this.held.overdue ?? this.arrived(input);
    if (found !== null) return found;
    const decision = this.decide(input);
    if (decision.kind !== 'taken' || decision.action.id !== event.action) return this.wrongAction(event, input, decision);
    const before = this.local;
    const untrimmed = applyStep(before, decision.step);
    this.local = trimmed(untrimmed);
    const digest = this.digester.digest(this.local);
    if (digest !== event.state) {
      return finding('state', `the state behind ${event.action}: ${digest}`, event.state);
    }
    return (
      this.carriedOut(decision.step, before, untrimmed, input) ??
      this.options.witness.stepped(this.self, event.action, input, before, untrimmed)
    );
  }

  private wrongAction(event: StepEvent, input: Input, decision: Decision): Found {
    const { dispatch, env } = this.options;
    const named = dispatch.protocol.actions.find((each) => each.id === event.action);
    const guard =
      named === undefined ? 'no action of the protocol has this name' : (whyRefused(named, this.local, input, env) ?? '');
    const nearest = [{ action: event.action, guard }, ...refusalsOf(decision).filter(({ action }) => action !== event.action)];
    const expected =
      decision.kind === 'taken' ? decision.action.id : decision.kind === 'ambiguous' ? 'one action alone' : decision.otherwise;
    const { role, phase } = this.local;
    return finding(
      'action',
      `${expected}, by server ${this.self}: ${role}, ${phase}`,
      `${event.action} on ${showMessage(input)}`,
      {
        nearest,
      },
    );
  }

  /** Has the input come, and is it its turn? */
  private arrived(input: Input): Found {
    if (!('from' in input)) return this.happened(input);
    if (input.from === this.self) return this.settleBeforeStep() ?? this.saidToItself(input);
    const { pending } = this;
    const is =
      pending?.from === input.from &&
      (input.type === 'REQUEST' ? pending.message.type === 'REQUEST' : sameMessage(pending.message, input));
    if (!is) {
      const was = pending === null ? 'nothing' : `${showMessage(pending.message)} from ${pending.from}`;
      return finding('input', `a step on what was received last: ${was}`, showMessage(input), { peers: [input.from] });
    }
    this.pending = null;
    return this.nothingToItself() ?? this.heardOfLosses();
  }

  /** Of an event. Time and clients are free; the fate of connections is not. */
  private happened(input: Exclude<Input, { readonly from: ServerId }>): Found {
    const found = this.settleBeforeStep() ?? this.nothingToItself();
    if (found !== null) return found;
    if (input.type === 'Disconnected') {
      const { peer } = input;
      const closed = this.lost.delete(peer) || this.effects.some((effect) => effect.kind === 'close' && effect.peer === peer);
      return closed ? null : finding('input', `a connection to server ${peer} that was lost just now`, 'Disconnected');
    }
    if (input.type === 'Connected' && !this.connections.meet(input.to)) {
      return finding('input', `a new connection to server ${input.to}`, 'Connected');
    }
    return this.heardOfLosses();
  }

  /** What came before is settled; the effects recorded since belong to the step. */
  private settleBeforeStep(): Found {
    return this.pending === null ? null : this.untaken();
  }

  private nothingToItself(): Found {
    const { head } = this.own;
    return head === undefined ? null : finding('input', `${showMessage(head)}, which it told itself`, 'another input');
  }

  private saidToItself(input: Input & Message): Found {
    const { head } = this.own;
    if (head !== undefined && sameMessage(head, input)) {
      this.own.shift();
      return null;
    }
    if (head === undefined && this.held.release(this.self, input, this.options.disk.operationsDurable)) return null;
    const told = head === undefined ? this.held.head(this.self) : showMessage(head);
    return finding('input', `what it told itself and may take: ${told}`, showMessage(input));
  }

  // What follows from a step.

  private carriedOut(step: Step, before: Local, after: Local, input: Input): Found {
    this.ask(step.write ?? []);
    const closes = this.closedBy(step);
    this.held.forget(closes);
    if (closes.includes(this.self)) this.own.clear();
    if (this.effects.length > 0 || step.send !== undefined || closes.length > 0 || after.lastCommitted !== before.lastCommitted) {
      const found = this.matchEffects(step, before, after, input, closes);
      if (found !== null) return found;
    }
    return null;
  }

  private closedBy({ close }: Step): readonly ServerId[] {
    if (close === undefined) return [];
    return close === 'all' ? this.options.members : close;
  }

  private matchEffects(step: Step, before: Local, after: Local, input: Input, closes: readonly ServerId[]): Found {
    const { disk } = this.options;
    const matcher = new EffectMatcher(this.effects, {
      self: this.self,
      isOpen: (peer) => this.connections.isOpen(peer),
      allDurable: disk.operationsDurable === this.operationsAsked,
    });
    const lost = input.type === 'Disconnected' ? input.peer : null;
    const matched = matcher.match(step, expectedDeliveries(before, after), closes, lost);
    this.effects = [];
    for (const peer of matched.broken) this.lost.add(peer);
    for (const { to, message } of matched.held) this.held.hold(to, message, this.operationsAsked, this.diskHasWork);
    for (const message of matched.own) this.own.push(message);
    return matched.found;
  }

  /** The disk will be given this. */
  private ask(writes: readonly Partial<Durable>[]): void {
    for (const write of writes) {
      const operations = operationsOf(this.asked, write);
      this.asked = { ...this.asked, ...write };
      for (const operation of operations) this.operations.push(operation);
      this.operationsAsked += operations.length;
      this.diskHasWork = operations.length > 0;
    }
  }

  // Sockets and disk.

  private out(peer: number, message: Message | null): Found {
    const to = sid(peer);
    if (message === null) return null;
    const found = this.options.witness.sent(this.self, to, message);
    if (found !== null) return found;
    // What was held leaves when the disk has told, in front of any step.
    const begins = this.effects.length === 0 && this.pending === null;
    if (begins && this.held.release(to, message, this.options.disk.operationsDurable)) return null;
    this.effects.push({ kind: 'out', peer: to, message });
    return null;
  }

  private closed(peer: ServerId): Found {
    this.held.forget([peer]);
    this.effects.push({ kind: 'close', peer });
    return null;
  }

  private write(event: WriteEvent): Found {
    const operation = recordedOperation(event.write);
    if (operation !== null) {
      const expected = this.operations.head;
      if (expected === undefined || !sameOperation(expected, operation)) {
        return finding('write', showOperation(expected ?? null), showOperation(operation));
      }
      this.operations.shift();
    }
    return this.options.disk.issue(operation, event.n);
  }

  private durable(count: number): Found {
    const found = this.options.disk.reach(count);
    this.held.reached(this.options.disk.operationsDurable);
    return found;
  }

  private stop(): Found {
    const { disk } = this.options;
    const found = this.settle();
    if (found !== null) return found;
    const open = this.connections.anyOpen;
    if (open !== null) return finding('connection', `${open} to be closed when the server stops`, 'it is open');
    const { head } = this.operations;
    if (head !== undefined) return finding('write', `${showOperation(head)} before the server stops`, 'it was not issued');
    if (disk.durableCount === disk.issued) return null;
    return finding('durable', `${disk.issued} writes to be durable when the server stops`, `${disk.durableCount}`);
  }
}

function refusalsOf(decision: Decision): readonly Refusal[] {
  return decision.kind === 'otherwise' ? decision.refusals : [];
}
