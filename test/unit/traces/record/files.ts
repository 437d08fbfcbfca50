/** A folder for trace files, and what is in them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TraceEvent } from '#traces/format/event.js';
import { readTrace } from '#traces/format/read-trace.js';
import type { Reading } from '#traces/format/read-trace.js';

export const SUFFIXES = ['.ndjson', '.ndjson.gz'] as const;

export async function inFolder(use: (path: (name: string) => string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'zabkeeper-traces-test-'));
  try {
    await use((name) => join(folder, name));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Content {
  readonly events: readonly TraceEvent[];
  /** What came instead of an event, at the end. */
  readonly end: Exclude<Reading, { readonly kind: 'event' }> | null;
}

export async function contentOf(file: string): Promise<Content> {
  const events: TraceEvent[] = [];
  for await (const reading of readTrace(file)) {
    if (reading.kind !== 'event') return { events, end: reading };
    events.push(reading.event);
  }
  return { events, end: null };
}
