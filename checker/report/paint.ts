/**
 * Colour, where a person looks: on a terminal that wants it (NO_COLOR and TERM=dumb are heard), never in a file or a pipe.
 */
import { styleText } from 'node:util';

export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly warn: (text: string) => string;
}

const unchanged = (text: string): string => text;

export const plain: Paint = { bold: unchanged, dim: unchanged, good: unchanged, bad: unchanged, warn: unchanged };

const coloured: Paint = {
  bold: (text) => styleText('bold', text),
  dim: (text) => styleText('dim', text),
  good: (text) => styleText('green', text),
  bad: (text) => styleText(['bold', 'red'], text),
  warn: (text) => styleText('yellow', text),
};

/** What of a stream decides: `process.stdout` and its like. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly hasColors?: () => boolean;
}

export function paintFor(screen: Screen): Paint {
  return screen.isTTY === true && screen.hasColors?.() === true ? coloured : plain;
}
