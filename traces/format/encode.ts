/** One event, one line of JSON. */
import type { TraceEvent } from './event.js';

/** With its line end. */
export function encodeEvent(event: TraceEvent): string {
  return `${JSON.stringify(event)}\n`;
}
