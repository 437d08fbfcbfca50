/**
 * Whole peers in one process: real ports on loopback, the real disk code on files in memory, and any application above. A server can be
 * closed and started again on what its disk holds.
 */
import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { pino } from 'pino';
import { DISK_DEFAULTS, openDisk } from '#impl/disk/disk.js';
import type { Disk, DiskOptions } from '#impl/disk/disk.js';
import { openElectionPort } from '#impl/net/election-port.js';
import type { ElectionPort } from '#impl/net/election-port.js';
import { Turn } from '#impl/net/turn.js';
import type { Application } from '#impl/peer/application.js';
import { systemClock } from '#impl/peer/clock.js';
import { Peer } from '#impl/peer/peer.js';
import type { PeerEvents } from '#impl/peer/peer-events.js';
import type { SnapshotLimits } from '#impl/peer/snapshotter.js';
import type { HostPort } from '#impl/wire/host-port.js';
import type { Protocol } from '#spec/kit/protocol.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import { COUNTER_LIMIT } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { zab } from '#spec/protocols/zab.js';
import { FaultyFiles } from '../disk/faulty-files.js';
import { valueOf } from '../disk/ledger.js';
import { LOOPBACK } from '../net/election-rig.js';
import { freeAddress } from '../net/pair.js';

/** A server's part above its peer. */
export interface Upper<T> {
  readonly application: Application<T>;
  readonly events?: Omit<PeerEvents, 'failed'>;
}

export interface EnsembleOptions<T> {
  readonly voters: number;
  readonly observers?: number;
  readonly protocol?: Protocol;
  readonly snapshots?: SnapshotLimits;
  readonly tickTimeMs?: number;
  readonly tree: Pick<DiskOptions<T>, 'sink' | 'empty'>;
  /** Made anew at each start, of what was recovered. */
  readonly upper: (self: ServerId, recovered: { readonly tree: T; readonly snapshotZxid: Zxid }, turn: Turn) => Upper<T>;
}

export interface Running<T> {
  readonly peer: Peer<T>;
  readonly port: ElectionPort;
  readonly disk: Disk;
}

export class Ensemble<T> {
  readonly ids: readonly ServerId[];
  readonly voters: readonly ServerId[];
  readonly running = new Map<ServerId, Running<T>>();
  /** Lines of all logs, as they came. */
  readonly log: string[] = [];
  private readonly options: EnsembleOptions<T>;
  private readonly files = new Map<ServerId, FaultyFiles>();
  private readonly quorum = new Map<ServerId, HostPort>();
  /** Each server's view of the others; filled in as they start. */
  private readonly election = new Map<ServerId, Map<ServerId, readonly HostPort[]>>();
  private wakes: (() => void)[] = [];

  private constructor(options: EnsembleOptions<T>) {
    const { voters, observers = 0 } = options;
    this.options = options;
    this.ids = Array.from({ length: voters + observers }, (_unused, index) => sid(index + 1));
    this.voters = this.ids.slice(0, voters);
  }

  /** Stopped when the test ends. */
  static async start<T>(t: Pick<TestContext, 'after'>, options: EnsembleOptions<T>): Promise<Ensemble<T>> {
    const ensemble = new Ensemble(options);
    for (const id of ensemble.ids) {
      ensemble.files.set(id, new FaultyFiles());
      ensemble.quorum.set(id, await freeAddress());
      const others = ensemble.ids.filter((other) => other !== id);
      ensemble.election.set(id, new Map(others.map((other) => [other, [{ host: '127.0.0.1', port: 1 }]])));
    }
    t.after(() => Promise.all([...ensemble.running.keys()].map((id) => ensemble.close(id))));
    for (const id of ensemble.ids) await ensemble.start(id);
    return ensemble;
  }

  at(id: ServerId): Running<T> {
    const running = this.running.get(id);
    assert.ok(running, `server ${id} runs`);
    return running;
  }

  filesOf(id: ServerId): FaultyFiles {
    const files = this.files.get(id);
    assert.ok(files);
    return files;
  }

  /** Looks again at every step of anybody. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((wake) => {
        this.wakes.push(wake);
      });
    }
  }

  /** Something happened that somebody may wait for. */
  readonly notify = (): void => {
    const wakes = this.wakes;
    this.wakes = [];
    for (const wake of wakes) wake();
  };

  async close(id: ServerId): Promise<void> {
    const { peer, port, disk } = this.at(id);
    this.running.delete(id);
    peer.close();
    await Promise.all([port.close(), disk.close()]);
  }

  async start(id: ServerId): Promise<void> {
    const { tree, protocol = zab, upper, snapshots = { transactions: 1000, bytes: 0 }, tickTimeMs = 200 } = this.options;
    const {
      durable,
      disk,
      tree: recovered,
    } = valueOf(
      await openDisk(this.filesOf(id), {
        ...DISK_DEFAULTS,
        ...tree,
        preallocBytes: 0x2000,
        dataDir: '/data',
        dataLogDir: '/data',
      }),
    );
    const turn = new Turn();
    const log = pino(
      { level: 'info' },
      {
        write: (line: string) => {
          this.logged(id, line);
        },
      },
    );
    const port = await this.openElection(id);
    const { application, events } = upper(id, { tree: recovered, snapshotZxid: durable.snapshotZxid }, turn);
    const peer = new Peer<T>({
      protocol,
      env: { self: id, voters: this.voters, isQuorum: majorityOf(this.voters), counterLimit: COUNTER_LIMIT },
      peers: this.ids.filter((other) => other !== id),
      quorumAddresses: new Map([...this.quorum].filter(([other]) => other !== id).map(([other, at]) => [other, [at]])),
      quorumListen: this.quorum.get(id) ?? null,
      configText: '',
      limits: { tickTimeMs, initLimit: 25, syncLimit: 15, connectToLeaderMs: 5000, packetBytesMax: 0x10_0000 },
      electionIntervalMs: { min: 50, max: 1000 },
      snapshots,
      recovered: durable,
      disk,
      electionPort: port,
      application,
      clock: systemClock,
      turn,
      log,
      events: {
        ...events,
        failed: ({ message }) => assert.fail(message),
        taken: (...step) => {
          events?.taken?.(...step);
          // What is to be seen of this step is seen behind it.
          setImmediate(this.notify);
        },
      },
    });
    this.running.set(id, { peer, port, disk });
    peer.start();
  }

  private async openElection(id: ServerId): Promise<ElectionPort> {
    const opened = await openElectionPort({
      self: id,
      listen: LOOPBACK,
      advertised: LOOPBACK,
      peers: this.election.get(id) ?? new Map<ServerId, never>(),
      connectTimeoutMs: 5000,
      handshakeTimeoutMs: 5000,
      bindRetries: 1,
      receive: (from, notification) => {
        this.running.get(id)?.peer.notified(from, notification);
      },
      log: pino({ level: 'silent' }),
    });
    assert.ok(opened.ok);
    for (const [other, peers] of this.election) if (other !== id) peers.set(id, [opened.port.address]);
    return opened.port;
  }

  private logged(id: ServerId, line: string): void {
    const { reason, msg } = JSON.parse(line) as { readonly reason?: string; readonly msg: string };
    this.log.push(`${id}: ${reason ?? msg}`);
    setImmediate(this.notify);
  }
}
