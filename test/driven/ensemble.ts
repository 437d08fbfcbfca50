/**
 * Real servers in this process, with nothing between them but the driver: wires of the quorum port, letters of the election port, disks,
 * clocks. It does to servers what commands say, and keeps what they have told.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Protocol } from '#spec/kit/protocol.js';
import type { Message, Notification } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Layout } from '#spec/world/layout.js';
import { serverPorts } from '../peers/server-ports.js';
import type { Letter } from './mail-room.js';
import { Pulse, turnOver } from './pulse.js';
import { DELAY, IMPATIENT_MS, Run } from './run.js';
import { Told } from './told.js';
import { call, Door, Wire } from './wire.js';

export class Ensemble {
  readonly pulse = new Pulse();
  /** Files of all runs. */
  readonly traces: string[] = [];
  /** What a connection is called at its leader, and at its learner. */
  readonly channelNames = new Map<string, string>();
  private readonly layout: Layout;
  private readonly protocol: Protocol;
  private readonly root = mkdtempSync(join(tmpdir(), 'zabkeeper-driven-'));
  private readonly ports: readonly number[];
  private readonly toldBy = new Map<ServerId, Told>();
  private readonly runs = new Map<ServerId, Run>();
  private readonly wires = new Map<string, Wire>();
  /** The newest that came from a server for another, by `from>to`. */
  private readonly letters = new Map<string, Letter>();

  static async open(layout: Layout, protocol: Protocol): Promise<Ensemble> {
    const { length } = layout.servers;
    return new Ensemble(layout, protocol, await serverPorts(length * (2 + length)));
  }

  private constructor(layout: Layout, protocol: Protocol, ports: readonly number[]) {
    this.layout = layout;
    this.protocol = protocol;
    this.ports = ports;
    for (const server of layout.servers) this.toldBy.set(server, new Told(this.pulse));
  }

  told(server: ServerId): Told {
    return this.toldBy.get(server) as Told;
  }

  run(server: ServerId): Run {
    const run = this.runs.get(server);
    assert(run !== undefined, `server ${server} runs`);
    return run;
  }

  wire(a: ServerId, b: ServerId): Wire | undefined {
    return this.wires.get(pairOf(a, b));
  }

  async start(server: ServerId): Promise<void> {
    const trace = join(this.root, `server-${server}-${this.traces.length}.ndjson`);
    this.traces.push(trace);
    const run = await Run.start({
      server,
      layout: this.layout,
      protocol: this.protocol,
      dataDir: join(this.root, `server-${server}`),
      trace,
      ports: {
        quorum: this.port(server, 0),
        election: this.port(server, 1),
        quorumOf: (other) => this.doorPort(server, other),
      },
      pulse: this.pulse,
      told: this.told(server),
      mailed: (to, letter) => {
        this.letters.set(`${server}>${to}`, letter);
        this.pulse.beat();
      },
    });
    this.runs.set(server, run);
    await turnOver();
  }

  async crash(server: ServerId, kept: number): Promise<void> {
    await this.run(server).crash(kept);
    this.runs.delete(server);
    const told = this.told(server);
    told.mail.clear();
    told.sent.clear();
    for (const other of this.layout.servers) this.letters.delete(`${server}>${other}`);
  }

  /** Through the connection between the two; comes back when the server has it. */
  async deliver(from: ServerId, server: ServerId): Promise<Message> {
    const wire = this.wire(from, server);
    assert(wire !== undefined, `${from} and ${server} are connected`);
    const frame = await wire.takeFor(server);
    await this.happens(server, 'received', () => {
      wire.give(server, frame);
    });
    return frame.message;
  }

  /** The notification that the server has sent last, which is this one. */
  async notify(from: ServerId, server: ServerId, isIt: (notification: Notification) => boolean): Promise<void> {
    const newest = (): Letter | undefined => this.letters.get(`${from}>${server}`);
    await this.pulse.until(
      () => {
        const letter = newest();
        return letter !== undefined && isIt(letter.notification);
      },
      () => `the newest that server ${from} has told server ${server} is ${JSON.stringify(newest()?.notification)}`,
    );
    const letter = newest() as Letter;
    this.told(from).mail.delete(server);
    await this.happens(server, 'notified', () => {
      this.run(server).mail.deliver(from, letter);
    });
  }

  async connect(learner: ServerId, leader: ServerId): Promise<void> {
    const { clock } = this.run(learner);
    await this.pulse.until(
      () => clock.has(DELAY.retryConnecting),
      () => `server ${learner} does not try to connect`,
    );
    const door = new Door(this.doorPort(learner, leader));
    const { caller } = await door.open();
    try {
      await this.happens(learner, 'opened', () => {
        clock.fire(DELAY.retryConnecting);
      });
    } finally {
      door.close();
    }
    const far = await call(this.port(leader, 0));
    const wire = new Wire({ learner, leader }, await caller, far, this.pulse);
    this.wires.set(pairOf(learner, leader), wire);
    this.channelNames.set(...wire.names);
  }

  /** A server notices that its connection is over. Does it take an input by that? Not a leader that never heard who it was. */
  async hangUp(server: ServerId, peer: ServerId): Promise<boolean> {
    const wire = this.wire(server, peer);
    assert(wire !== undefined, `${server} believes that it is connected to ${peer}`);
    const known = server === wire.learner || wire.introduced;
    if (!known) await wire.hangUp(server);
    else {
      await this.happens(server, 'closed', () => {
        void wire.hangUp(server);
      });
    }
    await turnOver();
    return known;
  }

  /** Both ends have let go. */
  forget(a: ServerId, b: ServerId): void {
    this.wires.delete(pairOf(a, b));
  }

  async fire(server: ServerId, timer: 'finalize' | 'repeat' | 'tick' | 'quorum time-out' | 'give up'): Promise<void> {
    const { clock } = this.run(server);
    const delays = {
      finalize: DELAY.finalize,
      repeat: DELAY.silence,
      tick: DELAY.tick,
      'quorum time-out': DELAY.tick,
      'give up': DELAY.giveUpConnecting,
    };
    if (timer === 'quorum time-out') clock.aheadMs = IMPATIENT_MS;
    clock.fire(delays[timer]);
    await turnOver();
    clock.aheadMs = 0;
  }

  /** All that runs stops as asked, so that the traces are whole. */
  async stop(): Promise<void> {
    for (const run of this.runs.values()) await run.stop();
    this.runs.clear();
  }

  /** Whatever has become of it. */
  async remove(): Promise<void> {
    for (const wire of this.wires.values()) wire.cut();
    await this.stop();
    rmSync(this.root, { recursive: true, force: true });
  }

  private async happens(server: ServerId, hook: 'received' | 'notified' | 'opened' | 'closed', act: () => void): Promise<void> {
    const told = this.told(server);
    const before = told.count(hook);
    act();
    await this.pulse.until(
      () => told.count(hook) > before,
      () => `server ${server} has not ${hook} anything`,
    );
    await turnOver();
  }

  /** Of a server's own: 0 for the quorum, 1 for elections; then one for each other's door. */
  private port(server: ServerId, which: number): number {
    const { servers } = this.layout;
    return this.ports[servers.indexOf(server) * (2 + servers.length) + which] as number;
  }

  private doorPort(learner: ServerId, leader: ServerId): number {
    return this.port(learner, 2 + this.layout.servers.indexOf(leader));
  }
}

function pairOf(a: ServerId, b: ServerId): string {
  return a < b ? `${a}-${b}` : `${b}-${a}`;
}
