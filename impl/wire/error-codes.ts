/** Error codes of replies (`KeeperException.Code` of 3.9), under ZooKeeper's names. */

interface KeeperError {
  readonly code: number;
  readonly meaning: string;
}

export const KEEPER_ERRORS = {
  OK: { code: 0, meaning: 'no error' },
  SYSTEMERROR: { code: -1, meaning: 'never sent: the upper end of system errors' },
  RUNTIMEINCONSISTENCY: { code: -2, meaning: 'in a multi: not tried, since another operation failed' },
  DATAINCONSISTENCY: { code: -3, meaning: 'data were found to be inconsistent' },
  CONNECTIONLOSS: { code: -4, meaning: 'the connection was lost; the client says so to itself' },
  MARSHALLINGERROR: { code: -5, meaning: 'the request could not be decoded' },
  UNIMPLEMENTED: { code: -6, meaning: 'no such operation here' },
  OPERATIONTIMEOUT: { code: -7, meaning: 'the operation took too long' },
  BADARGUMENTS: { code: -8, meaning: 'a path, flag or other argument is not valid' },
  UNKNOWNSESSION: { code: -12, meaning: 'no such session; between servers' },
  NEWCONFIGNOQUORUM: { code: -13, meaning: 'reconfig: too few of the new members are in sync' },
  RECONFIGINPROGRESS: { code: -14, meaning: 'reconfig: another one is under way' },
  APIERROR: { code: -100, meaning: 'never sent: the upper end of errors of use' },
  NONODE: { code: -101, meaning: 'the node does not exist' },
  NOAUTH: { code: -102, meaning: 'the access list does not allow it' },
  BADVERSION: { code: -103, meaning: 'the node has another version than expected' },
  NOCHILDRENFOREPHEMERALS: { code: -108, meaning: 'the parent is ephemeral' },
  NODEEXISTS: { code: -110, meaning: 'the node exists' },
  NOTEMPTY: { code: -111, meaning: 'the node has children' },
  SESSIONEXPIRED: { code: -112, meaning: 'the session is over' },
  INVALIDCALLBACK: { code: -113, meaning: 'the client was given no valid callback' },
  INVALIDACL: { code: -114, meaning: 'the access list is empty or not valid' },
  AUTHFAILED: { code: -115, meaning: 'the identity was not accepted' },
  SESSIONMOVED: { code: -118, meaning: 'the session goes on at another server' },
  NOTREADONLY: { code: -119, meaning: 'a write to a read-only server' },
  EPHEMERALONLOCALSESSION: { code: -120, meaning: 'an ephemeral node in a local session' },
  NOWATCHER: { code: -121, meaning: 'there is no such watch' },
  REQUESTTIMEOUT: { code: -122, meaning: 'the client gave up waiting' },
  RECONFIGDISABLED: { code: -123, meaning: 'reconfig is switched off' },
  SESSIONCLOSEDREQUIRESASLAUTH: { code: -124, meaning: 'authentication is required first' },
  QUOTAEXCEEDED: { code: -125, meaning: 'the quota of a subtree would be exceeded' },
  THROTTLEDOP: { code: -127, meaning: 'the server is overloaded and did not try' },
} as const satisfies Readonly<Record<string, KeeperError>>;

export type KeeperErrorName = keyof typeof KEEPER_ERRORS;

const names: ReadonlyMap<number, KeeperErrorName> = new Map(
  (Object.keys(KEEPER_ERRORS) as KeeperErrorName[]).map((name) => [KEEPER_ERRORS[name].code, name]),
);

export function keeperErrorCode(name: KeeperErrorName): number {
  return KEEPER_ERRORS[name].code;
}

export function keeperErrorName(code: number): KeeperErrorName | undefined {
  return names.get(code);
}
