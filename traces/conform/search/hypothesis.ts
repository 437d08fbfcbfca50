/**
 * What a server may have done up to a recorded line: its state, and the lines that it would have written, of which those that are recorded are
 * used up in order and the others inferred. Whatever it is made to do follows from the specification; a digest, a number or a message that is
 * recorded and cannot come any more makes it `dead`.
 *
 *     recorded    in 4           step COMMIT 1.7 (digest)
 *     hypothesis  in 4  delivered 1.7  step (same digest)       one line inferred
 */
import { applyStep, decide } from '#spec/kit/protocol.js';
import type { Step } from '#spec/kit/action.js';
import type { Input, Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Durable, Local } from '#spec/model/state.js';
import type { RecoveredEvent, TraceEvent } from '#traces/format/event.js';
import { fromTraceZxid, toTrace, toTraceZxid } from '#traces/format/translate.js';
import { recordedOperation, sameOperation } from '../disk-operations.js';
import type { DiskOperation } from '../disk-operations.js';
import { expectedDeliveries, trimmed } from '../effects.js';
import { asking, issuing, reaching, writeBehind } from './disk.js';
import { Position } from './position.js';
import type { Held, Mode } from './position.js';
import { sameInput } from './told.js';

/** Inputs that a server gives itself, one after the other: far more than there ever are. */
const OWN_INPUTS_MOST = 64;

/** A step recorded behind what was received, and not the one that follows from it. */
const MISMATCH_COST = 4;

export class Hypothesis extends Position {
  parent: Hypothesis | null = null;

  fork(mode: Mode = 'at once'): Hypothesis {
    const next = Object.assign(Object.create(Hypothesis.prototype) as Hypothesis, this);
    next.parent = this;
    next.mode = mode;
    next.instead = null;
    if (mode === 'flushed') next.progress(this.disk.operationsAsked);
    return next;
  }

  // Inputs.

  /** `arrived`: what was received, where it is a message of another. */
  take(input: Input, arrived: Message | null): this {
    const { cursor, cost } = this;
    if (arrived !== null && 'from' in input) this.arrive(input.from, arrived);
    const isRecorded = this.cursor > cursor;
    if (input.type === 'Connected') this.meet(input.to);
    if (this.dead) return this;
    const { dispatch, env } = this.around;
    const decision = decide(dispatch, this.local, input, env);
    if (decision.kind === 'taken') {
      const step = isRecorded ? this.around.run.stepOn(cursor) : null;
      const matches = this.step(decision.action.id, decision.step, input);
      // What was received, or the step, is recorded: then there was all the rest, whatever else happened.
      if (matches || (isRecorded && (step === null || !this.isStepOn(step, input)))) this.cost = cost;
      else if (isRecorded) this.cost += MISMATCH_COST;
      return this;
    }
    const otherwise = decision.kind === 'otherwise' ? decision.otherwise : 'leave';
    if (!('from' in input) || otherwise === 'leave') this.dead = true;
    else if (otherwise === 'unreachable') this.lose(input.from);
    return this;
  }

  /** A message, and nothing that was done about it. */
  receive(from: ServerId, message: Message): this {
    this.packet('in', from, message);
    return this;
  }

  private arrive(from: ServerId, message: Message): void {
    if (message.type !== 'NOTIFICATION') {
      this.packet('in', from, message);
      return;
    }
    this.mail('mail-in', from, message);
    const since = this.heard.get(from) ?? 0;
    const when = this.around.known.whenPosted(from, this.self, message, since);
    if (when !== since) this.heard = new Map(this.heard).set(from, when);
  }

  private meet(peer: ServerId): void {
    const connection = this.connections.get(peer);
    if (connection === undefined || connection.met || connection.received > 0) this.dead = true;
    else this.connect(peer, { ...connection, met: true });
  }

  /** What it gives itself is taken before anything else. */
  settle(): this {
    for (let count = 0; count < OWN_INPUTS_MOST && !this.dead; count++) {
      const [message, ...others] = this.own;
      const [peer, ...peers] = this.lost;
      if (message !== undefined) {
        this.own = others;
        this.take({ ...message, from: this.self }, null);
      } else if (peer !== undefined) {
        this.lost = peers;
        const input: Input = { type: 'Disconnected', peer };
        if (this.wants(input)) this.take(input, null);
      } else {
        break;
      }
    }
    return this;
  }

  private step(action: string, step: Step, input: Input): boolean {
    const before = this.local;
    const after = applyStep(before, step);
    this.disk = asking(this.disk, step.write ?? []);
    this.closeAll(step.close === 'all' ? this.around.members : (step.close ?? []));
    for (const { to, message, after: when } of step.send ?? []) this.send(to, message, when);
    this.deliver(before, after);
    this.local = trimmed(after);
    const cursor = this.cursor;
    this.tell(
      { t: 'step', action, input: toTrace(input), state: '' },
      (event) => event.t === 'step' && event.action === action && this.isRecorded(input, event.state),
      null,
      this.local,
    );
    if (this.cursor > cursor && this.own.length === 0) this.pinned = this.cursor;
    return this.cursor > cursor;
  }

  private isStepOn(at: number, input: Input): boolean {
    const recorded = this.around.run.inputAt(at);
    return recorded !== null && sameInput(recorded, input);
  }

  private isRecorded(input: Input, state: string): boolean {
    return this.isStepOn(this.cursor, input) && this.around.digester.digest(this.local) === state;
  }

  private send(to: ServerId, message: Message, when: 'now' | 'synced'): void {
    const itself = to === this.self;
    if (when === 'synced' && (itself || this.waits())) {
      if (itself || this.connections.has(to)) {
        const overdue = this.disk.hasWork ? 'no' : 'not told';
        this.held = [...this.held, { to, message, behind: this.disk.operationsAsked, overdue }];
      }
    } else if (message.type === 'ACK' && this.held.some((each) => each.to === to && each.message.type === 'ACK')) {
      // None overtakes another.
      this.dead = true;
    } else if (itself) this.own = [...this.own, message];
    else if (message.type === 'NOTIFICATION') this.mail('mail-out', to, message);
    else if (this.connections.has(to)) {
      this.packet('out', to, message);
      this.breaks(to);
    }
  }

  private waits(): boolean {
    const allDurable = this.disk.operationsDurable === this.disk.operationsAsked;
    if (this.mode === 'at once') this.instead = allDurable ? 'held' : 'flushed';
    return !allDurable || this.mode === 'held';
  }

  /** A peer that reads too slowly is cut off behind a message to it. */
  private breaks(peer: ServerId): void {
    const event = this.head?.event;
    const connection = this.connections.get(peer);
    if (event?.t !== 'close' || event.peer !== peer || event.channel !== connection?.channel) return;
    this.shut(peer);
    this.lost = [...this.lost, peer];
  }

  private deliver(before: Local, after: Local): void {
    for (const zxid of expectedDeliveries(before, after)) {
      this.tell(
        { t: 'delivered', zxid: toTraceZxid(zxid) },
        (event) => event.t === 'delivered' && event.zxid[0] === zxid.epoch && event.zxid[1] === zxid.counter,
        null,
      );
    }
  }

  // Disk.

  /** The first message held for a receiver leaves; the disk comes as far as that takes, and as those recorded behind it take. */
  release(to: ServerId): this {
    const { cursor, cost } = this;
    const lacked = this.lacksSent(to);
    const waiting = this.held.filter((each) => each.to === to);
    const behind = waiting[0]?.behind ?? 0;
    if (behind > this.disk.operationsDurable) this.progress(waiting[this.recordedBehind(to)]?.behind ?? behind);
    // What was overdue may have left on the way.
    const held = this.held.find((each) => each.to === to);
    if (held === undefined) this.dead = true;
    else if (!this.dead) this.leave(held);
    // The disk came so far, for this was done.
    if (this.cursor > cursor || lacked) this.cost = cost;
    return this;
  }

  /** The next message to a peer has no line, and there was one: a later one is recorded, or the peer has received it. */
  lacksSent(to: ServerId): boolean {
    const connection = this.connections.get(to);
    if (connection === undefined) return false;
    const { channel, sent } = connection;
    const { run, known } = this.around;
    if (run.hasPacket('out', channel, sent)) return false;
    return run.mustHavePacket('out', channel, sent) || known.receivedBy(channel, to) > sent;
  }

  /** How many messages held for a receiver leave behind the next one, in a row, as far as that is recorded. */
  private recordedBehind(to: ServerId): number {
    const { run, env } = this.around;
    const sent = this.connections.get(to)?.sent ?? 0;
    let last = 0;
    for (let at = this.cursor; at < run.length; at++) {
      const event = run.lines[at]?.event;
      const input = to === env.self ? run.inputAt(at) : null;
      if (input !== null && 'from' in input && input.from === to) last = Math.max(last, at - this.cursor);
      else if (event?.t === 'out' && event.peer === to) last = Math.max(last, event.n - sent);
      else if (event?.t !== 'out' && event?.t !== 'delivered') break;
    }
    return last;
  }

  private leave(held: Held): void {
    this.held = this.held.filter((each) => each !== held);
    if (held.to === this.self) this.own = [...this.own, held.message];
    else this.packet('out', held.to, held.message);
    this.settle();
  }

  /** Messages whose own line is lacking leave as soon as they may: others have received them, perhaps, and answered. */
  hurry(): this {
    for (const to of new Set(this.held.map((held) => held.to))) {
      for (let held = this.hurried(to); held !== undefined && !this.dead; held = this.hurried(to)) this.release(to);
    }
    this.request();
    return this;
  }

  /** A request of which there is no line but its leader's: it changed nothing here, and was made as early as can be. */
  private request(): void {
    const { leader } = this.local.vote;
    const { run, known } = this.around;
    for (let count = 0; count < OWN_INPUTS_MOST && !this.dead; count++) {
      const open = this.connections.get(leader);
      if (open === undefined || run.hasPacket('out', open.channel, open.sent)) return;
      const message = known.message(open.channel, this.self, open.sent);
      const input: Input = { type: 'ClientWrite', value: message?.type === 'REQUEST' ? message.value : null };
      if (message?.type !== 'REQUEST' || run.hasClientWrite(message.value) || !this.wants(input)) return;
      const { cost } = this;
      this.take(input, null);
      this.cost = cost;
    }
  }

  private hurried(to: ServerId): Held | undefined {
    const connection = this.connections.get(to);
    const held = this.held.find((each) => each.to === to);
    const { run, known } = this.around;
    if (connection === undefined || held === undefined) return undefined;
    const { channel, sent } = connection;
    if (run.hasPacket('out', channel, sent) || known.isOther(channel, this.self, to, sent, held.message)) return undefined;
    return held.behind <= this.disk.operationsDurable ? held : undefined;
  }

  private progress(operations: number): void {
    let n = writeBehind(this.disk, operations);
    while (n === null && !this.dead) {
      this.issue();
      n = writeBehind(this.disk, operations);
    }
    this.reach(n ?? 0);
  }

  /** The next operation, or with `roll` that. */
  issue(roll = false): this {
    const operation = roll ? null : (this.disk.waiting[0] ?? null);
    const n = this.disk.issued + 1;
    const { cursor, cost } = this;
    if (operation === null && !roll) this.dead = true;
    this.tell(
      { t: 'write', n, write: operation === null ? { kind: 'roll' } : written(operation) },
      (event) => event.t === 'write' && event.n === n && sameWrite(recordedOperation(event.write), operation),
      null,
    );
    if (this.cursor === cursor) {
      if (!roll && this.around.run.mustHaveWrite(n)) this.cost = cost;
      if (this.around.run.hasWrite(n)) this.dead = true;
    }
    this.disk = issuing(this.disk, roll);
    return this;
  }

  /** The disk tells that `n` writes are durable. What it had told of before has left by then, unless the server is stopping. */
  reach(n: number): this {
    const stops = this.around.run.isStopping(this.cursor);
    for (let held = this.overdue(); held !== undefined && !stops && !this.dead; held = this.overdue()) this.leave(held);
    if (n < this.disk.durable || n > this.disk.issued) this.dead = true;
    if (this.dead) return this;
    this.tell({ t: 'durable', n }, (event) => event.t === 'durable' && event.n === n, null);
    this.disk = reaching(this.disk, n);
    const { operationsDurable } = this.disk;
    this.held = this.held.map((held) =>
      held.behind <= operationsDurable && held.overdue === 'no' ? { ...held, overdue: 'next' } : held,
    );
    return this;
  }

  private overdue(): Held | undefined {
    return this.held.find(({ overdue, behind }) => overdue === 'next' && behind <= this.disk.operationsDurable);
  }

  /** The process stops as it was asked to. */
  stop(): this {
    for (const peer of this.connections.keys()) this.shut(peer);
    while (this.disk.waiting.length > 0 && !this.dead) this.issue();
    if (this.disk.durable < this.disk.issued) this.reach(this.disk.issued);
    if (!isOnDisk(this.disk.asked, this.around.run.next)) this.dead = true;
    this.tell({ t: 'stop' }, () => true, null);
    return this;
  }
}

/** Is that what the next run has recovered, as far as its first line says? */
function isOnDisk({ acceptedEpoch, currentEpoch, history }: Durable, recovered: RecoveredEvent | null): boolean {
  if (recovered === null) return true;
  const { base, entries } = recovered;
  const same = acceptedEpoch === recovered.acceptedEpoch && currentEpoch === recovered.currentEpoch;
  return same && history.after(fromTraceZxid(base)).length === entries;
}

function sameWrite(a: DiskOperation | null, b: DiskOperation | null): boolean {
  return a === null || b === null ? a === b : sameOperation(a, b);
}

function written(operation: DiskOperation): Extract<TraceEvent, { readonly t: 'write' }>['write'] {
  switch (operation.kind) {
    case 'append':
      return { kind: 'append', entries: operation.entries.map(({ zxid, value }) => [toTraceZxid(zxid), String(value)] as const) };
    case 'truncate':
    case 'replace':
    case 'snapshot':
      return { kind: operation.kind, zxid: toTraceZxid(operation.zxid) };
    case 'acceptedEpoch':
    case 'currentEpoch':
      return { kind: operation.kind, epoch: operation.epoch };
  }
}
