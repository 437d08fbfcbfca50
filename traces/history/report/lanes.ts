/**
 * The clients of a violation side by side, time downwards: when each asked, and when it was told.
 *
 *     at   c3 server-1              c5 server-2
 *     120  ┌ setData /a             │
 *     124  │                        ┌ getData /a
 *     131  └ OK, zxid 0x100000005   │
 *     140  │                        └ OK version 0, zxid 0x100000005
 */
import type { Connection, Operation } from '../history.js';
import { argumentsText, replyText } from './words.js';

const LANE_WIDTH = 52;
const AT_WIDTH = 7;

interface Mark {
  readonly at: number;
  readonly connection: Connection;
  readonly text: string;
}

function marksOf(operation: Operation): readonly Mark[] {
  const { connection, at, reply, args } = operation;
  const asked = { at, connection, text: `┌ ${argumentsText(args)}` };
  return reply === null ? [asked] : [asked, { at: reply.at, connection, text: `└ ${replyText(operation)}` }];
}

function cell(text: string): string {
  return text.length > LANE_WIDTH ? `${text.slice(0, LANE_WIDTH - 1)}…` : text.padEnd(LANE_WIDTH);
}

/** Of one file; operations of other files are left out: their time is another. */
export function laneLines(operations: readonly Operation[]): readonly string[] {
  const last = operations.at(-1);
  if (last === undefined) return [];
  const shown = operations.filter(({ connection }) => connection.fileIndex === last.connection.fileIndex);
  const lanes = [...new Set(shown.map(({ connection }) => connection))];
  const marks = shown.flatMap(marksOf).sort((a, b) => a.at - b.at);
  const head = lanes.map(({ id, server, session }) => cell(`c${id} ${server} session ${session}`));
  const lines = marks.map(({ at, connection, text }) => {
    const cells = lanes.map((lane) => cell(lane === connection ? text : '│'));
    return `${String(at).padStart(AT_WIDTH)}  ${cells.join('  ').trimEnd()}`;
  });
  return [`${'at'.padStart(AT_WIDTH)}  ${head.join('  ').trimEnd()}`, ...lines];
}
