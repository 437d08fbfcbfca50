/** A verdict for programs. */
import { outcomeOf } from '../check-history.js';
import type { Verdict } from '../check-history.js';
import type { RegistersVerdict } from '../check-registers.js';
import { zxidText } from '../format/zxid.js';
import type { Operation } from '../history.js';
import type { Violation } from '../violation.js';

function operationDocument({ connection, at, line, replyLine, xid, args, reply }: Operation): unknown {
  const { file, id, server, session } = connection;
  const told = reply === null ? null : { at: reply.at, line: replyLine, err: reply.err, zxid: zxidText(reply.zxid) };
  return { file, connection: id, server, session, at, line, xid, request: args, reply: told };
}

function violationDocument({ check, words, certain, place, connection, operations }: Violation): unknown {
  const { id, words: demand, source } = check;
  const session = connection?.session ?? null;
  return { check: id, demand, source, words, certain, ...place, session, operations: operations.map(operationDocument) };
}

export function verdictDocument({ violations, ...rest }: Verdict): unknown {
  return { verdict: outcomeOf({ violations }), ...rest, violations: violations.map(violationDocument) };
}

export function registersDocument({ violations, ...rest }: RegistersVerdict): unknown {
  return { verdict: violations.length === 0 ? 'ok' : 'violated', ...rest, violations: violations.map(violationDocument) };
}
