/** The errors of replies that checks judge (`KeeperException.Code`), and the words for all that may come. */
export const ERR = {
  OK: 0,
  RUNTIMEINCONSISTENCY: -2,
  BADARGUMENTS: -8,
  NONODE: -101,
  NOAUTH: -102,
  BADVERSION: -103,
  NOCHILDRENFOREPHEMERALS: -108,
  NODEEXISTS: -110,
  NOTEMPTY: -111,
  SESSIONEXPIRED: -112,
  INVALIDACL: -114,
  SESSIONMOVED: -118,
  NOTREADONLY: -119,
  NOWATCHER: -121,
  QUOTAEXCEEDED: -125,
} as const;

const NAMES: ReadonlyMap<number, string> = new Map(Object.entries(ERR).map(([name, code]) => [code, name]));

export function errText(err: number): string {
  return NAMES.get(err) ?? `error ${err}`;
}

/** Errors of writes that the state of the tree explains: each took a zxid of its own. */
const OF_THE_TREE: ReadonlySet<number> = new Set([
  ERR.OK,
  ERR.NONODE,
  ERR.BADVERSION,
  ERR.NOCHILDRENFOREPHEMERALS,
  ERR.NODEEXISTS,
  ERR.NOTEMPTY,
]);

/** Refused for reasons that a history does not hold: arguments, access lists, quotas. They too took a zxid, and changed nothing. */
const REFUSED: ReadonlySet<number> = new Set([ERR.BADARGUMENTS, ERR.NOAUTH, ERR.INVALIDACL, ERR.QUOTAEXCEEDED]);

export function isOfTree(err: number): boolean {
  return OF_THE_TREE.has(err);
}

/** A write with this reply has a place in the order of transactions. */
export function hasZxid(err: number): boolean {
  return OF_THE_TREE.has(err) || REFUSED.has(err);
}
