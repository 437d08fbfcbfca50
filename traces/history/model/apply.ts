/**
 * What a write does to the tree, or why it does not: the first condition that holds is the answer, in the order of
 * `PrepRequestProcessor`.
 */
import { ERR } from '../errors.js';
import { isPart } from '../format/operations.js';
import type { ArgumentsOf, CreatePart, RequestArguments, WritePart } from '../format/operations.js';
import type { HistoryZxid } from '../format/zxid.js';
import type { Model } from './model.js';
import { newNode } from './node.js';
import type { ModelNode, NodeKind } from './node.js';
import { isSystem, parentOf, sequenceSuffix } from './paths.js';

/** `path`: of the node that was made. `node`: whose Stat the reply tells. */
export interface Outcome {
  readonly err: number;
  readonly path?: string;
  readonly node?: ModelNode;
}

export interface Stamp {
  readonly zxid: HistoryZxid;
  readonly session: string;
}

const EPHEMERAL: ReadonlySet<number> = new Set([1, 3]);
const SEQUENTIAL: ReadonlySet<number> = new Set([2, 3, 6]);

export function isSequential({ flags }: CreatePart): boolean {
  return SEQUENTIAL.has(flags);
}

function kindOf({ op, flags }: CreatePart): NodeKind {
  if (op === 'createContainer') return 'container';
  if (op === 'createTTL') return 'ttl';
  return EPHEMERAL.has(flags) ? 'ephemeral' : 'plain';
}

function fails(err: number): Outcome {
  return { err };
}

function create(model: Model, part: CreatePart, { zxid, session }: Stamp): Outcome {
  const parent = model.get(parentOf(part.path));
  if (parent === undefined) return fails(ERR.NONODE);
  const path = isSequential(part) ? part.path + sequenceSuffix(parent.creates) : part.path;
  if (model.get(path) !== undefined) return fails(ERR.NODEEXISTS);
  if (parent.kind === 'ephemeral') return fails(ERR.NOCHILDRENFOREPHEMERALS);
  const { hash, length, open } = part;
  const node = newNode({ zxid, hash, length, open, kind: kindOf(part), owner: session });
  model.add(path, node);
  return { err: ERR.OK, path, node };
}

function remove(model: Model, { path, version }: { readonly path: string; readonly version: number }, { zxid }: Stamp): Outcome {
  if (path === '/' || isSystem(path)) return fails(ERR.BADARGUMENTS);
  const node = model.get(path);
  if (node === undefined) return fails(ERR.NONODE);
  if (version !== -1 && version !== node.version) return fails(ERR.BADVERSION);
  if (node.children.size > 0) return fails(ERR.NOTEMPTY);
  model.remove(path, zxid);
  return { err: ERR.OK };
}

function ofVersion(
  model: Model,
  { path, version }: { readonly path: string; readonly version: number },
  field: 'version' | 'aversion',
): Outcome {
  const node = model.get(path);
  if (node === undefined) return fails(ERR.NONODE);
  if (version !== -1 && version !== node[field]) return fails(ERR.BADVERSION);
  return { err: ERR.OK, node };
}

function setData(model: Model, part: ArgumentsOf<'setData'>, { zxid }: Stamp): Outcome {
  const outcome = ofVersion(model, part, 'version');
  if (outcome.node !== undefined) model.setData(part.path, outcome.node, part, zxid);
  return outcome;
}

function setAcl(model: Model, part: ArgumentsOf<'setACL'>): Outcome {
  const outcome = ofVersion(model, part, 'aversion');
  if (outcome.node !== undefined) model.setAcl(outcome.node, part.open);
  return outcome;
}

/** One write, or one part of a multi. A failure has changed nothing. */
export function applyPart(model: Model, part: WritePart | ArgumentsOf<'setACL'>, stamp: Stamp): Outcome {
  if (model.endOf(stamp.session) !== undefined) return fails(ERR.SESSIONEXPIRED);
  switch (part.op) {
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
      return create(model, part, stamp);
    case 'delete':
      return remove(model, part, stamp);
    case 'setData':
      return setData(model, part, stamp);
    case 'setACL':
      return setAcl(model, part);
    case 'check': {
      const { err } = ofVersion(model, part, 'version');
      return { err };
    }
  }
}

/** Whether a write that nobody answered would succeed now; if so it is done. */
export function applyWhole(model: Model, args: RequestArguments, stamp: Stamp): boolean {
  if (args.op === 'closeSession') {
    model.close(stamp.session, stamp.zxid);
    return true;
  }
  if (args.op === 'multi') {
    const mark = model.mark();
    const isDone = args.parts.every((part) => applyPart(model, part, stamp).err === ERR.OK);
    if (!isDone) model.back(mark);
    return isDone;
  }
  return (isPart(args) || args.op === 'setACL') && applyPart(model, args, stamp).err === ERR.OK;
}
