/**
 * What a step changed in a value, by path: a person should read three lines, not two servers.
 */
import { canonicalText } from '#spec/kit/canonical.js';
import type { Value } from '#spec/kit/system.js';
import { isList, plainValue, valueText, type Show } from './value.js';

export interface Change {
  /** `leading.learners.2.stage`; empty for the value itself. */
  readonly path: string;
  /** `added` and `removed`: a field, or an item at the end or the front of a list. */
  readonly kind: 'changed' | 'added' | 'removed';
  readonly before: string;
  readonly after: string;
}

/** Empty when the values are equal. */
export function changesOf(before: Value, after: Value, show: Show): readonly Change[] {
  return compare(before, after, '', show);
}

function compare(before: Value, after: Value, path: string, show: Show): readonly Change[] {
  if (same(before, after)) return [];
  const whole: Change = { path, kind: 'changed', before: valueText(before, show), after: valueText(after, show) };
  // A short form says enough, unless it leaves out the very thing that changed.
  if ((show(before) !== undefined || show(after) !== undefined) && whole.before !== whole.after) return [whole];
  const [left, right] = [plainValue(before), plainValue(after)];
  if (isList(left) && isList(right)) {
    return isFrame(left, right)
      ? compareRecords(Object.fromEntries(left.entries()), Object.fromEntries(right.entries()), path, show)
      : (compareLists(left, right, path, show) ?? [whole]);
  }
  if (isRecord(left) && isRecord(right)) return compareRecords(left, right, path, show);
  return [whole];
}

/** A list of lists that keeps its length is a frame with numbered places (the two directions of a link), not a queue. */
function isFrame(before: readonly Value[], after: readonly Value[]): boolean {
  return before.length === after.length && [...before, ...after].every(isList);
}

/** Queues and logs: items leave at the front and join at the end. Undefined where that is not what happened. */
function compareLists(
  before: readonly Value[],
  after: readonly Value[],
  path: string,
  show: Show,
): readonly Change[] | undefined {
  const gone = before.findIndex((_, index) => isPrefix(before.slice(index), after));
  const left = gone === -1 ? before.length : gone;
  if (left === before.length && before.length > 0 && after.length > 0) return undefined;
  const removed = before
    .slice(0, left)
    .map((item): Change => ({ path, kind: 'removed', before: valueText(item, show), after: '' }));
  const added = after
    .slice(before.length - left)
    .map((item): Change => ({ path, kind: 'added', before: '', after: valueText(item, show) }));
  return [...removed, ...added];
}

function isPrefix(start: readonly Value[], whole: readonly Value[]): boolean {
  return start.length <= whole.length && start.every((item, index) => same(item, whole[index]));
}

type PlainRecord = Readonly<Record<string, Value>>;

function compareRecords(before: PlainRecord, after: PlainRecord, path: string, show: Show): readonly Change[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return keys.flatMap((key): readonly Change[] => {
    const here = path === '' ? key : `${path}.${key}`;
    if (!(key in before)) return [{ path: here, kind: 'added', before: '', after: valueText(after[key], show) }];
    if (!(key in after)) return [{ path: here, kind: 'removed', before: valueText(before[key], show), after: '' }];
    return compare(before[key], after[key], here, show);
  });
}

function isRecord(value: Value): value is PlainRecord {
  return typeof value === 'object' && value !== null && !isList(value);
}

function same(left: Value, right: Value): boolean {
  return left === right || canonicalText(left) === canonicalText(right);
}
