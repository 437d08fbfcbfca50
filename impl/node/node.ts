/**
 * The interpreter: one input in, the protocol's one enabled action taken, its `Step` carried out through ports.
 *
 * It runs the very functions that the checker explores, and knows no message by name. No socket and no file is in it. What a step
 * writes goes to the disk in order; what a step sends `synced` is held until the disk has everything written so far.
 *
 *     input ──▶ decide ──▶ Step ──▶ state
 *                           ├─ write ──▶ disk ··· synced(count) ··▶ held messages leave
 *                           ├─ close ──▶ connection, and what was held for it
 *                           ├─ send ───▶ connection, or held
 *                           └─ lastCommitted moved ──▶ install a snapshot received, deliver entries
 *
 * What a snapshot covers is dropped from the log in memory: no action looks there.
 */
import { applyStep, decide, dispatchOf, enabledAction } from '#spec/kit/protocol.js';
import type { Dispatch, Protocol, Refusal } from '#spec/kit/protocol.js';
import type { Env, Send, Step } from '#spec/kit/action.js';
import type { Log } from '#spec/model/log.js';
import type { Input, Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import { stopped } from '#spec/model/state.js';
import type { Durable, Local } from '#spec/model/state.js';
import { compareZxids } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';

/** What a node does to the world. Calls come in the order in which things must happen, and none calls back into the node. */
export interface Ports {
  /** The node's `count`-th write: durable no earlier than those before it. The disk answers with `Node.synced`. */
  readonly write: (write: Partial<Durable>, count: number) => void;
  /** On the connection to that server, or on the election port; lost where there is none. */
  readonly send: (to: ServerId, message: Message) => void;
  readonly close: (peer: ServerId) => void;
  /**
   * What clients may read from now on is the snapshot that the SNAP of this sync stream brought. It covers everything up to
   * `zxid`, which is beyond what was delivered. A SNAP that brings no more than that is never installed.
   */
  readonly install: (zxid: Zxid) => void;
  /** What clients may read from now on: the entries of `log` after `from`, up to and including `to`. */
  readonly deliver: (log: Log, from: Zxid, to: Zxid) => void;
  /** An input that must not come in this state: its connection cannot be trusted any more. */
  readonly refuse: (input: Input, refusals: readonly Refusal[]) => void;
  /** The action taken; for recorders and metrics. */
  readonly taken?: (action: string, input: Input, before: Local, after: Local) => void;
}

interface Held {
  readonly to: ServerId;
  readonly message: Message;
  /** Leaves once this many writes are on disk. */
  readonly behind: number;
}

export class Node {
  readonly env: Env;
  private readonly dispatch: Dispatch;
  private readonly peers: readonly ServerId[];
  private readonly ports: Ports;
  private local: Local;
  private written = 0;
  private onDisk = 0;
  /** In the order of sending, so `behind` never decreases. */
  private held: Held[] = [];
  /** Messages to itself that may be taken: processed before the caller's next input. */
  private readonly toSelf: Message[] = [];

  /** A node that is not running; `take({ type: 'Start' })` boots it from what was recovered. */
  constructor(protocol: Protocol, env: Env, peers: readonly ServerId[], recovered: Durable, ports: Ports) {
    this.dispatch = dispatchOf(protocol);
    this.env = env;
    this.peers = peers;
    this.ports = ports;
    this.local = stopped(recovered, env.self);
  }

  get state(): Local {
    return this.local;
  }

  /** True where some action takes this input as things stand: whether a timer is worth setting. */
  wants(input: Input): boolean {
    return enabledAction(this.dispatch, this.local, input, this.env).kind === 'one';
  }

  /** Takes one input, and then whatever the node has told itself. */
  take(input: Input): void {
    this.takeOne(input);
    this.takeOwn();
  }

  /** The first `count` writes are on disk: what was held behind them leaves. */
  synced(count: number): void {
    this.onDisk = Math.max(this.onDisk, count);
    const waiting = this.held.findIndex((each) => each.behind > this.onDisk);
    const free = this.held.splice(0, waiting < 0 ? this.held.length : waiting);
    for (const { to, message } of free) this.dispatchMessage(to, message);
    this.takeOwn();
  }

  private takeOwn(): void {
    for (let message = this.toSelf.shift(); message !== undefined; message = this.toSelf.shift()) {
      this.takeOne({ ...message, from: this.env.self });
    }
  }

  private takeOne(input: Input): void {
    const decision = decide(this.dispatch, this.local, input, this.env);
    switch (decision.kind) {
      case 'ambiguous':
        throw new Error(
          `${decision.actions.join(' and ')} are enabled at once for ${input.type}: the protocol is not a function`,
        );
      case 'otherwise':
        if (decision.otherwise === 'unreachable') this.ports.refuse(input, decision.refusals);
        return;
      case 'taken': {
        const before = this.local;
        this.local = applyStep(before, decision.step);
        this.carryOut(decision.step, before);
        this.ports.taken?.(decision.action.id, input, before, this.local);
      }
    }
  }

  private carryOut(step: Step, before: Local): void {
    for (const write of step.write ?? []) this.ports.write(write, ++this.written);
    if (step.close !== undefined) this.close(step.close === 'all' ? [...this.peers, this.env.self] : step.close);
    for (const send of step.send ?? []) this.send(send);
    this.deliver(before.lastCommitted);
    this.forgetCovered();
  }

  /** Hands on what was committed by this step. A log that begins beyond what was delivered stands on a snapshot received. */
  private deliver(delivered: Zxid): void {
    const { lastCommitted, history } = this.local;
    const installs = compareZxids(history.base, delivered) > 0;
    if (installs) this.ports.install(history.base);
    const from = installs ? history.base : delivered;
    if (compareZxids(lastCommitted, from) > 0) this.ports.deliver(history, from, lastCommitted);
  }

  /** Memory alone: a restart would not read these entries either. */
  private forgetCovered(): void {
    const { history, snapshotZxid } = this.local;
    if (compareZxids(history.base, snapshotZxid) >= 0) return;
    this.local = { ...this.local, history: history.startingAfter(snapshotZxid) };
  }

  private close(servers: readonly ServerId[]): void {
    this.held = this.held.filter((each) => !servers.includes(each.to));
    for (const server of servers) {
      if (server === this.env.self) this.toSelf.length = 0;
      else this.ports.close(server);
    }
  }

  private send({ to, message, after }: Send): void {
    if (after === 'now' || this.onDisk === this.written) this.dispatchMessage(to, message);
    else this.held.push({ to, message, behind: this.written });
  }

  private dispatchMessage(to: ServerId, message: Message): void {
    if (to === this.env.self) this.toSelf.push(message);
    else this.ports.send(to, message);
  }
}
