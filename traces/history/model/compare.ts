/** What a reply says against what the tree says. */
import { ERR, errText } from '../errors.js';
import type { PartResult, Result } from '../format/results.js';
import { zxidText } from '../format/zxid.js';
import type { Outcome } from './apply.js';
import type { Model } from './model.js';
import { differingField, statOf } from './node.js';
import type { ModelNode, StatField } from './node.js';

/** What a client was told of one node: `err` of its reply, or of its part. */
export type Told = PartResult;

/** A contradiction: what the order of transactions says, and what the client was told. */
export interface Mismatch {
  readonly path: string;
  readonly expected: string;
  readonly told: string;
  readonly answer: Told;
}

const ZXID_FIELDS: ReadonlySet<StatField> = new Set(['czxid', 'mzxid', 'pzxid']);

function fieldText(field: StatField, value: number | string | null): string {
  return typeof value === 'number' && ZXID_FIELDS.has(field) ? zxidText(value) : String(value);
}

function statMismatch(path: string, node: ModelNode, answer: Told): Mismatch | null {
  const { stat } = answer;
  if (stat === undefined) return null;
  const field = differingField(node, stat);
  if (field === null) return null;
  const expected = field === 'ctime' || field === 'mtime' ? node[field] : statOf(node)[field];
  return {
    path,
    expected: `${field} ${fieldText(field, expected)}`,
    told: `${field} ${fieldText(field, stat[field])}`,
    answer,
  };
}

function dataMismatch(path: string, node: ModelNode, answer: Told): Mismatch | null {
  const { hash, length } = answer;
  if (hash === undefined || (hash === node.hash && length === node.length)) return null;
  return { path, expected: `data ${node.hash}`, told: `data ${hash}`, answer };
}

function childrenMismatch(path: string, node: ModelNode, answer: Told): Mismatch | null {
  const { children } = answer;
  if (children === undefined) return null;
  const extra = children.find((name) => !node.children.has(name));
  if (extra !== undefined) return { path, expected: `no child ${extra}`, told: `a child ${extra}`, answer };
  if (children.length === node.children.size) return null;
  const told = new Set(children);
  const lost = [...node.children].find((name) => !told.has(name)) ?? '';
  return { path, expected: `a child ${lost}`, told: `no child ${lost}`, answer };
}

/** A read of one node. Errors that are not about the tree are no contradiction. */
export function compareRead(model: Model, path: string, answer: Told): Mismatch | null {
  const node = model.get(path);
  if (answer.err === ERR.NONODE) {
    return node === undefined ? null : { path, expected: `a node of ${zxidText(node.czxid)}`, told: 'no node', answer };
  }
  if (answer.err === ERR.NOAUTH && node?.open === true) return { path, expected: 'an open node', told: 'NOAUTH', answer };
  if (answer.err !== ERR.OK) return null;
  if (node === undefined) return { path, expected: 'no node', told: 'a node', answer };
  return dataMismatch(path, node, answer) ?? childrenMismatch(path, node, answer) ?? statMismatch(path, node, answer);
}

/** A write, or one part of a multi. */
export function compareWrite(path: string, outcome: Outcome, answer: Told): Mismatch | null {
  if (outcome.err !== answer.err) return { path, expected: errText(outcome.err), told: errText(answer.err), answer };
  if (outcome.path !== undefined && answer.path !== undefined && outcome.path !== answer.path) {
    return { path, expected: outcome.path, told: answer.path, answer };
  }
  return outcome.node === undefined ? null : statMismatch(outcome.path ?? path, outcome.node, answer);
}

export function answerOf(err: number, result: Result): Told {
  return { ...result, err };
}
