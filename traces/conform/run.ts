/** Judges traces in files: opens them, tells servers and runs apart, reads as the judge asks, and says what came of it. */
import { readFile } from 'node:fs/promises';
import type { Protocol } from '#spec/kit/protocol.js';
import { zab } from '#spec/protocols/zab.js';
import type { HeaderEvent } from '#traces/format/event.js';
import { Conformance } from './conformance.js';
import type { Divergence } from './conformance.js';
import { isExcerpt, readExcerpt } from './excerpt.js';
import type { ExcerptHeader } from './excerpt.js';
import type { Bounds } from './search/bounds.js';
import { completed } from './search/complete.js';
import type { Sampled } from './search/complete.js';
import type { Unexplained } from './search/filler.js';
import type { Source } from './source.js';
import { TraceFile } from './trace-file.js';

const PROTOCOLS: readonly Protocol[] = [zab];

/** `data`: what is in a file is no trace, or does not go together. `file`: it cannot be read. */
export interface Unreadable {
  readonly kind: 'data' | 'file';
  readonly message: string;
}

export type Judged =
  | {
      readonly kind: 'judged';
      readonly conformance: Conformance;
      readonly divergence: Divergence | null;
      readonly seconds: number;
      readonly search: Search | null;
    }
  | ({ readonly kind: 'unreadable' } & { readonly problem: Unreadable })
  /** An excerpt that begins in the middle of runs: what was found when it was cut out. */
  | { readonly kind: 'excerpt'; readonly header: ExcerptHeader };

/** Of traces from which lines were left out: what the search for them could not explain. */
export interface Search {
  readonly bounds: Bounds;
  readonly unexplained: readonly Unexplained[];
}

export interface RunOptions {
  readonly files: readonly string[];
  /** Lines may be missing anywhere in a run, and are searched for. Null: they are not. */
  readonly sampled: Bounds | null;
  readonly channelNames: ReadonlyMap<string, string>;
  /** Told now and then: events judged so far, in how many seconds. */
  readonly progress: (events: number, seconds: number) => void;
}

interface Begun {
  readonly file: TraceFile;
  readonly header: HeaderEvent;
}

export async function judgeFiles({ files, sampled, channelNames, progress }: RunOptions): Promise<Judged> {
  const opened = files.map((name) => new TraceFile(name));
  try {
    const begun: Begun[] = [];
    for (const file of opened) {
      const beginning = await file.beginning();
      if (!beginning.ok) return unreadable('file', `${file.source.name}: ${beginning.error.message}`);
      if (isExcerpt(beginning.text)) return await judgeExcerpt(file.source.name, files, progress);
      const problem = await file.fill();
      if (problem !== null) return unreadable('data', `${file.source.name}: ${problem.message}`);
      const header = file.source.head?.event;
      if (header?.t !== 'trace') return unreadable('data', `${file.source.name}: it does not begin as a trace does`);
      begun.push({ file, header });
    }
    return await judge(begun, sampled, channelNames, progress);
  } finally {
    for (const file of opened) file.close();
  }
}

async function judge(
  begun: readonly Begun[],
  sampled: Bounds | null,
  channelNames: ReadonlyMap<string, string>,
  progress: RunOptions['progress'],
): Promise<Judged> {
  const [first] = begun;
  if (first === undefined) return unreadable('data', 'no trace is given');
  const { header } = first;
  const protocol = PROTOCOLS.find(({ id }) => id === header.protocol);
  if (protocol === undefined) return unreadable('data', `${first.file.source.name}: no protocol is called ${header.protocol}`);
  const sources = new Map<number, Source[]>();
  const files = new Map<Source, TraceFile>();
  for (const { file, header: own } of [...begun].sort((a, b) => (a.header.run < b.header.run ? -1 : 1))) {
    files.set(file.source, file);
    sources.set(own.server, [...(sources.get(own.server) ?? []), file.source]);
  }
  if (sampled !== null) return judgeSampled({ protocol, header, channelNames, bounds: sampled }, sources, files);
  const conformance = new Conformance({ protocol, header, sources, channelNames });
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  for (;;) {
    const next = conformance.advance();
    if (next.kind === 'done') return { kind: 'judged', conformance, divergence: null, seconds: seconds(), search: null };
    if (next.kind === 'divergence') {
      return { kind: 'judged', conformance, divergence: next.divergence, seconds: seconds(), search: null };
    }
    const problem = await files.get(next.source)?.fill();
    if (problem !== undefined && problem !== null) return unreadable('data', `${next.source.name}: ${problem.message}`);
    progress(conformance.events, seconds());
  }
}

/** All lines are read first: what one server lacks, a later line of another may tell. */
async function judgeSampled(
  ensemble: Omit<Sampled, 'files'>,
  sources: ReadonlyMap<number, readonly Source[]>,
  files: ReadonlyMap<Source, TraceFile>,
): Promise<Judged> {
  const started = performance.now();
  for (const [source, file] of files) {
    while (!source.complete) {
      const problem = await file.fill();
      if (problem !== null) return unreadable('data', `${source.name}: ${problem.message}`);
    }
  }
  const lines = new Map(
    [...sources].map(([server, each]) => [
      server,
      each.map((source) => ({ name: source.name, lines: source.following(Infinity) })),
    ]),
  );
  const judged = judgeSampledLines({ ...ensemble, files: lines });
  return { kind: 'judged', ...judged, seconds: (performance.now() - started) / 1000 };
}

/** Completes the lines that are there, and judges what comes of it. */
export function judgeSampledLines(sampled: Sampled): {
  readonly conformance: Conformance;
  readonly divergence: Divergence | null;
  readonly search: Search;
} {
  const { sources, unexplained, unknown } = completed(sampled);
  const conformance = new Conformance({ ...sampled, sources });
  conformance.strength.unknown += unknown;
  const ended = conformance.advance();
  const divergence = ended.kind === 'divergence' ? ended.divergence : null;
  return { conformance, divergence, search: { bounds: sampled.bounds, unexplained } };
}

async function judgeExcerpt(name: string, files: readonly string[], progress: RunOptions['progress']): Promise<Judged> {
  if (files.length > 1) return unreadable('data', `${name} is an excerpt, which is judged by itself`);
  const excerpt = readExcerpt(name, await readFile(name, 'utf8'));
  const header = [...(excerpt?.sources.values() ?? [])].map(({ head }) => head?.event).find((event) => event?.t === 'trace');
  if (excerpt === null) return unreadable('data', `${name}: it begins as an excerpt, and is damaged`);
  const protocol = PROTOCOLS.find(({ id }) => id === header?.protocol);
  if (excerpt.header.lacks.length > 0 || header === undefined || protocol === undefined) {
    return { kind: 'excerpt', header: excerpt.header };
  }
  const whole = [...excerpt.sources.keys()];
  const conformance = new Conformance({ protocol, header, sources: listed(excerpt.sources), channelNames: new Map(), whole });
  const ended = conformance.advance();
  progress(conformance.events, 0);
  return {
    kind: 'judged',
    conformance,
    divergence: ended.kind === 'divergence' ? ended.divergence : null,
    seconds: 0,
    search: null,
  };
}

function listed(sources: ReadonlyMap<number, Source>): ReadonlyMap<number, readonly Source[]> {
  return new Map([...sources].map(([server, source]) => [server, [source]]));
}

function unreadable(kind: Unreadable['kind'], message: string): Judged {
  return { kind: 'unreadable', problem: { kind, message } };
}
