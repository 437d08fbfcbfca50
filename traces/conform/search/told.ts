/** The lines of a hypothesis, newest first: recorded ones, and those that it infers. */
import type { Input, Message } from '#spec/model/messages.js';
import type { Local } from '#spec/model/state.js';
import { sameZxid } from '#spec/model/zxid.js';
import type { TraceEvent } from '#traces/format/event.js';
import { sameMessage } from '../messages.js';

export interface Told {
  readonly before: Told | null;
  readonly event: TraceEvent;
  readonly message: Message | null;
  /** Of the line; of an inferred one, that of the recorded line it stands in front of. */
  readonly number: number;
  /** Null: recorded. */
  readonly inferred: { readonly after: Local | null } | null;
}

/** Oldest first, from behind `since`. */
export function toldSince(last: Told | null, since: Told | null): readonly Told[] {
  const lines: Told[] = [];
  for (let told = last; told !== null && told !== since; told = told.before) lines.push(told);
  return lines.reverse();
}

export function sameInput(a: Input, b: Input): boolean {
  if (a === b) return true;
  if (a.type !== b.type) return false;
  if ('from' in a) return a.from === (b as typeof a).from && sameMessage(a, b as typeof a);
  switch (a.type) {
    case 'Start':
    case 'ElectionTimeout':
    case 'FinalizeWait':
    case 'ConnectFailed':
    case 'QuorumTimeout':
    case 'Tick':
    case 'ClientSync':
      return true;
    case 'Connected':
      return a.to === (b as typeof a).to;
    case 'Disconnected':
      return a.peer === (b as typeof a).peer;
    case 'ClientWrite':
      return a.value === (b as typeof a).value;
    case 'SnapshotTaken':
      return sameZxid(a.zxid, (b as typeof a).zxid);
  }
}
