/**
 * The messages of a behaviour as a picture: one column per process, time downwards, a row per message.
 *
 *              server 1         server 2
 *       1          ├──FOLLOWERINFO 0──▶│
 *       2          │  FOLLOWERINFO 0┄┄▷●
 */
import type { LaneEvent } from '#spec/kit/system.js';
import { PAGE_WIDTH } from './words.js';

export const LANE_LEGEND = '──▶ sent   ┄▷ received   ✗ lost   ● at the process itself';

/** Room for step numbers. */
const MARGIN = 6;
const WIDEST = 30;
const NARROWEST = 14;

interface Row {
  readonly cells: string[];
  readonly taken: boolean[];
}

/** The picture of some steps, each with its number and events. Steps without events get a row too: time passed. */
export function lanePicture(names: readonly string[], steps: readonly (readonly LaneEvent[])[]): readonly string[] {
  if (names.length === 0 || steps.every((events) => events.length === 0)) return [];
  const width = Math.max(NARROWEST, Math.min(WIDEST, Math.floor((PAGE_WIDTH - MARGIN) / names.length)));
  const centres = names.map((_, index) => MARGIN + width * index + Math.floor(width / 2));
  const page = { centres, width, length: MARGIN + width * names.length };
  const head = emptyRow({ ...page, centres: [] });
  names.forEach((name, index) => {
    const text = clip(name, width - 1);
    put(head, (centres[index] ?? 0) - Math.floor(text.length / 2), text);
  });
  const rows = steps.flatMap((events, index) => stepRows(events, String(index + 1), page));
  return [lineOf(head), ...rows.map(lineOf)];
}

function stepRows(events: readonly LaneEvent[], label: string, page: Page): readonly Row[] {
  let row = emptyRow(page);
  put(row, MARGIN - 2 - label.length, label);
  const rows = [row];
  for (const event of events) {
    const drawing = draw(event, page);
    // Two messages may share a row where they do not cross, never out of order.
    if (!fits(row, drawing)) {
      row = emptyRow(page);
      rows.push(row);
    }
    put(row, drawing.at, drawing.text);
    join(row, drawing);
  }
  return rows;
}

interface Drawing {
  readonly at: number;
  readonly text: string;
  /** The cell on the process's own line, and what it becomes. */
  readonly knot: number;
  readonly sign: string;
  /** Where an arrow ends: nothing else happens there in this row. */
  readonly target?: number;
}

interface Page {
  readonly centres: readonly number[];
  /** Of one column. */
  readonly width: number;
  /** Of all columns. */
  readonly length: number;
}

function draw(event: LaneEvent, page: Page): Drawing {
  const { centres, width } = page;
  const from = centres[event.lane] ?? 0;
  const peer = event.peer === undefined || event.peer === event.lane ? undefined : centres[event.peer];
  switch (event.kind) {
    case 'send':
      return peer === undefined ? beside(from, `▶ ${event.text}`, '├', page) : arrow(from, peer, event.text, '▶', '◀');
    case 'lost':
      return peer === undefined ? beside(from, ` ${event.text}`, '✗', page) : arrow(from, peer, event.text, '✗', '✗');
    case 'receive':
      return peer === undefined ? beside(from, `◁ ${event.text}`, '●', page) : arrival(from, peer, event.text, width);
    case 'local':
      return beside(from, ` ${event.text}`, '●', page);
  }
}

/** `├──text──▶` from a process to another, over those between. */
function arrow(from: number, to: number, text: string, right: string, left: string): Drawing {
  const room = Math.abs(to - from) - 1;
  const word = clip(text, room - 3);
  const before = Math.floor((room - 1 - word.length) / 2);
  const rest = room - 1 - word.length - before;
  if (to > from) {
    return { at: from + 1, text: `${'─'.repeat(before)}${word}${'─'.repeat(rest)}${right}`, knot: from, sign: '├', target: to };
  }
  return { at: to + 1, text: `${left}${'─'.repeat(rest)}${word}${'─'.repeat(before)}`, knot: from, sign: '┤', target: to };
}

/** `text┄▷●` on the side of the sender; the way it came was drawn when it was sent. */
function arrival(at: number, peer: number, text: string, width: number): Drawing {
  const word = clip(text, width - 4);
  if (peer < at) return { at: at - word.length - 2, text: `${word}┄▷`, knot: at, sign: '●' };
  return { at: at + 1, text: `◁┄${word}`, knot: at, sign: '●' };
}

function beside(at: number, text: string, sign: string, { width, length }: Page): Drawing {
  const room = Math.min(width - 2, Math.max(PAGE_WIDTH, length) - at - 1);
  return { at: at + 1, text: clip(text, room), knot: at, sign };
}

function fits(row: Row, drawing: Drawing): boolean {
  const { at, text, knot, target = knot } = drawing;
  const low = Math.min(at, knot, target);
  const high = Math.max(at + text.length - 1, knot, target);
  for (let cell = low; cell <= high; cell++) {
    if (cell !== knot && row.taken[cell]) return false;
  }
  // One process may send both ways in one row; anything else needs the knot for itself.
  return !row.taken[knot] || isFork(row.cells[knot], drawing.sign);
}

function isFork(here: string | undefined, sign: string): boolean {
  return (here === '├' && sign === '┤') || (here === '┤' && sign === '├');
}

function join(row: Row, drawing: Drawing): void {
  const sign = isFork(row.cells[drawing.knot], drawing.sign) ? '┼' : drawing.sign;
  put(row, drawing.knot, sign);
  if (drawing.target !== undefined) row.taken[drawing.target] = true;
}

function emptyRow({ centres, length }: Pick<Page, 'centres' | 'length'>): Row {
  const cells = Array.from({ length }, (_, cell) => (centres.includes(cell) ? '│' : ' '));
  return { cells, taken: cells.map(() => false) };
}

function put(row: Row, at: number, text: string): void {
  for (let offset = 0; offset < text.length; offset++) {
    row.cells[at + offset] = text.charAt(offset);
    row.taken[at + offset] = true;
  }
}

function lineOf(row: Row): string {
  return row.cells.join('').trimEnd();
}

function clip(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}
