/**
 * The lines around a divergence, of every server, in one file that can be judged again. Its first line says what was found and what it lacks: where
 * the runs it is about began inside it, it lacks nothing, and the judge comes to the same divergence.
 */
import type { TraceEvent } from '#traces/format/event.js';
import { encodeEvent } from '#traces/format/encode.js';
import { decodeLine } from '#traces/format/codec.js';
import type { Conformance, Divergence } from './conformance.js';
import { lineOf, LINES_KEPT, Source } from './source.js';
import type { Line } from './source.js';

/** Lines of each server behind what was read. */
const LINES_BEHIND = 4;

const BEGINNING = '{"t":"excerpt"';

export interface ExcerptHeader {
  readonly t: 'excerpt';
  readonly version: 1;
  readonly rule: string;
  readonly server: number;
  readonly peers: readonly number[];
  readonly expected: string;
  readonly recorded: string;
  /** Servers of whose run the beginning is not here. Empty: the excerpt can be judged. */
  readonly lacks: readonly string[];
}

export function excerptOf({ tracks }: Conformance, divergence: Divergence): string {
  const lacks: string[] = [];
  let lines = '';
  for (const { source, server } of tracks) {
    const recent = source.recent(LINES_KEPT);
    const [first] = recent;
    if (first?.event.t !== 'trace') lacks.push(`what server ${server} did before ${source.name}:${first?.number ?? 1}`);
    for (const { event } of [...recent, ...source.following(LINES_BEHIND)]) lines += encodeEvent(event);
  }
  const { rule, server, peers, expected, recorded } = divergence;
  const header: ExcerptHeader = { t: 'excerpt', version: 1, rule, server, peers: peers ?? [], expected, recorded, lacks };
  return `${JSON.stringify(header)}\n${lines}`;
}

export function isExcerpt(beginning: string): boolean {
  return beginning.startsWith(BEGINNING);
}

export interface Excerpt {
  readonly header: ExcerptHeader;
  readonly sources: ReadonlyMap<number, Source>;
}

/** Null: it is damaged. */
export function readExcerpt(name: string, text: string): Excerpt | null {
  const [first = '', ...rest] = text.split('\n');
  const header = headerOf(first);
  if (header === null) return null;
  const lines = new Map<number, Line[]>();
  let current: Line[] = [];
  for (const [index, line] of rest.entries()) {
    if (line === '') continue;
    const decoded = decodeLine(line, index + 2);
    if (!decoded.ok) return null;
    const { event } = decoded;
    if (event.t === 'trace') current = sectionOf(lines, event);
    current.push(lineOf(event, index + 2));
  }
  const sources = [...lines].map(([server, each]) => {
    const source = new Source(name);
    source.add(each);
    source.complete = true;
    return [server, source] as const;
  });
  return { header, sources: new Map(sources) };
}

function sectionOf(lines: Map<number, Line[]>, { server }: Extract<TraceEvent, { readonly t: 'trace' }>): Line[] {
  const section = lines.get(server) ?? [];
  lines.set(server, section);
  return section;
}

function headerOf(line: string): ExcerptHeader | null {
  try {
    const header = JSON.parse(line) as Partial<ExcerptHeader>;
    const texts = [header.rule, header.expected, header.recorded];
    const whole = texts.every((text) => typeof text === 'string') && Array.isArray(header.lacks) && Array.isArray(header.peers);
    return whole && typeof header.server === 'number' ? (header as ExcerptHeader) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
