/**
 * Traces from which lines were left out, completed: of each server the lines that it may have written besides. Nothing of what is found is believed:
 * the judge of whole traces judges the completed ones, and has the last word.
 */
import { dispatchOf } from '#spec/kit/protocol.js';
import type { Protocol } from '#spec/kit/protocol.js';
import { majorityOf, sid } from '#spec/model/quorum.js';
import type { HeaderEvent } from '#traces/format/event.js';
import { isOfClient } from '../clients.js';
import { Source } from '../source.js';
import type { Line } from '../source.js';
import type { Bounds } from './bounds.js';
import { Filler } from './filler.js';
import type { Unexplained } from './filler.js';
import { Known } from './known.js';

export interface Sampled {
  readonly protocol: Protocol;
  readonly header: HeaderEvent;
  /** By server, all its runs in order, in one list for each file. */
  readonly files: ReadonlyMap<number, readonly SampledFile[]>;
  readonly channelNames: ReadonlyMap<string, string>;
  readonly bounds: Bounds;
}

export interface SampledFile {
  readonly name: string;
  readonly lines: readonly Line[];
}

export interface Completed {
  readonly sources: ReadonlyMap<number, readonly Source[]>;
  readonly unexplained: readonly Unexplained[];
  /** Recorded lines that were given up, or passed over. */
  readonly unknown: number;
}

/** Settled places of one server before the next one's turn. */
const TURN = 64;

export function completed({ protocol, header, files, channelNames, bounds }: Sampled): Completed {
  const known = new Known(channelNames);
  const voters = header.voters.map(sid);
  const members = [...voters, ...header.observers.map(sid)];
  const dispatch = dispatchOf(protocol);
  let passedOver = 0;
  const fillers = [...files].map(([id, parts]) => {
    const server = sid(id);
    const all = parts.flatMap((part) => part.lines);
    // What clients were told cannot be held against deliveries that may be missing.
    const lines = all.filter(({ event }) => !isOfClient(event));
    passedOver += all.length - lines.length;
    for (const line of lines) known.add(server, line, line.number);
    const env = { self: server, voters, isQuorum: majorityOf(voters), counterLimit: header.counterLimit };
    const traced = (peer: number): boolean => files.has(peer);
    return new Filler({ server, lines, known, dispatch, env, members, traced, bounds });
  });
  fillAll(fillers);
  return {
    sources: new Map(fillers.map((filler) => [filler.server, sourcesOf(filler, files)] as const)),
    unexplained: fillers.flatMap(({ unexplained }) => unexplained),
    unknown: fillers.reduce((sum, { unknown }) => sum + unknown, passedOver),
  };
}

/** In turns: what one lacks another may yet come to. Where all wait for each other, one of them guesses. */
function fillAll(fillers: readonly Filler[]): void {
  for (;;) {
    const left = fillers.filter(({ isDone }) => !isDone);
    if (left.length === 0) return;
    let moved = false;
    for (const filler of left) {
      for (let count = 0; count < TURN && !filler.isDone && filler.advance(false); count++) moved = true;
    }
    if (!moved) left[0]?.advance(true);
  }
}

/** A source for each file: the runs that were in it. */
function sourcesOf({ server, filled }: Filler, files: Sampled['files']): readonly Source[] {
  const starts = filled.flatMap(({ event }, at) => (event.t === 'trace' ? [at] : []));
  let run = 0;
  return (files.get(server) ?? []).map(({ name, lines }) => {
    const from = starts[run] ?? filled.length;
    run += lines.filter(({ event }) => event.t === 'trace').length;
    const source = new Source(name);
    source.add(filled.slice(from, starts[run] ?? filled.length));
    source.complete = true;
    return source;
  });
}
