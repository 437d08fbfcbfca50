/** What steps may break: the flags of Zab.tla's `violatedInvariants`, each with a witness in words. */
import type { Violation } from '../../kit/system.js';
import type { ServerId } from '../../model/quorum.js';
import { showZxid } from '../../model/zxid.js';
import type { Zxid } from '../../model/zxid.js';
import type { ZabState } from './server.js';

/** A server does something that belongs to another phase. */
export function outOfPhase(does: string, i: ServerId, is: ZabState, mustBe: ZabState): Violation | undefined {
  if (is === mustBe) return undefined;
  return { property: 'StateInconsistent', detail: `server ${i} ${does} in ${is}, not in ${mustBe}` };
}

/** A follower is told of a transaction that its history lacks. */
export function absentFromHistory(type: string, i: ServerId, zxid: Zxid): Violation {
  return {
    property: 'ProposalInconsistent',
    detail: `follower ${i} gets ${type} ${showZxid(zxid)}, which its history neither holds nor lacks next`,
  };
}
