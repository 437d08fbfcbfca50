/** A reply against the tree as it stands at the reply's zxid. */
import { ERR, hasZxid, isOfTree } from '../errors.js';
import { isPart } from '../format/operations.js';
import type { RequestArguments } from '../format/operations.js';
import type { Operation, ReplyLine } from '../history.js';
import { applyPart } from '../model/apply.js';
import { answerOf, compareRead, compareWrite } from '../model/compare.js';
import type { Mismatch } from '../model/compare.js';
import type { Model } from '../model/model.js';
import { isSystem, parentOf } from '../model/paths.js';
import { judgeMulti } from './judge-multi.js';

function closedNear(model: Model, path: string): boolean {
  return model.get(path)?.open === false || model.get(parentOf(path))?.open === false;
}

/** Refused: by an access list only where there is one. */
function judgeRefusal(model: Model, args: RequestArguments, err: number): Mismatch | null {
  if (err !== ERR.NOAUTH || !('path' in args) || isSystem(args.path) || closedNear(model, args.path)) return null;
  return { path: args.path, expected: 'open nodes', told: 'NOAUTH', answer: { err } };
}

/** The tree is left as the write leaves it, unless there is a contradiction. */
export function judgeWrite(model: Model, { args, connection }: Operation, { err, result, zxid }: ReplyLine): Mismatch | null {
  const stamp = { zxid, session: connection.session };
  if (!hasZxid(err)) return null;
  if (!isOfTree(err)) return judgeRefusal(model, args, err);
  if (args.op === 'closeSession') model.close(connection.session, zxid);
  if (args.op === 'multi') return judgeMulti(model, args, result.parts ?? [], stamp);
  if (!isPart(args) && args.op !== 'setACL') return null;
  if (isSystem(args.path) && err !== ERR.OK) return null;
  return compareWrite(args.path, applyPart(model, args, stamp), answerOf(err, result));
}

function judgeEphemerals(model: Model, session: string, prefix: string, told: readonly string[]): Mismatch | null {
  const due = [...model.ephemeralsOf(session)].filter((path) => path.startsWith(prefix === '/' ? '' : prefix));
  const answer = { err: ERR.OK };
  const seen = new Set(told);
  const lost = due.find((path) => !seen.has(path));
  if (lost !== undefined) return { path: lost, expected: 'an ephemeral node of this session', told: 'none', answer };
  const extra = told.find((path) => !due.includes(path));
  if (extra !== undefined) return { path: extra, expected: 'no ephemeral node of this session', told: 'one', answer };
  return null;
}

/** Null also for what says nothing about the tree. */
export function judgeRead(model: Model, { args, connection }: Operation, { err, result }: ReplyLine): Mismatch | null {
  if (args.op === 'multiRead') {
    return firstOf(args.parts.map(({ path }, index) => readPart(model, path, result.parts?.[index])));
  }
  if (args.op === 'getEphemerals') {
    return err === ERR.OK ? judgeEphemerals(model, connection.session, args.path, result.children ?? []) : null;
  }
  if (args.op === 'getAllChildrenNumber') return judgeCount(model, args.path, err, result.count ?? 0);
  return 'watch' in args || args.op === 'getACL' ? readPart(model, args.path, answerOf(err, result)) : null;
}

function judgeCount(model: Model, path: string, err: number, told: number): Mismatch | null {
  const due = model.descendants(path);
  if (err !== ERR.OK || isSystem(path) || due === told) return null;
  return { path, expected: `${due} nodes below`, told: `${told}`, answer: { err } };
}

function readPart(model: Model, path: string, answer: Parameters<typeof compareRead>[2] | undefined): Mismatch | null {
  return answer === undefined || isSystem(path) ? null : compareRead(model, path, answer);
}

function firstOf(mismatches: readonly (Mismatch | null)[]): Mismatch | null {
  return mismatches.find((mismatch) => mismatch !== null) ?? null;
}
