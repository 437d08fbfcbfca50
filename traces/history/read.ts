/** Files of histories, read line by line: plain NDJSON, or compressed where the name ends in `.gz`. The first wrong line ends it. */
import { HistoryBuilder } from './builder.js';
import { historyLine } from './format/event.js';
import type { HistoryLine } from './format/event.js';
import { explain } from './format/reporter.js';
import type { History, Place } from './history.js';
import { linesOf } from './lines.js';

export type LineRead = { readonly ok: true; readonly line: HistoryLine } | { readonly ok: false; readonly error: string };

export type HistoryRead =
  { readonly ok: true; readonly history: History } | { readonly ok: false; readonly error: string; readonly place: Place };

function parseJson(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

export function readLine(text: string): LineRead {
  const json = parseJson(text);
  if (json === null) return { ok: false, error: 'not JSON' };
  const decoded = historyLine.decode(json.value);
  return decoded._tag === 'Right' ? { ok: true, line: decoded.right } : { ok: false, error: explain(decoded.left) };
}

/** The lines of one file, each with its end. */
export function addLine(builder: HistoryBuilder, text: string, number: number): string | null {
  const read = readLine(text);
  if (!read.ok) return read.error;
  if ((number === 1) !== (read.line.t === 'history')) return number === 1 ? 'no history of this version' : 'a second first line';
  return builder.add(read.line, number);
}

async function readFile(builder: HistoryBuilder, file: string): Promise<{ error: string; line: number } | null> {
  builder.file(file);
  let number = 0;
  let torn: string | null = null;
  for await (const text of linesOf(file)) {
    if (torn !== null) return { error: torn, line: number };
    number++;
    torn = addLine(builder, text, number);
  }
  // A recorder that was killed leaves half a line at the end: what it saw before is sound.
  return torn === null || (torn === 'not JSON' && number > 1) ? null : { error: torn, line: number };
}

/** A file that cannot be read is an answer too: `line` is 0 then. */
export async function readHistory(files: readonly string[]): Promise<HistoryRead> {
  const builder = new HistoryBuilder();
  for (const file of files) {
    let wrong: { error: string; line: number } | null;
    try {
      wrong = await readFile(builder, file);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      wrong = { error: error.message, line: 0 };
    }
    if (wrong !== null) return { ok: false, error: wrong.error, place: { file, line: wrong.line } };
  }
  return { ok: true, history: builder.history() };
}
