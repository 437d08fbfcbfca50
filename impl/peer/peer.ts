/**
 * A server as its ensemble sees it (`QuorumPeer`): the node, and around it disk, election port, quorum port and time. Everything that
 * happens becomes an input of the node; what the node answers is carried out here. There is no rule of the protocol in it.
 *
 *     election port ─┐                         ┌─▶ disk ··· synced ─▶ node
 *     quorum port ───┼─▶ input ─▶ node ─▶ step ┼─▶ quorum port, election port
 *     time, disk ────┘                         └─▶ application: deliver, serve, stop
 */
import assert from 'node:assert/strict';
import type { DiskError } from '#impl/disk/errors.js';
import type { QuorumConnection } from '#impl/net/quorum-connection.js';
import { Node } from '#impl/node/node.js';
import { fromSpecNotification, toSpecNotification } from '#impl/wire/election-messages.js';
import { writeNotification } from '#impl/wire/election.js';
import type { PeerNotification } from '#impl/wire/election.js';
import { JuteWriter } from '#impl/wire/jute-writer.js';
import type { ForwardedRequest } from '#impl/wire/quorum-messages.js';
import type { Refusal } from '#spec/kit/protocol.js';
import { Log } from '#spec/model/log.js';
import type { Input, Message } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Local } from '#spec/model/state.js';
import { sameZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { zxidOfNextProposal } from '#spec/protocols/zab.js';
import type { Replicator } from './application.js';
import type { Cancel } from './clock.js';
import { DurableQueue } from './durable-queue.js';
import { ElectionClock } from './election-clock.js';
import { receivePacket } from './inbound.js';
import type { Inbound } from './inbound.js';
import { Links } from './links.js';
import { sendMessage } from './packets.js';
import type { Envelope } from './packets.js';
import { replicatorOf } from './replicator.js';
import { Patience } from './patience.js';
import { isPlausible } from './plausible.js';
import type { PeerOptions } from './peer-options.js';
import { Snapshotter } from './snapshotter.js';

/** Bytes that may wait for a learner that does not read. Beyond that it is cut off, and comes back for a snapshot. */
const LEARNER_BACKLOG_BYTES_MAX = 0x1000_0000;

export class Peer<T> {
  private readonly options: PeerOptions<T>;
  private readonly node: Node;
  private readonly links: Links<T>;
  private readonly durable: DurableQueue;
  private readonly election: ElectionClock;
  private readonly patience: Patience;
  private readonly snapshotter: Snapshotter;
  private readonly envelope: Envelope;
  private readonly inbound: Inbound<T>;
  private readonly replicator: Replicator;
  private readonly stopTicking: Cancel;
  private readonly inputs: Input[] = [];
  private taking = false;
  private seen: Local;
  private phaseSinceMs = 0;
  /** The tree of the SNAP under way: delivered, and on disk, when NEWLEADER says so. */
  private staged: { readonly zxid: Zxid; readonly tree: T } | null = null;
  private syncRequest: ForwardedRequest | null = null;
  private closed = false;

  constructor(options: PeerOptions<T>) {
    const { disk, turn, recovered, limits, application, clock } = options;
    this.options = options;
    this.node = new Node(options.protocol, options.env, options.peers, recovered, this.ports());
    this.seen = this.node.state;
    this.links = this.newLinks();
    this.durable = new DurableQueue({
      disk,
      turn,
      recovered,
      synced: (count) => {
        this.run(() => {
          this.node.synced(count);
        });
      },
      failed: (error) => {
        this.diskFailed(error);
      },
    });
    this.election = new ElectionClock({
      clock,
      minIntervalMs: options.electionIntervalMs.min,
      maxIntervalMs: options.electionIntervalMs.max,
      wants: (input) => this.node.wants(input),
      take: (input) => {
        this.take(input);
      },
    });
    this.patience = new Patience(limits);
    this.snapshotter = this.newSnapshotter();
    this.envelope = {
      self: options.env.self,
      config: options.configText,
      touches: () => (this.leads ? null : application.touches()),
      syncRequest: () => (this.leads ? null : this.syncRequest),
      content: () => application.content(),
    };
    this.inbound = {
      application,
      state: () => this.node.state,
      take: (input) => {
        this.take(input);
      },
      zxidFor: (learner) =>
        this.node.wants({ type: 'REQUEST', value: null, from: learner }) ? zxidOfNextProposal(this.node.state) : null,
      send: (to, packet) => this.links.of(to)?.send(packet),
      lose: (peer, reason) => {
        this.lose(peer, reason);
      },
    };
    this.replicator = replicatorOf({
      ...this.inbound,
      wants: (input) => {
        assert(!this.taking, 'what an application asks is an input of its own');
        return this.node.wants(input);
      },
      syncing: (request) => {
        this.syncRequest = request;
      },
      isFull: () => disk.isFull,
    });
    // Judged behind a look at the sockets: what came while this process had no turn waits there unread, and is no silence.
    this.stopTicking = clock.every(limits.tickTimeMs / 2, () => {
      turn.atEnd(() => {
        if (!this.closed) this.tick();
      });
    });
  }

  get state(): Local {
    return this.node.state;
  }

  /** Null before this process has written one. */
  get lastSnapshot(): Snapshotter['last'] {
    return this.snapshotter.last;
  }

  link(server: ServerId): QuorumConnection<T> | undefined {
    return this.links.of(server);
  }

  start(): void {
    this.options.recorder?.recovered(this.options.recovered);
    this.take({ type: 'Start' });
  }

  /** What the election port received. */
  notified(from: ServerId, notification: PeerNotification): void {
    const message = toSpecNotification(from, notification);
    if (!message.ok) {
      this.options.log.debug({ from, reason: message.error.message }, 'a notification was dropped');
    } else if (!isPlausible(message.value.round, this.state.round)) {
      this.options.log.warn(
        { from, round: message.value.round },
        'a notification was dropped: nobody is so many elections ahead',
      );
    } else {
      this.options.recorder?.notified(from, message.value);
      this.take({ ...message.value, from });
    }
  }

  /** Stops as a crash would, but for what the disk has still to write. */
  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.stopTicking();
    this.election.stop();
    this.links.closeAll();
    if (this.state.phase === 'broadcast') this.options.application.stop();
  }

  private get leads(): boolean {
    return this.node.state.role === 'leading';
  }

  private take(input: Input): void {
    this.inputs.push(input);
    if (!this.taking) this.run(() => undefined);
  }

  /** Inputs come one after the other, also those that come while one is being carried out. */
  private run(first: () => void): void {
    if (this.closed) return;
    this.taking = true;
    first();
    this.react();
    for (let input = this.inputs.shift(); input !== undefined; input = this.inputs.shift()) {
      this.node.take(input);
      this.react();
    }
    this.taking = false;
  }

  private ports(): ConstructorParameters<typeof Node>[4] {
    return {
      write: (write, count) => {
        this.durable.write(write, count, write.snapshotZxid === undefined ? null : this.snapshotOf(write.snapshotZxid));
      },
      send: (to, message) => {
        this.send(to, message);
      },
      close: (peer) => {
        this.links.close(peer);
      },
      install: (zxid) => {
        const { staged } = this;
        assert(staged !== null && sameZxid(staged.zxid, zxid), 'a snapshot is installed while its stream lasts');
        this.options.application.install(staged.tree);
        this.options.recorder?.delivered(zxid);
      },
      deliver: (log, from, to) => {
        this.deliver(log, from, to);
      },
      refuse: (input, refusals) => {
        this.refuse(input, refusals);
      },
      taken: (action, input, before, after) => {
        this.options.events.taken?.(action, input, before, after);
        this.options.recorder?.stepped(action, input, before, after);
      },
    };
  }

  private send(to: ServerId, message: Message): void {
    if (message.type === 'NOTIFICATION') {
      const writer = new JuteWriter();
      writeNotification(writer, fromSpecNotification(message, this.options.configText));
      this.options.electionPort?.send(to, writer.take());
      this.options.recorder?.notifies(to, message);
      return;
    }
    const connection = this.links.of(to);
    if (connection === undefined) return;
    this.options.recorder?.sent(to, connection.channel, connection.sentCount++, message);
    sendMessage(connection, message, this.envelope);
    this.options.events.sent?.(to, message);
    if (connection.backlogBytes > LEARNER_BACKLOG_BYTES_MAX) this.lose(to, 'it does not read');
  }

  private deliver(log: Log, from: Zxid, to: Zxid): void {
    const txns = log.upTo(to).after(from);
    // What clients are told of these transactions comes behind it.
    this.options.recorder?.delivered(to);
    this.options.application.deliver(txns);
    this.snapshotter.count(txns.length);
  }

  private snapshotOf(zxid: Zxid): Parameters<DurableQueue['write']>[2] {
    if (this.staged !== null && sameZxid(this.staged.zxid, zxid)) return this.options.application.contentOf(this.staged.tree);
    return this.snapshotter.claim(zxid);
  }

  private refuse(input: Input, refusals: readonly Refusal[]): void {
    const why = refusals.map(({ action, guard }) => `${action}: ${guard}`);
    if (!('from' in input)) {
      this.options.events.failed({ kind: 'refused', message: `the protocol cannot take ${input.type} here (${why.join('; ')})` });
      return;
    }
    assert(input.from !== this.options.env.self, `a message to itself is expected: ${input.type}`);
    this.lose(input.from, `${input.type} does not belong here (${why.join('; ')})`);
  }

  /** Ends the connection to a peer; the protocol is told. */
  private lose(peer: ServerId, reason: string): void {
    this.options.log.warn({ peer, reason }, 'closing the connection to a peer');
    this.links.close(peer);
    this.take({ type: 'Disconnected', peer });
  }

  private diskFailed(error: DiskError): void {
    if (!this.closed) this.options.events.failed({ kind: 'disk', message: error.message, code: error.code });
  }

  // What follows from a change of state: whom to listen to, what to wait for, whom to serve.

  private react(): void {
    const before = this.seen;
    const now = this.node.state;
    if (now === before) return;
    this.seen = now;
    if (now.role === 'looking' || before.role === 'looking') this.election.update(before, now);
    if (now.awaitedSyncs < before.awaitedSyncs && now.phase === 'broadcast') this.options.application.synced();
    if (now.syncing === null) this.staged = null;
    if (now.role !== before.role || now.phase !== before.phase) this.turnInto(before, now);
  }

  private turnInto(before: Local, now: Local): void {
    const { application, log, events } = this.options;
    const { role, phase, vote } = now;
    this.phaseSinceMs = this.options.clock.nowMs();
    log.info({ role, phase, epoch: now.currentEpoch, leader: vote.leader, lastZxid: now.history.lastZxid }, `${role}: ${phase}`);
    if (before.phase === 'broadcast') application.stop();
    if (role !== before.role) {
      if (before.role === 'leading') this.links.refuseLearners();
      this.links.cancelConnecting();
      if (role === 'leading') this.links.acceptLearners();
      if (role === 'following' || role === 'observing') this.links.connectTo(vote.leader);
    }
    events.turned?.(before, now);
    if (phase === 'broadcast') {
      application.serve(role, this.replicator);
      this.snapshotter.offer();
    }
  }

  private takeIfWanted(input: Input): boolean {
    if (!this.node.wants(input)) return false;
    this.take(input);
    return true;
  }

  // The quorum port.

  private newLinks(): Links<T> {
    const { quorumListen, quorumAddresses, limits, clock, turn, application, log, recorder } = this.options;
    return new Links<T>({
      listenAddress: quorumListen,
      addresses: quorumAddresses,
      connectLimitMs: limits.connectToLeaderMs,
      clock,
      turn,
      packetBytesMax: limits.packetBytesMax,
      sink: () => application.sink(),
      log,
      recorder,
      events: {
        connected: (leader) => {
          this.take({ type: 'Connected', to: leader });
        },
        connectFailed: () => {
          this.take({ type: 'ConnectFailed' });
        },
        packet: (from, content) => {
          receivePacket(this.inbound, from, content);
        },
        tree: (from, zxid, tree) => {
          this.staged = { zxid, tree };
          this.take({ type: 'SNAP', zxid, log: Log.startingAt(zxid), from });
        },
        lost: (peer) => {
          this.take({ type: 'Disconnected', peer });
        },
      },
    });
  }

  // Time.

  private tick(): void {
    const { patience, links } = this;
    const nowMs = this.options.clock.nowMs();
    links.dropSilentNewcomers(patience.initMs);
    if (this.leads) {
      this.takeIfWanted({ type: 'Tick' });
      for (const server of patience.tooSlow(this.state, nowMs, (learner) => links.of(learner)?.lastReceivedMs ?? nowMs)) {
        this.lose(server, 'it has been silent, or behind, for too long');
      }
      if (patience.mayMissQuorum(this.state, nowMs - this.phaseSinceMs)) this.takeIfWanted({ type: 'QuorumTimeout' });
      return;
    }
    const { leader } = this.state.vote;
    const connection = this.state.connected ? links.of(leader) : undefined;
    if (connection !== undefined && patience.leaderIsSilent(this.state, nowMs - connection.lastReceivedMs)) {
      this.lose(leader, 'the leader has been silent for too long');
    }
  }

  // Snapshots beside the service.

  private newSnapshotter(): Snapshotter {
    const { disk, snapshots, application, log, events } = this.options;
    return new Snapshotter({
      disk,
      limits: snapshots,
      log,
      random: Math.random,
      roll: () => {
        this.durable.roll();
      },
      content: () => application.content(),
      offer: (zxid) => {
        if (this.state.phase !== 'broadcast') return 'later';
        return this.takeIfWanted({ type: 'SnapshotTaken', zxid }) ? 'taken' : 'never';
      },
      written: (elapsedMs) => {
        events.snapshotWritten?.(elapsedMs);
      },
      failed: (error) => {
        if (error.fatal) this.diskFailed(error);
        else log.error({ code: error.code, reason: error.message }, 'a snapshot could not be written');
      },
    });
  }
}
