/**
 * Joining reads: one view a slot that shows all that several readers want to see there, so that one look-up serves them all.
 */
import type { Read, View } from '#spec/kit/system.js';
import { groupBy } from '../intern/group-by.js';

/** The slots read, in order, as text: readers with one such text can be joined without reading a slot more. */
export function slotsText(reads: readonly Read[]): string {
  return slotsOf(reads).join();
}

/** One read a slot. */
export function joinReads(reads: readonly Read[]): Read[] {
  return slotsOf(reads).map((slot) => {
    const views = reads.filter((read) => read.slot === slot).map(({ view }) => view);
    return views.includes(undefined) ? { slot } : { slot, view: joinViews(views.filter((view) => view !== undefined)) };
  });
}

function joinViews(views: readonly View[]): View {
  const parts = groupBy(views, ({ name }) => name).map(([view]) => view);
  if (parts.length === 1) return parts[0];
  return { name: `joined: ${parts.map(({ name }) => name).join(', ')}`, of: (value) => parts.map((view) => view.of(value)) };
}

function slotsOf(reads: readonly Read[]): number[] {
  return [...new Set(reads.map(({ slot }) => slot))].sort((a, b) => a - b);
}
