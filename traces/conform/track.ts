/**
 * One server through all its traces: run after run, each begun by a header and by what was recovered. What joins servers is not here but in
 * `conformance.ts`.
 */
import type { Dispatch } from '#spec/kit/protocol.js';
import type { Env } from '#spec/kit/action.js';
import { Log } from '#spec/model/log.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Durable } from '#spec/model/state.js';
import type { EntryEvent, RecoveredEvent } from '#traces/format/event.js';
import { fromTraceZxid } from '#traces/format/translate.js';
import { Clients, isOfClient } from './clients.js';
import { DiskModel } from './disk-model.js';
import { finding } from './finding.js';
import type { Found } from './finding.js';
import { judgeRecovery } from './restarts.js';
import type { Certainty } from './restarts.js';
import { ServerReplay } from './server-replay.js';
import type { Witness } from './server-replay.js';
import type { Line, Source } from './source.js';

export interface TrackOptions {
  readonly server: ServerId;
  /** In the order of their runs. */
  readonly sources: readonly Source[];
  readonly dispatch: Dispatch;
  readonly env: Env;
  readonly members: readonly ServerId[];
  readonly witness: Witness;
}

/** What a server was before its trace began: taken as given. */
export type Boot = Certainty | 'given';

export class Track {
  readonly server: ServerId;
  readonly members: readonly ServerId[];
  runs = 0;
  /** Runs whose end may be lacking. */
  tornRuns = 0;
  /** Null: what is on its disk is not known at this place. */
  disk: DiskModel | null = null;
  private readonly options: TrackOptions;
  private current = 0;
  private replay: ServerReplay | null = null;
  private clients: Clients | null = null;
  private stage: 'none' | 'header' | 'recovering' | 'running' | 'stopped' = 'none';
  private recovered: RecoveredEvent | null = null;
  private log = Log.startingAt({ epoch: 0, counter: 0 });
  private earlier: { readonly disk: DiskModel; readonly replay: ServerReplay; readonly stopped: boolean } | null = null;

  constructor(options: TrackOptions) {
    this.options = options;
    this.server = options.server;
    this.members = options.members;
  }

  /** The source that is being read; the last one where all are done. */
  get source(): Source {
    const { sources } = this.options;
    let source = sources[this.current] as Source;
    while (source.head === undefined && source.complete && this.current + 1 < sources.length) {
      this.current += 1;
      source = sources[this.current] as Source;
    }
    return source;
  }

  get isAtEnd(): boolean {
    const { source } = this;
    return source.head === undefined && source.complete;
  }

  get isRunning(): boolean {
    return this.stage === 'running';
  }

  /** The process has ended: by a `stop`, or somehow. */
  endRun(stopped: boolean): void {
    if (this.replay !== null && this.disk !== null) this.earlier = { disk: this.disk, replay: this.replay, stopped };
    if (!stopped) {
      this.tornRuns += 1;
      this.disk = null;
    }
    this.replay = null;
    this.stage = stopped ? 'stopped' : 'none';
  }

  begin(): void {
    this.runs += 1;
    this.stage = 'header';
  }

  /** `certainty` once the server has booted by this line. */
  boot(event: RecoveredEvent | EntryEvent): { readonly found: Found; readonly certainty: Boot | null } {
    if (event.t === 'recovered') {
      if (this.stage !== 'header') return { found: finding('order', 'an event of a running server', event.t), certainty: null };
      this.stage = 'recovering';
      this.recovered = event;
      this.log = Log.startingAt(fromTraceZxid(event.base));
    } else {
      if (this.stage !== 'recovering') return { found: finding('order', 'no more entries', event.t), certainty: null };
      this.log = this.log.append({ zxid: fromTraceZxid(event.zxid), value: event.hash });
    }
    const { recovered, log } = this;
    if (recovered === null || log.length < recovered.entries) return { found: null, certainty: null };
    return this.start({
      acceptedEpoch: recovered.acceptedEpoch,
      currentEpoch: recovered.currentEpoch,
      snapshotZxid: fromTraceZxid(recovered.snapshotZxid),
      history: log,
    });
  }

  private start(recovered: Durable): { readonly found: Found; readonly certainty: Boot | null } {
    const { earlier } = this;
    let certainty: Boot = 'given';
    if (earlier !== null) {
      const { disk, replay, stopped } = earlier;
      const judged = judgeRecovery({ disk, unissued: replay.unissued, local: replay.local, stopped }, recovered);
      if (typeof judged !== 'string') return { found: judged, certainty: null };
      certainty = judged;
    }
    this.earlier = null;
    this.recovered = null;
    this.stage = 'running';
    const { dispatch, env, members, witness } = this.options;
    this.disk = new DiskModel(recovered);
    this.replay = new ServerReplay({ dispatch, env, members, recovered, disk: this.disk, witness });
    this.clients = new Clients(this.replay.local.lastCommitted);
    return { found: null, certainty };
  }

  /** A line of a running server. */
  take({ event, message }: Line): Found {
    const { replay, clients } = this;
    if (replay === null || clients === null) {
      return finding('order', this.stage === 'stopped' ? 'no more of this run' : 'what was recovered', event.t);
    }
    if (isOfClient(event)) return clients.take(event, replay);
    return replay.take(event, message) ?? clients.follow(event, replay.local);
  }
}
