/** Judges traces in memory. */
import assert from 'node:assert/strict';
import type { Protocol } from '#spec/kit/protocol.js';
import { zab } from '#spec/protocols/zab.js';
import { Conformance } from '#traces/conform/conformance.js';
import type { Divergence } from '#traces/conform/conformance.js';
import { Source } from '#traces/conform/source.js';
import type { TraceEvent } from '#traces/format/event.js';

export interface Judgement {
  readonly conformance: Conformance;
  readonly divergence: Divergence | null;
}

export interface Given {
  readonly protocol?: Protocol;
  readonly channelNames?: ReadonlyMap<string, string>;
}

export function judge(traces: ReadonlyMap<number, readonly TraceEvent[]>, given: Given = {}): Judgement {
  const [first] = traces.values();
  const header = first?.[0];
  assert(header?.t === 'trace', 'a trace begins with its header');
  const sources = new Map([...traces].map(([server, events]) => [server, [Source.of(`server ${server}`, events)]] as const));
  const { protocol = zab, channelNames = new Map<string, string>() } = given;
  const conformance = new Conformance({ protocol, header, sources, channelNames });
  const ended = conformance.advance();
  assert(ended.kind !== 'more', 'everything is at hand');
  return { conformance, divergence: ended.kind === 'divergence' ? ended.divergence : null };
}

/** In one line, for the message of a failing test. */
export function told({ divergence }: Judgement): string {
  if (divergence === null) return 'it conforms';
  const { rule, server, line, expected, recorded } = divergence;
  return `server ${server}, line ${line} (${rule}): expected ${expected}; recorded ${recorded}`;
}
