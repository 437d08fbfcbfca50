/** The verdict as one JSON document. */
import type { Conformance, Divergence } from '../conformance.js';
import type { Search } from '../run.js';
import { rate } from './words.js';

const DOCUMENT_VERSION = 1;

export function verdictDocument(
  conformance: Conformance,
  divergence: Divergence | null,
  more: { readonly seconds: number; readonly verdict: string; readonly excerpt: string | null; readonly search: Search | null },
): object {
  const { events, tracks, runs, strength, missing, coverage, dropped } = conformance;
  const { seconds, verdict, excerpt, search } = more;
  return {
    version: DOCUMENT_VERSION,
    verdict,
    events,
    servers: tracks.map(({ server }) => server),
    runs,
    seconds,
    eventsPerSecond: rate(events, seconds),
    strength,
    lacking: { servers: missing, ends: tracks.reduce((sum, { tornRuns }) => sum + tornRuns, 0) },
    droppedMessages: dropped,
    coverage: { actionsTaken: coverage.actionsTaken(), actions: coverage.actions(), guards: coverage.guardsSeen() },
    sampled: search,
    divergence,
    excerpt,
  };
}
