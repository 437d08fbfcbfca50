/** Operation codes (`ZooDefs.OpCode` of 3.9): in request headers, in the headers of transactions, and inside multis. */

interface OpCode {
  readonly code: number;
  readonly meaning: string;
}

export const OP_CODES = {
  notification: { code: 0, meaning: 'a watch event; refused as a request' },
  create: { code: 1, meaning: 'make a node; answers its path' },
  delete: { code: 2, meaning: 'remove a node that has no children' },
  exists: { code: 3, meaning: 'stat of a node; may watch one that is not there' },
  getData: { code: 4, meaning: 'data and stat of a node' },
  setData: { code: 5, meaning: 'replace the data of a node' },
  getACL: { code: 6, meaning: 'access list and stat of a node' },
  setACL: { code: 7, meaning: 'replace the access list of a node' },
  getChildren: { code: 8, meaning: 'names of the children of a node' },
  sync: { code: 9, meaning: 'answer when what the leader had is here' },
  ping: { code: 11, meaning: 'keep the session alive' },
  getChildren2: { code: 12, meaning: 'names of the children, and stat' },
  check: { code: 13, meaning: 'compare the version of a node; only inside a multi' },
  multi: { code: 14, meaning: 'several writes, all or none' },
  create2: { code: 15, meaning: 'make a node; answers path and stat' },
  reconfig: { code: 16, meaning: 'change the members of the ensemble' },
  checkWatches: { code: 17, meaning: 'is there such a watch of this connection' },
  removeWatches: { code: 18, meaning: 'remove watches of this connection' },
  createContainer: { code: 19, meaning: 'make a node that goes with its last child' },
  deleteContainer: { code: 20, meaning: 'remove an empty container; made by servers' },
  createTTL: { code: 21, meaning: 'make a node that goes when left unchanged' },
  multiRead: { code: 22, meaning: 'several reads, each with its own answer' },
  auth: { code: 100, meaning: 'add an identity to the connection' },
  setWatches: { code: 101, meaning: 'set watches again after a reconnect' },
  sasl: { code: 102, meaning: 'a step of a SASL exchange' },
  getEphemerals: { code: 103, meaning: 'ephemeral nodes of this session' },
  getAllChildrenNumber: { code: 104, meaning: 'count of all descendants' },
  setWatches2: { code: 105, meaning: 'setWatches, with persistent ones' },
  addWatch: { code: 106, meaning: 'set a persistent watch' },
  whoAmI: { code: 107, meaning: 'identities of the connection' },
  createSession: { code: -10, meaning: 'open a session; made by servers' },
  closeSession: { code: -11, meaning: 'end a session and remove its ephemeral nodes' },
  error: { code: -1, meaning: 'a write that failed: type of transactions and of results in a multi' },
} as const satisfies Readonly<Record<string, OpCode>>;

export type OpName = keyof typeof OP_CODES;

const names: ReadonlyMap<number, OpName> = new Map(
  (Object.keys(OP_CODES) as OpName[]).map((name) => [OP_CODES[name].code, name]),
);

export function opCode(name: OpName): number {
  return OP_CODES[name].code;
}

export function opName(code: number): OpName | undefined {
  return names.get(code);
}
