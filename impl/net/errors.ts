/** What can be wrong with the network. Everything that this folder offers to others answers with values. */

/** Codes are for ever: logs, tests and operators' notes cite them. */
export type NetErrorCode =
  | 'ZAB-N001'
  | 'ZAB-N002'
  | 'ZAB-N003'
  | 'ZAB-N004'
  | 'ZAB-N005'
  | 'ZAB-N006'
  | 'ZAB-N007'
  | 'ZAB-N008'
  | 'ZAB-N009'
  | 'ZAB-N010'
  | 'ZAB-N011';

interface NetErrorText {
  readonly meaning: string;
  readonly advice: string;
}

/** What to do about a caller that may be anybody. */
const STRANGER = 'nothing, where it is a port scan; otherwise let servers alone reach this port';

const NET_ERRORS: Readonly<Record<NetErrorCode, NetErrorText>> = {
  'ZAB-N001': {
    meaning: 'a port cannot be listened on',
    advice: 'see that no other process has it, and that the host in the configuration is one of this machine',
  },
  'ZAB-N002': { meaning: 'told to stop before a port was free', advice: 'nothing' },
  'ZAB-N003': { meaning: 'a caller did not say who it is', advice: STRANGER },
  'ZAB-N004': { meaning: 'a caller does not speak the protocol of this port', advice: STRANGER },
  'ZAB-N005': {
    meaning: 'a caller is not in the configuration',
    advice: 'give it a server.N line on every server, and observers an id of their own',
  },
  'ZAB-N006': { meaning: 'a caller has the id of this server', advice: 'give each server a myid of its own' },
  'ZAB-N007': { meaning: 'too many callers have not said who they are; the oldest was closed', advice: STRANGER },
  'ZAB-N008': {
    meaning: 'a server cannot be reached',
    advice: 'see that it runs, and that its server.N line names an address that this machine can reach',
  },
  'ZAB-N009': { meaning: 'the connection to a server ended', advice: 'nothing: it comes back when there is something to say' },
  'ZAB-N010': { meaning: 'a server sent what is not a frame', advice: 'see what listens or calls with its address and id' },
  'ZAB-N011': { meaning: 'a server sent a notification that cannot be read', advice: 'see which version of ZooKeeper it runs' },
};

export interface NetError {
  readonly code: NetErrorCode;
  /** Meaning, detail and advice: a line for the log. */
  readonly message: string;
}

export function netError(code: NetErrorCode, detail: string): NetError {
  const { meaning, advice } = NET_ERRORS[code];
  return { code, message: `${meaning}: ${detail} (${advice})` };
}
