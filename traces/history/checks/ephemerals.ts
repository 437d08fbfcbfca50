/** Ephemeral nodes live and die with their sessions. */
import { NO_SESSION } from '../format/results.js';
import type { Model } from '../model/model.js';
import { childPath } from '../model/paths.js';
import type { Contradiction } from '../replay/contradiction.js';
import type { Check } from './check.js';

export const ephemerals: Check = {
  id: 'ephemerals',
  words: 'an ephemeral node is there as long as its session, and no longer',
  source: 'ephemeral nodes: deleted in the transaction that ends the session',
};

/** A node that has an owner: it is told behind the owner's end, or is not told before. */
export function isOfEphemeral({ mismatch, model }: Contradiction): boolean {
  const { path, answer } = mismatch;
  const owner = answer.stat?.ephemeralOwner ?? NO_SESSION;
  if (owner !== NO_SESSION && model.get(path) === undefined) return true;
  const node = model.get(path);
  if (node?.kind === 'ephemeral' && answer.stat === undefined) return true;
  const gone = model.goneAt(path);
  if (node === undefined && gone !== undefined && gone.owner !== NO_SESSION) return true;
  return model.get(path) !== undefined && namesEphemeral({ path, told: mismatch.told, expected: mismatch.expected }, model);
}

/** Lists of children that differ in an ephemeral one. */
function namesEphemeral(
  { path, told, expected }: { readonly path: string; readonly told: string; readonly expected: string },
  model: Model,
): boolean {
  const name = /^a child (.+)$/.exec(told)?.[1] ?? /^a child (.+)$/.exec(expected)?.[1];
  if (name === undefined) return false;
  const child = childPath(path, name);
  return (model.get(child)?.owner ?? model.goneAt(child)?.owner ?? NO_SESSION) !== NO_SESSION;
}
