/**
 * Signs of life on stderr: one line in place on a terminal, a line now and then elsewhere.
 */
import type { Progress } from '../search/search.js';
import type { Screen } from './paint.js';
import { bytes, compact, count } from './words.js';

export interface ProgressScreen extends Screen {
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

const LINE_EVERY_MS = 5000;
const ERASE = '\r\u001B[2K';

export class ProgressWriter {
  private readonly screen: ProgressScreen;
  private readonly now: () => number;
  private written: number;
  private shown = false;

  constructor(screen: ProgressScreen, now: () => number = () => performance.now()) {
    this.screen = screen;
    this.now = now;
    this.written = now();
  }

  /** Shows or replaces the line, where this kind of screen is due one. */
  update(line: string): void {
    if (this.screen.isTTY === true) {
      this.screen.write(ERASE + line.slice(0, Math.max(20, (this.screen.columns ?? 80) - 1)));
      this.shown = true;
    } else if (this.now() - this.written >= LINE_EVERY_MS) {
      this.written = this.now();
      this.screen.write(`${line}\n`);
    }
  }

  /** Takes the line away, so that something else can be printed. */
  clear(): void {
    if (this.shown) this.screen.write(ERASE);
    this.shown = false;
  }

  /** A line that stays. */
  say(line: string): void {
    this.clear();
    this.screen.write(`${line}\n`);
  }
}

/** `3/8 zab-coarse S1  depth 9 of 12  1,234,567 states  412k/s  queue 300k  120 MiB  next level about 500k`. */
export function progressText(label: string, progress: Progress, depth: number): string {
  const rate = progress.seconds > 0 ? progress.distinct / progress.seconds : 0;
  return [
    label,
    `depth ${progress.depth}${Number.isFinite(depth) ? ` of ${depth}` : ''}`,
    `${count(progress.distinct)} states`,
    `${compact(rate)}/s`,
    `queue ${compact(progress.queue)}`,
    bytes(progress.bytes),
    ...(progress.levelEstimate === undefined ? [] : [`next level about ${compact(progress.levelEstimate)}`]),
  ].join('  ');
}
