/**
 * A cluster of real nodes (`impl/node`) over simulated links, disks and time, that writes down what a recorder would at each server's boundaries.
 * Every choice follows from a seed. Disks do what `impl/disk/durable-writes.ts` asks of them, some of it late; a crash keeps some of what was
 * issued and may cut an append; links are FIFO, break, and each end learns of it in its own time.
 */
import assert from 'node:assert/strict';
import { Node } from '#impl/node/node.js';
import type { Protocol } from '#spec/kit/protocol.js';
import { Log } from '#spec/model/log.js';
import type { Input, Message, Notification } from '#spec/model/messages.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { COUNTER_LIMIT } from '#spec/model/zxid.js';
import { zab } from '#spec/protocols/zab.js';
import { StateDigester } from '#traces/format/digest.js';
import type { TraceEvent } from '#traces/format/event.js';
import { hashValue } from '#traces/format/hash.js';
import { toTrace, toTraceZxid } from '#traces/format/translate.js';
import { Random } from '../../../reality/random.js';
import { RecordedDisk } from './recorded-disk.js';
import type { End, Move, Server } from './recorded-parts.js';

export interface ClusterOptions {
  readonly seed: number;
  readonly voters?: number;
  readonly observers?: number;
  readonly protocol?: Protocol;
  /** Steps between two faults, on average; 0: none. */
  readonly faultEvery?: number;
}

export class RecordedCluster {
  readonly servers: readonly Server[];
  private readonly voters: readonly ServerId[];
  private readonly observers: readonly ServerId[];
  private readonly protocol: Protocol;
  private readonly random: Random;
  private readonly faultEvery: number;
  private readonly ends = new Map<string, End>();
  private readonly mail = new Map<string, Notification>();
  private connections = 0;
  private writes = 0;

  constructor({ seed, voters = 3, observers = 0, protocol = zab, faultEvery = 0 }: ClusterOptions) {
    this.random = new Random(seed);
    this.protocol = protocol;
    this.faultEvery = faultEvery;
    const ids = Array.from({ length: voters + observers }, (_, index) => sid(index + 1));
    this.voters = ids.slice(0, voters);
    this.observers = ids.slice(voters);
    this.servers = ids.map((id) => {
      const events: TraceEvent[] = [];
      const disk = new RecordedDisk((event) => events.push(event));
      return { id, events, disk, node: null, runs: 0, snapshot: null };
    });
    for (const server of this.servers) this.start(server);
  }

  get traces(): ReadonlyMap<number, readonly TraceEvent[]> {
    return new Map(this.servers.map(({ id, events }) => [id, events]));
  }

  run(steps: number): this {
    for (let step = 0; step < steps; step++) this.step();
    return this;
  }

  /** Until there are so many events. */
  runUntil(events: number): this {
    while (this.servers.reduce((sum, each) => sum + each.events.length, 0) < events) this.step();
    return this;
  }

  /** Every server stops when asked. */
  stop(): this {
    for (const server of this.servers) if (server.node !== null) this.stopOne(server);
    return this;
  }

  private step(): void {
    if (this.faultEvery > 0 && this.random.below(this.faultEvery) === 0) {
      this.fault();
      return;
    }
    const moves = this.servers.flatMap((server) => this.movesOf(server));
    let chosen = this.random.next() * moves.reduce((sum, { weight }) => sum + weight, 0);
    for (const { weight, make } of moves) {
      chosen -= weight;
      if (chosen > 0) continue;
      make();
      return;
    }
    // Nothing else can happen: somebody loses patience.
    for (const { node } of this.servers) {
      const inputs: Input[] = [{ type: 'ElectionTimeout' }, { type: 'ConnectFailed' }, { type: 'QuorumTimeout' }];
      for (const input of inputs) if (node?.wants(input) === true) node.take(input);
    }
  }

  private movesOf(server: Server): readonly Move[] {
    const { id, node, disk } = server;
    if (node === null) {
      return [
        {
          weight: 0.3,
          make: () => {
            this.start(server);
          },
        },
      ];
    }
    const moves: Move[] = [];
    const timer = (weight: number, input: Input): void => {
      if (node.wants(input)) {
        moves.push({
          weight,
          make: () => {
            node.take(input);
          },
        });
      }
    };
    for (const { id: peer } of this.servers) if (peer !== id) moves.push(...this.linkMoves(server, peer));
    if (!disk.isIdle) {
      moves.push({
        weight: 1,
        make: () => {
          this.sync(server);
        },
      });
    }
    if (this.random.below(60) === 0) {
      moves.push({
        weight: 1,
        make: () => {
          disk.roll();
        },
      });
    }
    timer(1, { type: 'FinalizeWait' });
    timer(0.05, { type: 'ElectionTimeout' });
    timer(0.01, { type: 'ConnectFailed' });
    timer(0.1, { type: 'Tick' });
    timer(0.1, { type: 'ClientSync' });
    if (node.wants({ type: 'ClientWrite', value: null })) {
      moves.push({
        weight: 0.5,
        make: () => {
          node.take({ type: 'ClientWrite', value: this.value() });
        },
      });
    }
    if (server.snapshot === null) {
      if (node.state.phase === 'broadcast') {
        moves.push({
          weight: 0.03,
          make: () => {
            server.snapshot = node.state.lastCommitted;
          },
        });
      }
    } else {
      timer(0.2, { type: 'SnapshotTaken', zxid: server.snapshot });
    }
    return moves;
  }

  private linkMoves(server: Server, peer: ServerId): readonly Move[] {
    const { id, node } = server;
    const moves: Move[] = [];
    const note = this.mail.get(`${peer} ${id}`);
    // Kept: it may come twice.
    if (note !== undefined) {
      moves.push({
        weight: 0.7,
        make: () => {
          this.notify(server, peer, note);
        },
      });
    }
    const end = this.ends.get(`${id} ${peer}`);
    if (end?.broken === true) {
      moves.push({
        weight: 1,
        make: () => {
          this.lose(server, peer);
        },
      });
    } else if ((end?.inbox.length ?? 0) > 0) {
      moves.push({
        weight: 3,
        make: () => {
          this.receive(server, peer);
        },
      });
    }
    if (this.canConnect(server, peer)) {
      moves.push({
        weight: 1,
        make: () => {
          this.connect(id, peer);
        },
      });
    }
    return node === null ? [] : moves;
  }

  private fault(): void {
    const server = this.random.pick(this.servers);
    const peer = this.random.pick(this.servers);
    switch (this.random.below(3)) {
      case 0:
        if (server.node !== null) this.crash(server);
        return;
      case 1:
        if (server.node !== null) this.stopOne(server);
        return;
      default:
        this.breakEnd(server.id, peer.id);
        this.breakEnd(peer.id, server.id);
    }
  }

  private value(): Uint8Array {
    return new TextEncoder().encode(`write ${++this.writes}`);
  }

  private start(server: Server): void {
    const { id, disk, events } = server;
    server.runs += 1;
    const { voters, observers } = this;
    const header = { server: id, voters, observers, counterLimit: COUNTER_LIMIT, protocol: this.protocol.id };
    events.push({ t: 'trace', version: 1, run: `${1000 + server.runs}-1`, ...header });
    const { history, ...rest } = disk.content;
    const [snapshotZxid, base] = [toTraceZxid(rest.snapshotZxid), toTraceZxid(history.base)];
    events.push({
      t: 'recovered',
      acceptedEpoch: rest.acceptedEpoch,
      currentEpoch: rest.currentEpoch,
      snapshotZxid,
      base,
      entries: history.length,
    });
    const digester = new StateDigester();
    for (const { zxid, value } of history.after(history.base)) {
      events.push({ t: 'entry', zxid: toTraceZxid(zxid), hash: hashValue(value) });
    }
    const env = { self: id, voters, isQuorum: majorityOf(voters), counterLimit: COUNTER_LIMIT };
    const peers = this.servers.map((each) => each.id).filter((each) => each !== id);
    const node = new Node(this.protocol, env, peers, disk.content, {
      write: (write, count) => {
        disk.ask(write, count);
      },
      send: (to, message) => {
        this.send(server, to, message);
      },
      close: (peer) => {
        this.close(server, peer);
      },
      install: (zxid) => {
        events.push({ t: 'delivered', zxid: toTraceZxid(zxid) });
      },
      deliver: (_log, _from, to) => {
        events.push({ t: 'delivered', zxid: toTraceZxid(to) });
      },
      refuse: (input) => {
        this.refuse(server, input);
      },
      taken: (action, input, _before, after) => {
        events.push({ t: 'step', action, input: toTrace(input), state: digester.digest(after) });
      },
    });
    server.node = node;
    server.snapshot = null;
    node.take({ type: 'Start' });
  }

  private refuse(server: Server, input: Input): void {
    assert('from' in input, 'an event is not refused');
    const { from } = input;
    this.close(server, from);
    // Heard of when this input is dealt with, as by a server.
    this.refused.push([server, from]);
  }

  private readonly refused: [Server, ServerId][] = [];

  private hearRefused(): void {
    for (const [server, peer] of this.refused.splice(0)) server.node?.take({ type: 'Disconnected', peer });
  }

  private send(server: Server, to: ServerId, message: Message): void {
    const { id, events } = server;
    if (message.type === 'NOTIFICATION') {
      events.push({ t: 'mail-out', peer: to, m: toTrace(message) });
      this.mail.set(`${id} ${to}`, message);
      return;
    }
    const end = this.ends.get(`${id} ${to}`);
    if (end?.known !== true) return;
    events.push({ t: 'out', peer: to, channel: end.channel, n: end.sent++, m: toTrace(message) });
    const other = this.ends.get(`${to} ${id}`);
    const sent = message.type === 'SNAP' ? { ...message, log: Log.startingAt(message.zxid) } : message;
    if (!end.broken && other?.channel === end.channel && !other.broken) other.inbox.push(sent);
  }

  private receive(server: Server, peer: ServerId): void {
    const { id, events, node } = server;
    const end = this.ends.get(`${id} ${peer}`);
    const message = end?.inbox.shift();
    if (end === undefined || message === undefined || node === null) return;
    if (!end.known) {
      end.known = true;
      events.push({ t: 'open', peer, channel: end.channel });
    }
    events.push({ t: 'in', peer, channel: end.channel, n: end.received++, m: toTrace(message) });
    // A leader makes a transaction of a request.
    node.take(message.type === 'REQUEST' ? { type: 'REQUEST', value: this.value(), from: peer } : { ...message, from: peer });
    this.hearRefused();
  }

  private notify({ id, node, events }: Server, peer: ServerId, note: Notification): void {
    if (this.random.below(3) > 0) this.mail.delete(`${peer} ${id}`);
    events.push({ t: 'mail-in', peer, m: toTrace(note) });
    node?.take({ ...note, from: peer });
  }

  private canConnect({ id, node }: Server, peer: ServerId): boolean {
    const other = this.servers.find((each) => each.id === peer)?.node;
    return (
      node?.wants({ type: 'Connected', to: peer }) === true &&
      other?.state.role === 'leading' &&
      !this.ends.has(`${id} ${peer}`) &&
      !this.ends.has(`${peer} ${id}`)
    );
  }

  private connect(id: ServerId, peer: ServerId): void {
    const channel = `10.0.0.${id}:${++this.connections}>10.0.0.${peer}:2888`;
    const end = { channel, broken: false, sent: 0, received: 0 };
    this.ends.set(`${id} ${peer}`, { ...end, known: true, inbox: [] });
    this.ends.set(`${peer} ${id}`, { ...end, known: false, inbox: [] });
    const server = this.servers.find((each) => each.id === id);
    server?.events.push({ t: 'open', peer, channel });
    server?.node?.take({ type: 'Connected', to: peer });
  }

  /** This end is closed by the server. */
  private close({ id, events }: Server, peer: ServerId): void {
    const end = this.ends.get(`${id} ${peer}`);
    if (end === undefined) return;
    this.ends.delete(`${id} ${peer}`);
    if (end.known) events.push({ t: 'close', peer, channel: end.channel });
    this.breakEnd(peer, id);
  }

  /** This end will learn of it. */
  private breakEnd(id: ServerId, peer: ServerId): void {
    const end = this.ends.get(`${id} ${peer}`);
    if (end === undefined) return;
    if (!end.known) this.ends.delete(`${id} ${peer}`);
    end.broken = true;
    end.inbox.length = 0;
  }

  private lose(server: Server, peer: ServerId): void {
    this.close(server, peer);
    server.node?.take({ type: 'Disconnected', peer });
  }

  private sync(server: Server): void {
    const { disk, node } = server;
    disk.issue(this.random.below(4) === 0 ? 1 : Infinity);
    if (this.random.below(4) > 0) node?.synced(disk.sync());
  }

  private crash(server: Server): void {
    server.disk.issue(this.random.below(4));
    server.disk.crash(this.random.below(4));
    this.gone(server, false);
  }

  private stopOne(server: Server): void {
    this.gone(server, true);
    server.disk.close();
    server.events.push({ t: 'stop' });
  }

  private gone(server: Server, told: boolean): void {
    server.node = null;
    for (const { id: peer } of this.servers) {
      this.mail.delete(`${server.id} ${peer}`);
      if (told) this.close(server, peer);
      this.ends.delete(`${server.id} ${peer}`);
      this.breakEnd(peer, server.id);
    }
  }
}
