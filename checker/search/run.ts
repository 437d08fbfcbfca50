/**
 * What every strategy of the engine shares: the compiled system, the states found, the bounds, and the result.
 */
import type { System } from '#spec/kit/system.js';
import { ACTION, Records } from '../compile/records.js';
import { Slots } from '../compile/slots.js';
import { Steps } from '../compile/steps.js';
import { Successor } from '../compile/successor.js';
import { Watch, type Broken } from '../properties/watch.js';
import { StateStore } from '../store/state-store.js';
import type { Counterexample, Progress, SearchOptions, SearchResult, StepLabel, Verdict } from './search.js';

/** Why a search ended. */
export interface Ending {
  readonly verdict: Verdict;
  readonly counterexample?: Counterexample;
}

/** A path: an initial state, then at each state the position of the step among those enabled there. */
export interface Path {
  readonly initial: number;
  readonly positions: readonly number[];
}

const PROGRESS_MS = 500;

export class Run {
  readonly system: System;
  readonly options: SearchOptions;
  readonly slots: Slots;
  readonly records: Records;
  readonly steps: Steps;
  readonly successor: Successor;
  readonly watch: Watch;
  readonly store: StateStore;
  /** Distinct states first met at each depth. */
  perDepth: number[] = [];
  private readonly actions: Float64Array;
  private readonly started = performance.now();
  private reported = 0;

  constructor(system: System, options: SearchOptions) {
    this.system = system;
    this.options = options;
    const selfCheck = options.selfCheck ?? false;
    const checked = (property: string): boolean => options.properties?.includes(property) ?? true;
    this.slots = new Slots(system, selfCheck);
    this.records = new Records(system, this.slots, checked);
    this.steps = new Steps(system.rules, this.slots, this.records, selfCheck);
    this.successor = new Successor(this.slots, this.records);
    this.watch = new Watch(system, this.slots, checked);
    this.store = new StateStore({
      width: this.slots.count,
      keyCount: this.slots.keyCount,
      storage: options.storage,
      allowance: () => options.memoryBytes - this.memoBytes - this.slots.headroom,
    });
    this.actions = new Float64Array(system.actions.length);
  }

  /** Bytes of all tables. The values themselves and the texts that intern them are not counted. */
  get bytes(): number {
    return this.store.bytes + this.memoBytes;
  }

  get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  get transitions(): number {
    return this.actions.reduce((sum, count) => sum + count, 0);
  }

  /** Stores and checks the initial states. */
  begin(): Ending | null {
    const { system, slots, store, successor } = this;
    if (!store.reserve(system.initial.length)) return { verdict: 'memory' };
    for (const [index, values] of system.initial.entries()) {
      successor.state.set(slots.vectorOf(values));
      successor.begin();
      if (store.add(successor.state, successor.hash1, successor.hash2, -1, index) >= 0) continue;
      const broken = this.watch.checkAll(successor.state);
      if (broken !== null) return this.broken('safety', broken, { initial: index, positions: [] });
    }
    return null;
  }

  /** Finds the steps of a stored state and makes it the one whose successors are taken. */
  open(state: number): number {
    this.store.load(state, this.successor.state);
    this.successor.begin();
    return this.steps.enabled(this.successor.state);
  }

  /** Notes that an action was taken. */
  count(action: number): void {
    this.actions[action] += 1;
  }

  /** Ends with a step that breaks a property, the last of a path. */
  brokenStep(record: number, path: Path): Ending {
    return this.broken('step', this.records.violationOf(record), path);
  }

  /** The bounds; called every thousand states or so. */
  poll(queue: number): Ending | null {
    const { options } = this;
    const elapsed = performance.now() - this.started;
    if (options.onProgress !== undefined && elapsed - this.reported >= PROGRESS_MS) {
      this.reported = elapsed;
      options.onProgress(this.progress(elapsed, queue));
    }
    if (options.interrupted?.() === true) return { verdict: 'interrupted' };
    if (elapsed >= options.timeMs) return { verdict: 'time' };
    if (this.bytes + this.slots.headroom > options.memoryBytes) return { verdict: 'memory' };
    return null;
  }

  broken(kind: Counterexample['kind'], { property, detail }: Broken, path: Path): Ending {
    const verdict = kind === 'reachable' ? 'unreachable' : kind === 'deadlock' ? 'deadlock' : 'violation';
    return { verdict, counterexample: { property, kind, detail, initial: path.initial, steps: this.labelsOf(path) } };
  }

  deadlock(path: Path): Ending {
    return this.broken('deadlock', { property: 'deadlock', detail: 'no step is enabled' }, path);
  }

  /** The path by which a stored state was found, and one more step if a position is given. */
  pathTo(state: number, position?: number): Path {
    const { store } = this;
    const positions = position === undefined ? [] : [position];
    let at = state;
    for (; store.predecessorOf(at) >= 0; at = store.predecessorOf(at)) positions.push(store.positionOf(at));
    return { initial: store.positionOf(at), positions: positions.reverse() };
  }

  result(ending: Ending, coverage: { depthCompleted: number; exhausted: boolean }): SearchResult {
    const { store, options } = this;
    return {
      ...ending,
      distinct: store.count,
      transitions: this.transitions,
      perDepth: this.perDepth,
      ...coverage,
      actions: Object.fromEntries(this.system.actions.map((action, index) => [action, this.actions[index]])),
      sometimes: this.watch.met,
      seconds: this.seconds,
      omittedEstimate: options.storage === 'fingerprint' ? store.count ** 2 / 2 ** 65 : 0,
      bytes: this.bytes,
      lookups: this.steps.lookups,
      misses: this.steps.misses,
    };
  }

  /** Takes a path again from its initial state. */
  private labelsOf({ initial, positions }: Path): StepLabel[] {
    const { successor, steps, records, system } = this;
    const labels: StepLabel[] = [];
    successor.state.set(this.slots.vectorOf(system.initial[initial]));
    for (const position of positions) {
      successor.begin();
      steps.enabled(successor.state);
      const record = steps.offsets[position];
      labels.push({ action: system.actions[records.words[record + ACTION]], args: records.argsOf(record) });
      successor.take(record);
      successor.state.set(successor.child);
    }
    return labels;
  }

  private get memoBytes(): number {
    return this.slots.bytes + this.records.bytes;
  }

  private progress(elapsed: number, queue: number): Progress {
    const { perDepth } = this;
    const [before, last] = perDepth.slice(-2);
    return {
      distinct: this.store.count,
      transitions: this.transitions,
      queue,
      depth: perDepth.length - 1,
      seconds: elapsed / 1000,
      bytes: this.bytes,
      ...(perDepth.length > 2 && { levelEstimate: Math.round(last ** 2 / before) }),
    };
  }
}
