/**
 * What clients ask, as histories hold it: the arguments that the guarantees speak of. Data is told by hash and length, an access list by
 * whether it is the open one.
 */
import * as t from 'io-ts';
import { byTag } from './by-tag.js';
import { int } from './int.js';
import { zxidCodec } from './zxid.js';

/** Null data has hash null and length 0. */
export const dataFields = { hash: t.union([t.string, t.null]), length: int } as const;

/** `open`: everyone may do everything. Other lists are not looked into. */
const create = { path: t.string, ...dataFields, flags: int, open: t.boolean } as const;
const versioned = { path: t.string, version: int } as const;
const watching = { path: t.string, watch: t.boolean } as const;
const pathOnly = { path: t.string } as const;
const watchesOf = { path: t.string, type: int } as const;
const paths = t.array(t.string);

function op<N extends string, P extends t.Props>(name: N, fields: P): t.TypeC<{ op: t.LiteralC<N> } & P> {
  return t.type({ op: t.literal(name), ...fields });
}

const parts = {
  create: op('create', create),
  create2: op('create2', create),
  createContainer: op('createContainer', create),
  createTTL: op('createTTL', create),
  delete: op('delete', versioned),
  setData: op('setData', { ...versioned, ...dataFields }),
  check: op('check', versioned),
} as const;

const writePart = byTag('part of a multi', 'op', parts);

const setWatches = {
  relativeZxid: zxidCodec,
  data: paths,
  exist: paths,
  child: paths,
  persistent: paths,
  recursive: paths,
} as const;

export const requestArguments = byTag('arguments', 'op', {
  ...parts,
  setACL: op('setACL', { ...versioned, open: t.boolean }),
  multi: op('multi', { parts: t.array(writePart) }),
  exists: op('exists', watching),
  getData: op('getData', watching),
  getChildren: op('getChildren', watching),
  getChildren2: op('getChildren2', watching),
  getACL: op('getACL', pathOnly),
  /** `path` is the prefix, empty for all. */
  getEphemerals: op('getEphemerals', pathOnly),
  getAllChildrenNumber: op('getAllChildrenNumber', pathOnly),
  multiRead: op('multiRead', {
    parts: t.array(
      byTag('part of a multiRead', 'op', { getData: op('getData', pathOnly), getChildren: op('getChildren', pathOnly) }),
    ),
  }),
  sync: op('sync', pathOnly),
  addWatch: op('addWatch', { path: t.string, mode: int }),
  removeWatches: op('removeWatches', watchesOf),
  checkWatches: op('checkWatches', watchesOf),
  setWatches: op('setWatches', setWatches),
  setWatches2: op('setWatches2', setWatches),
  closeSession: op('closeSession', {}),
  reconfig: op('reconfig', {}),
  ping: op('ping', {}),
  auth: op('auth', {}),
  /** Anything else: it has its place in the order, and nothing more is known of it. */
  other: op('other', { name: t.string }),
});

export type RequestArguments = t.TypeOf<typeof requestArguments>;
export type OperationName = RequestArguments['op'];
export type WritePart = t.TypeOf<typeof writePart>;
export type CreatePart = Extract<WritePart, { readonly flags: number }>;
export type ArgumentsOf<N extends OperationName> = Extract<RequestArguments, { readonly op: N }>;

/** May stand in a multi; all of them but `check` on their own too. */
export function isPart(args: RequestArguments): args is WritePart {
  return Object.hasOwn(parts, args.op);
}
