/**
 * A behaviour as text: numbered steps in fixed columns, each with what it changed and nothing else.
 */
import type { Outcome, System, Value } from '#spec/kit/system.js';
import { changesOf, type Change } from './diff.js';
import type { Paint } from './paint.js';
import { showNothing, valueText, type Show } from './value.js';
import { labelled, PAGE_WIDTH, wrap } from './words.js';

/** A step as replayed: full vectors of slot values before and after. */
export interface ShownStep {
  readonly outcome: Outcome;
  readonly before: readonly Value[];
  readonly after: readonly Value[];
}

export interface SlotChanges {
  readonly slot: string;
  readonly changes: readonly Change[];
}

export function slotChanges(system: System, step: ShownStep): readonly SlotChanges[] {
  const show = system.show ?? showNothing;
  return system.slots
    .map((slot, index) => ({ slot: slot.name, changes: changesOf(step.before[index], step.after[index], show) }))
    .filter(({ changes }) => changes.length > 0);
}

/** Columns of changes: margin, slot, path, then the values. */
const STEP_MARGIN = '       ';
const VALUE_ROOM_LEAST = 30;

export function stepLines(system: System, steps: readonly ShownStep[], paint: Paint): readonly string[] {
  const changed = steps.map((step) => slotChanges(system, step));
  const widths = columnWidths(changed.flat());
  const actionWidth = Math.max(0, ...steps.map((step) => step.outcome.action.length));
  return steps.flatMap((step, index) => {
    const { action, args, violations = [] } = step.outcome;
    const title = `${String(index + 1).padStart(4)}  ${paint.bold(action.padEnd(actionWidth))}  ${args}`.trimEnd();
    const changes = changed[index] ?? [];
    return [
      title,
      ...(changes.length === 0 ? [`${STEP_MARGIN}${paint.dim('(nothing changes)')}`] : []),
      ...changes.flatMap((slot) => changeLines(slot, widths)),
      ...violations.map(({ property, detail }) => paint.bad(`${STEP_MARGIN}breaks ${property}: ${detail}`)),
    ];
  });
}

interface Widths {
  readonly slot: number;
  readonly path: number;
}

function columnWidths(all: readonly SlotChanges[]): Widths {
  const slot = Math.max(0, ...all.map((each) => each.slot.length));
  const path = Math.max(0, ...all.flatMap((each) => each.changes.map((change) => change.path.length)));
  return { slot, path: Math.min(path, PAGE_WIDTH - VALUE_ROOM_LEAST - STEP_MARGIN.length - slot) };
}

function changeLines({ slot, changes }: SlotChanges, widths: Widths): readonly string[] {
  return changes.map((change, index) => {
    const where = `${STEP_MARGIN}${(index === 0 ? slot : '').padEnd(widths.slot)}  ${change.path.padEnd(widths.path)}  `;
    return where + valuesText(change, where.length);
  });
}

function valuesText(change: Change, margin: number): string {
  const indent = ' '.repeat(margin);
  const block = (text: string): string => wrap(text, '', PAGE_WIDTH - margin).replaceAll('\n', `\n${indent}`);
  if (change.kind === 'added') return `+ ${block(change.after)}`;
  if (change.kind === 'removed') return `- ${block(change.before)}`;
  const line = `${change.before} → ${change.after}`;
  // Long values stand under each other, so that the eye finds the difference.
  if (margin + line.length <= PAGE_WIDTH) return line;
  return `${block(change.before)}\n${indent.slice(2)}→ ${block(change.after)}`;
}

/** A whole state, one slot after the other. */
export function stateLines(system: System, values: readonly Value[], show: Show = system.show ?? showNothing): readonly string[] {
  const width = Math.max(0, ...system.slots.map((slot) => slot.name.length));
  return system.slots.map((slot, index) => labelled(slot.name, valueText(values[index], show), width, '      '));
}
