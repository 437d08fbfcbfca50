/**
 * The obvious checker: breadth-first over plain values, whole states as text in a Map, every rule asked in every state.
 *
 * It is the oracle for the engine and is never made faster. It knows time bounds and interruption, not memory bounds;
 * storage, seed and self-checks mean nothing to it.
 */
import { canonicalText } from '#spec/kit/canonical.js';
import type { Invariant, Outcome, System } from '#spec/kit/system.js';
import type { Counterexample, SearchOptions, SearchResult, Verdict } from '../search/search.js';
import { deepFreeze } from '../intern/freeze.js';
import { outcomesOf, shown, type State } from '#spec/kit/evaluate.js';
import { after } from '../replay/evaluate.js';

interface Node {
  readonly state: State;
  readonly depth: number;
  readonly initial: number;
  readonly from?: Node;
  readonly step?: Outcome;
}

const POLL_EVERY = 256;

export function naive(system: System, options: SearchOptions): SearchResult {
  return new Naive(system, options).run();
}

class Naive {
  private readonly system: System;
  private readonly options: SearchOptions;
  private readonly keyCount: number;
  private readonly invariants: readonly Invariant[];
  private readonly started = performance.now();
  private readonly seen = new Map<string, Node>();
  private readonly queue: Node[] = [];
  private readonly perDepth: number[] = [];
  private readonly actions: Record<string, number>;
  private readonly sometimes: Record<string, boolean>;
  private evaluations = 0;
  private expanded = 0;

  constructor(system: System, options: SearchOptions) {
    this.system = system;
    this.options = options;
    this.keyCount = system.slots.filter((slot) => slot.carried !== true).length;
    this.invariants = system.invariants.filter(({ id }) => this.isChecked(id));
    this.actions = Object.fromEntries(system.actions.map((action) => [action, 0]));
    this.sometimes = Object.fromEntries(system.sometimes.map(({ id }) => [id, false]));
  }

  run(): SearchResult {
    for (const [initial, state] of this.system.initial.entries()) {
      const broken = this.meet({ state, depth: 0, initial });
      if (broken !== undefined) return this.result('violation', broken);
    }
    for (const node of this.queue) {
      if (node.depth >= this.options.depth) break;
      const bound = this.expanded % POLL_EVERY === 0 ? this.poll() : undefined;
      if (bound !== undefined) return this.result(bound);
      this.expanded += 1;
      const broken = this.expand(node);
      if (broken !== undefined) return this.result(broken.kind === 'deadlock' ? 'deadlock' : 'violation', broken);
    }
    return this.result('pass');
  }

  private expand(node: Node): Counterexample | undefined {
    const outcomes = this.system.rules.flatMap((rule) => {
      this.evaluations += 1;
      return outcomesOf(rule, node.state);
    });
    if (outcomes.length === 0 && this.system.deadlockIsError) {
      return counterexample('deadlock', 'deadlock', 'no step is enabled', node);
    }
    for (const step of outcomes) {
      if (!Object.hasOwn(this.actions, step.action)) {
        throw new TypeError(`the action ${step.action} is not one that the system lists`);
      }
      this.actions[step.action] += 1;
      const child: Node = {
        state: after(this.system, node.state, step.updates),
        depth: node.depth + 1,
        initial: node.initial,
        from: node,
        step,
      };
      const violation = step.violations?.find(({ property }) => this.isChecked(property));
      if (violation !== undefined) return counterexample('step', violation.property, violation.detail, child);
      const broken = this.meet(child);
      if (broken !== undefined) return broken;
    }
    return undefined;
  }

  /** Keeps and checks a state if it is new. */
  private meet(node: Node): Counterexample | undefined {
    const key = canonicalText(node.state.slice(0, this.keyCount));
    if (this.seen.has(key)) return undefined;
    deepFreeze(node.state);
    this.seen.set(key, node);
    this.queue.push(node);
    this.perDepth[node.depth] = (this.perDepth[node.depth] ?? 0) + 1;
    for (const { id, reads, holds } of this.system.sometimes) {
      if (!this.sometimes[id]) this.sometimes[id] = holds(shown(reads, node.state));
    }
    for (const { id, args, reads, holds } of this.invariants) {
      const answer = holds(shown(reads, node.state));
      if (answer !== true) return counterexample('safety', id, args === '' ? answer : `(${args}) ${answer}`, node);
    }
    return undefined;
  }

  private isChecked(property: string): boolean {
    return this.options.properties?.includes(property) ?? true;
  }

  private poll(): Verdict | undefined {
    if (this.options.interrupted?.() === true) return 'interrupted';
    return performance.now() - this.started >= this.options.timeMs ? 'time' : undefined;
  }

  private result(verdict: Verdict, found?: Counterexample): SearchResult {
    const whole = verdict === 'pass';
    const transitions = Object.values(this.actions).reduce((sum, count) => sum + count, 0);
    return {
      verdict,
      distinct: this.seen.size,
      transitions,
      perDepth: this.perDepth,
      depthCompleted: whole ? this.perDepth.length - 1 : Math.max(0, this.perDepth.length - 2),
      exhausted: whole && this.perDepth.length <= this.options.depth,
      actions: this.actions,
      sometimes: this.sometimes,
      seconds: (performance.now() - this.started) / 1000,
      ...(found !== undefined && { counterexample: found }),
      omittedEstimate: 0,
      bytes: 0,
      lookups: this.evaluations,
      misses: this.evaluations,
    };
  }
}

function counterexample(kind: Counterexample['kind'], property: string, detail: string, last: Node): Counterexample {
  const steps = [];
  for (let node = last; node.from !== undefined && node.step !== undefined; node = node.from) {
    steps.push({ action: node.step.action, args: node.step.args });
  }
  return { property, kind, detail, initial: last.initial, steps: steps.reverse() };
}
