/** Requests and replies of the wire as histories tell them. */
import type { ClientOp, Operation, ResponseBody } from '#impl/wire/client-protocol.js';
import type { Acl, Stat } from '#impl/wire/data-records.js';
import type { MultiOperation, MultiReadResult, MultiResult } from '#impl/wire/multi.js';
import type { Zxid } from '#spec/model/zxid.js';
import { dataDigest } from '#traces/history/format/digest.js';
import type { RequestArguments, WritePart } from '#traces/history/format/operations.js';
import { sessionText } from '#traces/history/format/results.js';
import type { HistoryStat, PartResult, Result } from '#traces/history/format/results.js';
import { zxidOf } from '#traces/history/format/zxid.js';
import type { HistoryZxid } from '#traces/history/format/zxid.js';

export function historyZxid({ epoch, counter }: Zxid): HistoryZxid {
  return zxidOf(epoch, counter);
}

/** What tells passwords apart. */
export function passwdHash(passwd: Uint8Array | null): string {
  return dataDigest(passwd).hash ?? 'none';
}

export function historyStat(stat: Stat): HistoryStat {
  const { czxid, mzxid, pzxid, ephemeralOwner } = stat;
  return {
    ...stat,
    czxid: historyZxid(czxid),
    mzxid: historyZxid(mzxid),
    pzxid: historyZxid(pzxid),
    ephemeralOwner: sessionText(ephemeralOwner),
  };
}

const ALL = 31;

function isOpen(acl: readonly Acl[] | null): boolean {
  return acl?.some(({ perms, id }) => perms === ALL && id.scheme === 'world' && id.id === 'anyone') ?? false;
}

function writePart(operation: MultiOperation): WritePart {
  switch (operation.op) {
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL': {
      const { path, data, acl, flags } = operation.body;
      return { op: operation.op, path, flags, open: isOpen(acl), ...dataDigest(data) };
    }
    case 'setData': {
      const { path, data, version } = operation.body;
      return { op: 'setData', path, version, ...dataDigest(data) };
    }
    case 'delete':
    case 'check':
      return { op: operation.op, ...operation.body };
  }
}

const NO_PERSISTENT = { persistent: [], recursive: [] };

export function historyArguments(operation: Operation): RequestArguments {
  switch (operation.op) {
    case 'create':
    case 'create2':
    case 'createContainer':
    case 'createTTL':
    case 'delete':
    case 'setData':
      return writePart(operation);
    case 'setACL':
      return { op: 'setACL', path: operation.body.path, version: operation.body.version, open: isOpen(operation.body.acl) };
    case 'multi':
      return { op: 'multi', parts: operation.body.map(writePart) };
    case 'multiRead':
      return { op: 'multiRead', parts: operation.body.map(({ op, body }) => ({ op, path: body.path })) };
    case 'exists':
    case 'getData':
    case 'getChildren':
    case 'getChildren2':
      return { op: operation.op, ...operation.body };
    case 'getACL':
    case 'getAllChildrenNumber':
    case 'sync':
      return { op: operation.op, path: operation.body.path };
    case 'getEphemerals':
      return { op: 'getEphemerals', path: operation.body.prefixPath ?? '' };
    case 'addWatch':
      return { op: 'addWatch', ...operation.body };
    case 'removeWatches':
    case 'checkWatches':
      return { op: operation.op, ...operation.body };
    case 'setWatches':
    case 'setWatches2': {
      const { relativeZxid, dataWatches, existWatches, childWatches } = operation.body;
      const persistent =
        operation.op === 'setWatches'
          ? NO_PERSISTENT
          : { persistent: [...operation.body.persistentWatches], recursive: [...operation.body.persistentRecursiveWatches] };
      const lists = { data: [...dataWatches], exist: [...existWatches], child: [...childWatches], ...persistent };
      return { op: operation.op, relativeZxid: Math.max(0, historyZxid(relativeZxid)), ...lists };
    }
    case 'closeSession':
    case 'reconfig':
    case 'ping':
    case 'auth':
      return { op: operation.op };
    case 'createSession':
    case 'deleteContainer':
    case 'sasl':
    case 'whoAmI':
      return { op: 'other', name: operation.op };
  }
}

/** Whatever of a body histories tell. */
interface Body {
  readonly path?: string;
  readonly stat?: Stat;
  readonly data?: Uint8Array | null;
  readonly children?: readonly string[];
  readonly acl?: readonly Acl[] | null;
  readonly totalNumber?: number;
  readonly ephemerals?: readonly string[];
}

function resultOf(body: Body): Result {
  const children = body.children ?? body.ephemerals;
  return {
    ...(body.path === undefined ? {} : { path: body.path }),
    ...(body.stat === undefined ? {} : { stat: historyStat(body.stat) }),
    ...(body.data === undefined ? {} : dataDigest(body.data)),
    ...(children === undefined ? {} : { children: children.toSorted() }),
    ...(body.acl === undefined ? {} : { open: isOpen(body.acl) }),
    ...(body.totalNumber === undefined ? {} : { count: body.totalNumber }),
  };
}

function partResult({ op, body }: MultiResult | MultiReadResult): PartResult {
  return op === 'error' ? { err: body.err } : { err: 0, ...resultOf(body) };
}

/** `body` null: there is none. */
export function historyResult<N extends ClientOp>(op: N, body: ResponseBody<N> | null): Result {
  if (body === null) return {};
  if (op === 'multi' || op === 'multiRead') {
    return { parts: (body as readonly (MultiResult | MultiReadResult)[]).map(partResult) };
  }
  // A configuration is no data of a node of the history, and an echo is no result.
  if (op === 'reconfig' || op === 'sync' || op === 'addWatch') return {};
  return resultOf(body as Body);
}
