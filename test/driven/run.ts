/** One run of a real server, from its start to its stop or crash: its files, its clock, its trace. */
import assert from 'node:assert/strict';
import pino from 'pino';
import { configOf } from '#impl/config/read.js';
import type { RunningServer } from '#impl/server/running-server.js';
import { startServer } from '#impl/server/server.js';
import type { Protocol } from '#spec/kit/protocol.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Layout } from '#spec/world/layout.js';
import { zab } from '#spec/protocols/zab.js';
import { openRecorder } from '#traces/record/recorder.js';
import type { ClientHooks } from '#traces/record/hooks.js';
import type { TraceRecorder } from '#traces/record/recorder.js';
import { HOST } from '../peers/ports.js';
import { DiskGate } from './disk-gate.js';
import { MailRoom } from './mail-room.js';
import type { Letter } from './mail-room.js';
import { ManualClock } from './manual-clock.js';
import type { Pulse } from './pulse.js';
import type { Told } from './told.js';

const TICK_MS = 100_000;
const INIT_LIMIT = 100;
const SILENCE_MS = 70_000;

/** Delays by which the timers of a peer are told apart. */
export const DELAY = {
  /** `FINALIZE_WAIT_MS` of `impl/peer/election-clock.ts`. */
  finalize: 200,
  silence: SILENCE_MS,
  /** `RETRY_DELAY_MS` of `impl/peer/leader-connector.ts`. */
  retryConnecting: 100,
  giveUpConnecting: INIT_LIMIT * TICK_MS,
  tick: TICK_MS / 2,
} as const;

/** Longer than a leader waits for a quorum, and not longer than it waits for a learner. */
export const IMPATIENT_MS = INIT_LIMIT * TICK_MS + 1;

/** What a server does by the system's clock comes so late that it does not come. */
const KEYS: Readonly<Record<string, string>> = {
  tickTime: `${TICK_MS}`,
  initLimit: `${INIT_LIMIT}`,
  syncLimit: `${INIT_LIMIT}`,
  'fastleader.minNotificationInterval': `${SILENCE_MS}`,
  'fastleader.maxNotificationInterval': `${SILENCE_MS}`,
  maxSessionTimeout: '10000000',
  clientPort: '0',
  clientPortAddress: HOST,
  maxClientCnxns: '0',
  preAllocSize: '64',
  'admin.enableServer': 'false',
};

export interface RunOptions {
  readonly server: ServerId;
  readonly layout: Layout;
  readonly protocol: Protocol;
  readonly dataDir: string;
  readonly trace: string;
  /** Where it listens, and where it is told that others do. */
  readonly ports: { readonly quorum: number; readonly election: number; readonly quorumOf: (other: ServerId) => number };
  readonly pulse: Pulse;
  readonly told: Told;
  readonly mailed: (to: ServerId, letter: Letter) => void;
}

function nothing(): void {
  // Nobody is told.
}

const SILENT: ClientHooks = { requested: nothing, replied: nothing, told: nothing, closed: nothing };

export class Run {
  readonly clock: ManualClock;
  readonly disk: DiskGate;
  readonly mail: MailRoom;
  private readonly recorder: TraceRecorder;
  private server!: RunningServer;
  /** Nothing that happens from now on is in the trace, as of a process that was killed. */
  private killed = false;

  static async start(options: RunOptions): Promise<Run> {
    const { server, layout, ports, mailed } = options;
    const others = layout.servers.filter((other) => other !== server);
    const mail = await MailRoom.open(server, { host: HOST, port: ports.election }, others, mailed);
    const run = new Run(options, mail);
    try {
      await run.begin(options);
      return run;
    } catch (error) {
      await Promise.all([mail.close(), run.recorder.stop(false)]);
      throw error;
    }
  }

  private constructor({ server, layout, trace, pulse }: RunOptions, mail: MailRoom) {
    this.mail = mail;
    this.clock = new ManualClock(pulse);
    this.disk = new DiskGate(pulse);
    const { voters, observers, counterLimit } = layout;
    const opened = openRecorder({
      file: trace,
      header: { server, voters, observers, counterLimit, protocol: zab.id },
      failed: ({ message }) => {
        assert.fail(message);
      },
    });
    assert(opened.ok, opened.ok ? '' : opened.error.message);
    this.recorder = opened.recorder;
  }

  /** Of clients. */
  get port(): number {
    assert(this.server.clientAddress !== null, 'it listens for clients');
    return this.server.clientAddress.port;
  }

  /** As if asked to stop: its trace is whole. */
  async stop(): Promise<void> {
    this.disk.files.letAll();
    await this.server.close();
    await this.recorder.stop(true);
    await this.mail.close();
  }

  /** As if its process was killed when so many of the writes that waited had reached the disk. */
  async crash(kept: number): Promise<void> {
    this.killed = true;
    const closed = this.server.close();
    await this.disk.keep(kept);
    await this.disk.files.drop();
    await closed;
    await this.recorder.stop(false);
    await this.mail.close();
  }

  private async begin(options: RunOptions): Promise<void> {
    const { server, layout, dataDir, ports } = options;
    const lines = layout.servers.map((id) => {
      const own = id === server;
      const [quorum, election] = own ? [ports.quorum, ports.election] : [ports.quorumOf(id), this.mail.portOf(id)];
      const role = layout.voters.includes(id) ? 'participant' : 'observer';
      return [`server.${id}`, `${HOST}:${quorum}:${election}:${role}`] as const;
    });
    const configured = configOf([...Object.entries(KEYS), ...lines, ['dataDir', dataDir]], server);
    assert(configured.ok, `the configuration is fine${configured.ok ? '' : `: ${JSON.stringify(configured.problems)}`}`);
    const started = await startServer(configured.config, pino({ level: 'fatal' }), {
      recorder: this.hooks(options.told),
      files: this.disk.files,
      clock: this.clock,
      protocol: options.protocol,
    });
    assert(started.ok, started.ok ? '' : started.error.message);
    this.server = started.server;
  }

  /** The recorder, the driver, and the gate of the disk: all are told. */
  private hooks({ hooks: told }: Told): Omit<TraceRecorder, 'stop'> {
    const { recorder, disk } = this;
    const alive =
      <A extends readonly unknown[]>(record: (...args: A) => void) =>
      (...args: A): void => {
        if (!this.killed) record(...args);
      };
    const both =
      <A extends readonly unknown[]>(record: (...args: A) => void, tell: (...args: A) => void) =>
      (...args: A): void => {
        if (this.killed) return;
        record(...args);
        tell(...args);
      };
    return {
      recovered: both(recorder.recovered, (durable) => {
        // It reads its disk, and mends it, unwatched; from here on it writes when it is told to.
        disk.files.shut();
        told.recovered(durable);
      }),
      opened: both(recorder.opened, told.opened),
      closed: both(recorder.closed, told.closed),
      received: both(recorder.received, told.received),
      sent: both(recorder.sent, told.sent),
      notified: both(recorder.notified, told.notified),
      notifies: both(recorder.notifies, told.notifies),
      stepped: both(recorder.stepped, told.stepped),
      delivered: both(recorder.delivered, told.delivered),
      durable: both(recorder.durable, () => {
        disk.durable();
      }),
      clientOpened: (sessionId, seen) => {
        if (this.killed) return SILENT;
        const { requested, replied, told: toldOf, closed } = recorder.clientOpened(sessionId, seen);
        return { requested: alive(requested), replied: alive(replied), told: alive(toldOf), closed: alive(closed) };
      },
      // What reaches the disk while its process dies has been issued.
      issued: (write, count) => {
        recorder.issued(write, count);
        disk.issued(write);
      },
    };
  }
}
