/**
 * Can conformance fail? Every event of recorded traces is deleted, said twice, swapped with the next, and altered field by field; each such trace
 * must be refused.
 */
import type { Protocol } from '#spec/kit/protocol.js';
import { decodeEvent } from '#traces/format/codec.js';
import type { HeaderEvent, TraceEvent } from '#traces/format/event.js';
import { Conformance } from './conformance.js';
import { Source } from './source.js';

export type Traces = ReadonlyMap<number, readonly TraceEvent[]>;

export interface Mutation {
  readonly kind: 'delete' | 'duplicate' | 'swap' | 'alter';
  readonly server: number;
  /** Of the event, in its server's trace. */
  readonly index: number;
  readonly event: TraceEvent;
  /** Of `swap`: the other. */
  readonly next: TraceEvent | null;
  /** Of `alter`: where, as in `m/zxid/1`. */
  readonly field: string;
}

export interface KillScore {
  readonly total: number;
  readonly killed: number;
  readonly alive: readonly Mutation[];
}

/** `keep`: where there are too many, which. */
export function killScore(traces: Traces, protocol: Protocol, keep: (mutation: Mutation) => boolean = () => true): KillScore {
  let total = 0;
  const alive: Mutation[] = [];
  for (const [server, events] of traces) {
    for (const { mutation, mutated } of mutationsOf(server, events)) {
      if (!keep(mutation)) continue;
      total += 1;
      const trace = mutated();
      if (trace !== null && conforms(new Map(traces).set(server, trace), protocol)) alive.push(mutation);
    }
  }
  return { total, killed: total - alive.length, alive };
}

/** All that was recorded follows from the specification. */
export function conforms(traces: Traces, protocol: Protocol): boolean {
  const header = [...traces.values()].flatMap((events) => events.slice(0, 1)).find((event) => event.t === 'trace');
  if (header === undefined) return false;
  const sources = new Map([...traces].map(([server, events]) => [server, [Source.of(`server ${server}`, events)]] as const));
  return judge(header, sources, protocol).advance().kind === 'done';
}

function judge(header: HeaderEvent, sources: ReadonlyMap<number, readonly Source[]>, protocol: Protocol): Conformance {
  return new Conformance({ protocol, header, sources, channelNames: new Map() });
}

interface Candidate {
  readonly mutation: Mutation;
  /** Null: no reader would take it for a trace. */
  readonly mutated: () => readonly TraceEvent[] | null;
}

/** Headers say who the server is, and are not part of what it did. */
function* mutationsOf(server: number, events: readonly TraceEvent[]): Generator<Candidate> {
  for (const [index, event] of events.entries()) {
    if (event.t === 'trace') continue;
    const base = { server, index, event, next: null, field: '' };
    yield { mutation: { ...base, kind: 'delete' }, mutated: () => events.toSpliced(index, 1) };
    yield { mutation: { ...base, kind: 'duplicate' }, mutated: () => events.toSpliced(index, 0, event) };
    const next = events[index + 1];
    if (next !== undefined && next.t !== 'trace') {
      yield { mutation: { ...base, kind: 'swap', next }, mutated: () => events.toSpliced(index, 2, next, event) };
    }
    for (const { field, altered } of alterations(event)) {
      const decoded = decodeEvent(altered, index + 1);
      const mutated = (): readonly TraceEvent[] | null => (decoded.ok ? events.toSpliced(index, 1, decoded.event) : null);
      yield { mutation: { ...base, kind: 'alter', field }, mutated };
    }
  }
}

interface Alteration {
  readonly field: string;
  readonly altered: unknown;
}

/** One for each leaf of a record, but for what kind of record it is. */
function alterations(value: unknown, path: readonly string[] = []): readonly Alteration[] {
  if (typeof value !== 'object' || value === null) {
    return [{ field: path.join('/'), altered: otherThan(value, path.at(-1) ?? '') }];
  }
  return Object.entries(value).flatMap(([name, each]) =>
    name === 't' || name === 'kind'
      ? []
      : alterations(each, [...path, name]).map(({ field, altered }) => ({ field, altered: withField(value, name, altered) })),
  );
}

function withField(record: object, name: string, value: unknown): unknown {
  if (Array.isArray(record)) return record.with(Number(name), value);
  return { ...record, [name]: value };
}

const TYPES = ['COMMIT', 'ACK'];
const ROLES = ['looking', 'following'];

function otherThan(value: unknown, name: string): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value !== 'string') return '0000000000000001';
  if (name === 'type') return TYPES.find((each) => each !== value);
  if (name === 'role') return ROLES.find((each) => each !== value);
  const last = value.at(-1) === '0' ? '1' : '0';
  return value.slice(0, -1) + last;
}
