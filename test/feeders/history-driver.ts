/**
 * Makes a history: clients of the test driver do random things to an ensemble, many at once, lose their connections, come back elsewhere,
 * end their sessions or let them expire; in the end the trees of all servers are read.
 */
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import type { ClientOp, RequestBody } from '#impl/wire/client-protocol.js';
import { ConnectionOver } from '../driver/arrivals.js';
import { Driver, OPEN_ACL } from '../driver/driver.js';
import { Random } from '../reality/random.js';
import { recordTree } from './final-trees.js';
import { HistoryRecorder } from './history-recorder.js';
import { RandomWorkload } from './random-workload.js';
import type { Ask } from './random-workload.js';
import { RecordedClient } from './recorded-client.js';
import type { RecordedOptions } from './recorded-client.js';

export interface Target {
  readonly server: string;
  readonly port: number;
}

export interface DriveOptions {
  readonly seed: number;
  readonly targets: readonly Target[];
  readonly clients?: number;
  /** Of each client. */
  readonly operations?: number;
  /** Asked between operations: true ends a client before it has done all of them. */
  readonly isOver?: () => boolean;
  /** How many of 1000 requests of the first client are followed by a session left to expire: it goes on in another. */
  readonly leavesPerMille?: number;
  /** Of sessions. */
  readonly timeoutMs?: number;
  /** Requests of a client that may be under way. */
  readonly pipelineMax?: number;
  /** How many of 1000 requests are followed by a cut. */
  readonly cutsPerMille?: number;
  /** Timeout of sessions that are left to expire. */
  readonly shortTimeoutMs?: number;
  readonly file?: string;
  /** False: no session is left to expire. True if absent. */
  readonly expires?: boolean;
  /** Aborted: nobody serves any more, and clients give up. */
  readonly signal?: AbortSignal;
  /** Told once the clients are at work. */
  readonly onStart?: () => Promise<void>;
}

const TIMEOUT_MS = 30_000;
const PIPELINE_MAX = 8;
/** Before another try at a server that does not serve. */
const RETRY_MS = 20;

interface Watched {
  readonly data: Set<string>;
  readonly exist: Set<string>;
  readonly child: Set<string>;
}

/** One client: a session, and another if that one ends. */
class RandomClient {
  private readonly recorder: HistoryRecorder;
  private readonly options: DriveOptions;
  private readonly leavesPerMille: number;
  private readonly random: Random;
  private readonly workload: RandomWorkload;
  private client: RecordedClient | null = null;
  /** The client as it was connected last. */
  private before: RecordedClient | null = null;
  private watched: Watched = { data: new Set(), exist: new Set(), child: new Set() };
  private pending: Promise<unknown>[] = [];
  /** Clients whose sessions may still live. */
  private readonly left: RecordedClient[] = [];

  constructor(recorder: HistoryRecorder, options: DriveOptions, seed: number, leaves: boolean) {
    this.recorder = recorder;
    this.options = options;
    this.leavesPerMille = leaves ? (options.leavesPerMille ?? 0) : 0;
    this.random = new Random(seed);
    this.workload = new RandomWorkload(this.random);
  }

  async run(): Promise<void> {
    const { operations = 100, cutsPerMille = 10, isOver = () => false } = this.options;
    for (let count = 0; count < operations && !isOver(); count++) {
      await this.ask(this.workload.next());
      if (this.random.below(1000) < cutsPerMille) await this.lose();
      if (this.random.below(1000) < this.leavesPerMille) await this.leave();
      if (this.random.below(1000) < cutsPerMille / 2) await this.end();
    }
    await this.settle();
    await this.end();
    if (this.before !== null) this.left.push(this.before);
    await this.endLeft();
  }

  private async ask(ask: Ask): Promise<void> {
    if (this.client?.isClosed === true) {
      this.before = this.client;
      this.client = null;
    }
    this.client ??= await this.connect();
    if ('watch' in ask.body && ask.body.watch) this.watchedBy(ask.op).add(ask.body.path);
    // Which body belongs to which operation the union knows, and a call cannot be told.
    const { op, body } = ask as { readonly op: 'getData'; readonly body: RequestBody<'getData'> };
    this.pending.push(answered(this.client.request(op, body)));
    if (this.pending.length > this.random.below(this.options.pipelineMax ?? PIPELINE_MAX)) await this.settle();
  }

  private watchedBy(op: ClientOp): Set<string> {
    const { data, exist, child } = this.watched;
    if (op === 'getData') return data;
    return op === 'exists' ? exist : child;
  }

  private async settle(): Promise<void> {
    const { pending } = this;
    this.pending = [];
    await Promise.all(pending);
  }

  /** With requests under way, or without. */
  private async lose(): Promise<void> {
    const { client } = this;
    if (client === null) return;
    if (this.random.below(4) === 0) await this.settle();
    // What was asked has left: it may happen, and nobody is told.
    await nextTurn();
    await client.cut();
    await this.settle();
    this.before = client;
    this.client = null;
  }

  private async leave(): Promise<void> {
    await this.settle();
    await this.client?.cut();
    if (this.client !== null) this.left.push(this.client);
    this.forget();
  }

  private async end(): Promise<void> {
    const { client } = this;
    if (client === null) return;
    await this.settle();
    if (!(await answered(client.request('closeSession', {})))) this.left.push(client);
    await client.closed;
    // Nobody should let it in again.
    if (this.random.below(2) === 0) {
      const again = await this.open(client);
      if (typeof again !== 'string') await again.cut();
    }
    this.forget();
  }

  /** Sessions that were left, or whose end is not known, are over when this comes back: at the end all trees are to be the same. */
  private async endLeft(): Promise<void> {
    for (const left of this.left) {
      let over = false;
      while (!over) {
        const client = await this.open(left);
        if (client === 'closed') await wait(RETRY_MS);
        over = client === 'expired' || (client !== 'closed' && (await answered(client.request('closeSession', {}))));
      }
    }
  }

  /** At a server that takes it; in a new session if the one before is over. */
  private async connect(): Promise<RecordedClient> {
    for (;;) {
      const { before } = this;
      const client = await this.open(before);
      if (client === 'expired') this.forget();
      if (client === 'closed') await wait(RETRY_MS);
      if (typeof client === 'string') continue;
      if (before !== null) await this.watchAgain(client, before);
      return client;
    }
  }

  /** At any server: with the session of `before`, or a new one. */
  private open(before: RecordedClient | null): Promise<RecordedClient | 'expired' | 'closed'> {
    this.options.signal?.throwIfAborted();
    const { timeoutMs = TIMEOUT_MS, targets } = this.options;
    const again = before === null ? undefined : sessionOf(before);
    return RecordedClient.connect(this.recorder, { ...this.random.pick(targets), ...again, timeoutMs });
  }

  private forget(): void {
    this.before = null;
    this.client = null;
    this.watched = { data: new Set(), exist: new Set(), child: new Set() };
  }

  private async watchAgain(client: RecordedClient, { lastZxid: relativeZxid }: RecordedClient): Promise<void> {
    const { data, exist, child } = this.watched;
    const lists = { relativeZxid, dataWatches: [...data], existWatches: [...exist], childWatches: [...child] };
    await answered(client.request('setWatches', lists));
  }
}

/** What a client says to go on with a session. */
function sessionOf({ sessionId, passwd, lastZxid, xidSoFar }: RecordedClient): Omit<RecordedOptions, 'server' | 'port'> {
  return { sessionId, passwd, lastZxidSeen: lastZxid, xidBefore: xidSoFar };
}

/** A reply, or the end of the connection. */
async function answered(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return true;
  } catch (error) {
    if (!(error instanceof ConnectionOver)) throw error;
    return false;
  }
}

/** A session that owns nodes is left alone. Resolves once its node is gone, and it was told to be over. */
async function leaveToExpire(recorder: HistoryRecorder, { targets, shortTimeoutMs = 1000, seed }: DriveOptions): Promise<void> {
  const random = new Random(seed ^ 0x5eed);
  const target = random.pick(targets);
  const path = `/expiring-${seed}`;
  const leaver = await RecordedClient.open(recorder, { ...target, timeoutMs: shortTimeoutMs });
  const watcher = await RecordedClient.open(recorder, { ...random.pick(targets), timeoutMs: TIMEOUT_MS });
  await leaver.request('create', { path, data: null, acl: OPEN_ACL, flags: 1 });
  await watcher.request('sync', { path: '/' });
  await watcher.request('exists', { path, watch: true });
  await leaver.cut();
  // Not asked again and again: the reply to exists comes behind the event.
  await gone(target, path);
  await RecordedClient.connect(recorder, { ...target, ...sessionOf(leaver) });
  await watcher.request('exists', { path, watch: false });
  await watcher.request('closeSession', {});
  await watcher.closed;
}

/** Once the server knows that there is no such node. */
async function gone({ port }: Target, path: string): Promise<void> {
  const driver = await Driver.connect({ port, timeoutMs: TIMEOUT_MS });
  if ((await driver.exists(path, true)) !== null) await driver.nextEvent();
  await driver.closeSession();
}

/** The recorder, everything in it. */
export async function driveHistory(options: DriveOptions): Promise<HistoryRecorder> {
  const { seed, targets, clients = 4, file = null } = options;
  const recorder = new HistoryRecorder(`test driver, seed ${seed}`, { file });
  const [first] = targets;
  if (first === undefined) throw new Error('a history needs a server');
  const maker = await RecordedClient.open(recorder, { ...first, timeoutMs: TIMEOUT_MS });
  await maker.request('create', { path: '/w', data: null, acl: OPEN_ACL, flags: 0 });
  await maker.request('closeSession', {});
  await maker.closed;
  const random = new Random(seed);
  const seeds = Array.from({ length: clients }, () => random.below(0x1_0000_0000));
  await Promise.all([
    options.onStart?.(),
    options.expires === false ? undefined : leaveToExpire(recorder, options),
    ...seeds.map((each, index) => new RandomClient(recorder, options, each, index === 0).run()),
  ]);
  for (const { server, port } of targets) await recordTree(recorder, server, port);
  recorder.flush();
  return recorder;
}
