/** What setWatches makes up: the difference between what the client knew and what is, told as events without a zxid before its reply. */
import type { ArgumentsOf } from '../format/operations.js';
import { NO_ZXID } from '../format/zxid.js';
import type { Connection, Operation } from '../history.js';
import type { Mismatch } from '../model/compare.js';
import type { Model } from '../model/model.js';
import { EVENT, eventText } from './due.js';

export type SetWatches = ArgumentsOf<'setWatches' | 'setWatches2'>;

/** `type` null: nothing is told, the watch is set. */
export interface Answer {
  readonly table: 'data' | 'child';
  readonly path: string;
  readonly type: number | null;
}

/** In the order of `DataTree.setWatches`. */
export function answersOf(args: SetWatches, model: Model): readonly Answer[] {
  const { relativeZxid } = args;
  const data = args.data.map((path): Answer => {
    const node = model.get(path);
    const type = node === undefined ? EVENT.deleted : node.mzxid > relativeZxid ? EVENT.dataChanged : null;
    return { table: 'data', path, type };
  });
  const exist = args.exist.map((path): Answer => {
    return { table: 'data', path, type: model.get(path) === undefined ? null : EVENT.created };
  });
  const child = args.child.map((path): Answer => {
    const node = model.get(path);
    const type = node === undefined ? EVENT.deleted : node.pzxid > relativeZxid ? EVENT.childrenChanged : null;
    return { table: 'child', path, type };
  });
  return [...data, ...exist, ...child];
}

/** What came without a zxid directly before the replies to setWatches. */
export function toldBySetWatches({ arrivals }: Connection): ReadonlyMap<Operation, ReadonlySet<string>> {
  const found = new Map<Operation, ReadonlySet<string>>();
  let told: string[] = [];
  for (const arrival of arrivals) {
    if (arrival.kind === 'event') {
      if (arrival.event.zxid === NO_ZXID) told.push(eventText(arrival.event.type, arrival.event.path));
      continue;
    }
    const { op } = arrival.operation.args;
    if (op === 'setWatches' || op === 'setWatches2') found.set(arrival.operation, new Set(told));
    told = [];
  }
  return found;
}

export function judgeMadeUp(model: Model, args: SetWatches, told: ReadonlySet<string>): Mismatch | null {
  const answer = { err: 0 };
  for (const { path, type } of answersOf(args, model)) {
    if (type !== null && !told.has(eventText(type, path))) {
      return { path, expected: eventText(type, path), told: 'no such event', answer };
    }
  }
  const due = new Set(answersOf(args, model).map(({ type, path }) => (type === null ? '' : eventText(type, path))));
  for (const event of told) {
    const path = event.slice(event.indexOf(' ') + 1);
    if (!due.has(event)) return { path, expected: 'no event', told: event, answer };
  }
  return null;
}
