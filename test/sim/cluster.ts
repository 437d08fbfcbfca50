/**
 * A cluster of real nodes (`impl/node`) over simulated links, disks and time. Every choice comes from the caller: a list of numbers
 * decides a whole run. The network obeys the rules of the spec's world: FIFO while a connection lives, all lost when it breaks, and
 * each end learns of that in its own time; disks finish any number of writes at a time; a crash keeps what the disk has. Logs are
 * as short as in a server: a SNAP brings a state and no entries, a restart finds the entries behind its snapshot and no others.
 */
import assert from 'node:assert/strict';
import { Node } from '#impl/node/node.js';
import { Log } from '#spec/model/log.js';
import type { Txn } from '#spec/model/log.js';
import type { Input, Message, Notification } from '#spec/model/messages.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Durable, Local } from '#spec/model/state.js';
import { COUNTER_LIMIT, sameZxid, ZERO } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import { zab } from '#spec/protocols/zab.js';

interface Disk {
  durable: Durable;
  pending: { readonly write: Partial<Durable>; readonly count: number }[];
}

/** One end's belief in a connection to a peer, and what is on its way to it. */
interface End {
  open: boolean;
  broken: boolean;
  inbox: Message[];
}

interface Move {
  readonly name: string;
  readonly make: () => void;
}

const EMPTY: Durable = { acceptedEpoch: 0, currentEpoch: 0, history: Log.startingAt(ZERO), snapshotZxid: ZERO };

/** On the wire a SNAP is a serialized state: entries do not come with it. */
function asSent(message: Message): Message {
  return message.type === 'SNAP' ? { ...message, log: Log.startingAt(message.zxid) } : message;
}

export class Cluster {
  readonly ids: readonly ServerId[];
  /** The state of each running server: all that its clients may read, what it holds by a snapshot included. */
  readonly delivered = new Map<ServerId, Txn[]>();
  /** Everything ever delivered by anyone, in order. */
  readonly history: Txn[] = [];
  /** How often a learner took over its leader's state. */
  installs = 0;
  private readonly nodes = new Map<ServerId, Node>();
  private readonly disks = new Map<ServerId, Disk>();
  private readonly ends = new Map<string, End>();
  private readonly mail = new Map<string, Notification>();
  private readonly cuts = new Set<string>();
  /** Snapshots begun and not finished, with what they cover. */
  private readonly snapshots = new Map<ServerId, Zxid>();
  private writes = 0;

  constructor(size: number) {
    this.ids = Array.from({ length: size }, (_unused, index) => sid(index + 1));
    for (const i of this.ids) this.disks.set(i, { durable: EMPTY, pending: [] });
    for (const i of this.ids) this.start(i);
  }

  /** Every step that could be taken now. `faults` adds crashes and cuts. */
  moves(faults: boolean): readonly Move[] {
    return this.ids.flatMap((i) => [...this.progressOf(i), ...(faults ? this.faultsOf(i) : [])]);
  }

  private progressOf(i: ServerId): readonly Move[] {
    const node = this.nodes.get(i);
    if (node === undefined) {
      return [
        {
          name: `start ${i}`,
          make: () => {
            this.start(i);
          },
        },
      ];
    }
    const moves: Move[] = [];
    const disk = this.diskOf(i);
    const timer = (input: Input): void => {
      if (node.wants(input)) {
        moves.push({
          name: `${input.type} ${i}`,
          make: () => {
            node.take(input);
          },
        });
      }
    };
    for (const j of this.ids) {
      if (j === i) continue;
      const note = this.mail.get(`${j}→${i}`);
      if (note !== undefined && !this.isCut(i, j)) {
        moves.push({
          name: `notify ${j}→${i}`,
          make: () => {
            this.notify(i, j, note);
          },
        });
      }
      const end = this.end(i, j);
      const [first] = end.inbox;
      if (end.open && !end.broken && first !== undefined) {
        moves.push({
          name: `deliver ${j}→${i} ${first.type}`,
          make: () => {
            this.receive(i, j);
          },
        });
      }
      if (end.open && end.broken) {
        moves.push({
          name: `notice ${i} of ${j}`,
          make: () => {
            this.notice(i, j);
          },
        });
      }
      if (this.canConnect(i, j)) {
        moves.push({
          name: `connect ${i} to ${j}`,
          make: () => {
            this.connect(i, j);
          },
        });
      }
    }
    if (disk.pending.length > 0) {
      moves.push({
        name: `sync ${i}`,
        make: () => {
          this.sync(i, disk.pending.length);
        },
      });
    }
    timer({ type: 'FinalizeWait' });
    return moves;
  }

  /** Impatience: what a stuck ensemble needs, and a healthy one survives. */
  impatience(): readonly Move[] {
    return this.ids.flatMap((i) => {
      const node = this.nodes.get(i);
      const inputs: Input[] = [{ type: 'ElectionTimeout' }, { type: 'ConnectFailed' }, { type: 'QuorumTimeout' }];
      return inputs
        .filter((input) => node?.wants(input) === true)
        .map((input) => ({ name: `${input.type} ${i}`, make: () => node?.take(input) }));
    });
  }

  private faultsOf(i: ServerId): readonly Move[] {
    const node = this.nodes.get(i);
    if (node === undefined) return [];
    const disk = this.diskOf(i);
    const moves: Move[] = [
      {
        name: `crash ${i}`,
        make: () => {
          this.crash(i);
        },
      },
    ];
    if (disk.pending.length > 1) {
      moves.push({
        name: `sync one ${i}`,
        make: () => {
          this.sync(i, 1);
        },
      });
    }
    for (const j of this.ids) {
      if (j <= i) continue;
      const cut = this.isCut(i, j);
      moves.push({
        name: `${cut ? 'heal' : 'cut'} ${i}-${j}`,
        make: () => {
          if (cut) this.cuts.delete(`${i}-${j}`);
          else this.cut(i, j);
        },
      });
    }
    return moves;
  }

  /** Clients write wherever they are served. */
  writeMoves(): readonly Move[] {
    return this.ids
      .filter((i) => this.nodes.get(i)?.wants({ type: 'ClientWrite', value: 0 }) === true)
      .map((i) => ({ name: `write ${i}`, make: () => this.nodes.get(i)?.take({ type: 'ClientWrite', value: ++this.writes }) }));
  }

  /** A server finishes the snapshot it has begun, or begins one of what it has delivered; a void one is begun anew. */
  snapshotMoves(): readonly Move[] {
    return [...this.nodes].flatMap(([i, node]) => {
      const begun = this.snapshots.get(i);
      const { lastCommitted } = node.state;
      if (begun !== undefined && node.wants({ type: 'SnapshotTaken', zxid: begun })) {
        return [
          {
            name: `finish snapshot ${i}`,
            make: () => {
              this.snapshots.delete(i);
              node.take({ type: 'SnapshotTaken', zxid: begun });
            },
          },
        ];
      }
      if (!node.wants({ type: 'SnapshotTaken', zxid: lastCommitted })) return [];
      return [{ name: `begin snapshot ${i}`, make: () => void this.snapshots.set(i, lastCommitted) }];
    });
  }

  healAll(): void {
    this.cuts.clear();
  }

  /**
   * An established leader serves with a quorum, nothing is outstanding, and everyone who can follow it has delivered all there is. Who
   * has promised a later epoch to a leader that failed cannot follow until the next election; Apache's servers cannot either.
   */
  recovered(): boolean {
    const leader = this.ids
      .map((i) => this.nodes.get(i)?.state)
      .find((s) => s?.role === 'leading' && s.phase === 'broadcast' && sameZxid(s.lastCommitted, s.history.lastZxid));
    if (leader === undefined) return false;
    const serving = this.ids.filter((i) => this.serves(i, leader));
    const shutOut = this.ids.filter((i) => (this.nodes.get(i)?.state.acceptedEpoch ?? 0) > leader.currentEpoch);
    return majorityOf(this.ids)(serving) && serving.length + shutOut.length === this.ids.length;
  }

  private serves(i: ServerId, leader: Local): boolean {
    const s = this.nodes.get(i)?.state;
    return s?.phase === 'broadcast' && s.currentEpoch === leader.currentEpoch && sameZxid(s.lastCommitted, leader.lastCommitted);
  }

  private start(i: ServerId): void {
    const disk = this.diskOf(i);
    const env = { self: i, voters: this.ids, isQuorum: majorityOf(this.ids), counterLimit: COUNTER_LIMIT };
    const { history, snapshotZxid } = disk.durable;
    this.install(i, snapshotZxid);
    const node = new Node(
      zab,
      env,
      this.ids.filter((j) => j !== i),
      { ...disk.durable, history: sameZxid(history.base, snapshotZxid) ? history : history.startingAfter(snapshotZxid) },
      {
        write: (write, count) => void disk.pending.push({ write, count }),
        send: (to, message) => {
          this.send(i, to, message);
        },
        close: (peer) => {
          this.closeEnd(i, peer);
        },
        install: (zxid) => {
          this.installs += 1;
          this.install(i, zxid);
        },
        deliver: (log, from, to) => {
          this.deliver(i, log.upTo(to).after(from));
        },
        refuse: (input, refusals) => assert.fail(`server ${i} refuses ${JSON.stringify(input)}: ${JSON.stringify(refusals)}`),
      },
    );
    this.nodes.set(i, node);
    node.take({ type: 'Start' });
  }

  /** The state that a snapshot holds: somebody has delivered it. */
  private install(i: ServerId, zxid: Zxid): void {
    const length = this.history.findIndex((txn) => sameZxid(txn.zxid, zxid)) + 1;
    assert.ok(length > 0 || sameZxid(zxid, ZERO), `server ${i} has a snapshot of what nobody delivered`);
    this.delivered.set(i, this.history.slice(0, length));
  }

  private deliver(i: ServerId, txns: readonly Txn[]): void {
    const mine = this.delivered.get(i) ?? [];
    for (const txn of txns) {
      const expected = this.history[mine.length];
      if (expected === undefined) this.history.push(txn);
      else assert.deepEqual(txn, expected, `server ${i} delivers out of order or something else`);
      mine.push(txn);
    }
  }

  private send(i: ServerId, to: ServerId, message: Message): void {
    if (message.type === 'NOTIFICATION') this.mail.set(`${i}→${to}`, message);
    else if (this.end(i, to).open && !this.end(i, to).broken) this.end(to, i).inbox.push(asSent(message));
  }

  private receive(i: ServerId, j: ServerId): void {
    const message = this.end(i, j).inbox.shift();
    if (message !== undefined) this.nodes.get(i)?.take({ ...message, from: j });
  }

  private notify(i: ServerId, j: ServerId, note: Notification): void {
    this.mail.delete(`${j}→${i}`);
    this.nodes.get(i)?.take({ ...note, from: j });
  }

  private sync(i: ServerId, count: number): void {
    const disk = this.diskOf(i);
    const done = disk.pending.splice(0, count);
    for (const { write } of done) disk.durable = { ...disk.durable, ...write };
    this.nodes.get(i)?.synced(done.at(-1)?.count ?? 0);
  }

  private canConnect(i: ServerId, j: ServerId): boolean {
    const [node, other] = [this.nodes.get(i), this.nodes.get(j)];
    if (node?.wants({ type: 'Connected', to: j }) !== true || other?.state.role !== 'leading') return false;
    const listening = other.state.leading?.learners[i] === undefined;
    return listening && !this.isCut(i, j) && !this.end(i, j).open && !this.end(j, i).open;
  }

  private connect(i: ServerId, j: ServerId): void {
    this.ends.set(`${i}:${j}`, { open: true, broken: false, inbox: [] });
    this.ends.set(`${j}:${i}`, { open: true, broken: false, inbox: [] });
    this.nodes.get(i)?.take({ type: 'Connected', to: j });
  }

  private closeEnd(i: ServerId, j: ServerId): void {
    this.ends.set(`${i}:${j}`, { open: false, broken: false, inbox: [] });
    this.breakEnd(j, i);
  }

  private breakEnd(i: ServerId, j: ServerId): void {
    const end = this.end(i, j);
    end.broken = end.open;
    end.inbox = [];
  }

  private notice(i: ServerId, j: ServerId): void {
    this.closeEnd(i, j);
    this.nodes.get(i)?.take({ type: 'Disconnected', peer: j });
  }

  private crash(i: ServerId): void {
    this.nodes.delete(i);
    this.delivered.delete(i);
    this.snapshots.delete(i);
    this.diskOf(i).pending = [];
    for (const j of this.ids) {
      if (j === i) continue;
      this.closeEnd(i, j);
      this.mail.delete(`${i}→${j}`);
    }
  }

  private cut(i: ServerId, j: ServerId): void {
    this.cuts.add(`${i}-${j}`);
    this.breakEnd(i, j);
    this.breakEnd(j, i);
  }

  private isCut(i: ServerId, j: ServerId): boolean {
    return this.cuts.has(i < j ? `${i}-${j}` : `${j}-${i}`);
  }

  private diskOf(i: ServerId): Disk {
    const disk = this.disks.get(i);
    assert.ok(disk, `server ${i} has a disk`);
    return disk;
  }

  private end(i: ServerId, j: ServerId): End {
    const end = this.ends.get(`${i}:${j}`) ?? { open: false, broken: false, inbox: [] };
    this.ends.set(`${i}:${j}`, end);
    return end;
  }
}
