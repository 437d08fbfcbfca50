/** What properties remember of the past: Zab.tla's `proposalMsgsLog` and `epochLeader`. No action reads them. */
import type { Kind } from '../../kit/system.js';
import { withServer } from '../../model/quorum.js';
import type { ServerId } from '../../model/quorum.js';
import { compareZxids } from '../../model/zxid.js';
import type { Zxid } from '../../model/zxid.js';
import type { History } from './history.js';

/** A leader sent a transaction: alone, or within the history of a NEWLEADER. */
export interface Proposal {
  readonly source: ServerId;
  readonly epoch: number;
  readonly zxid: Zxid;
  readonly value: number;
}

function compareProposals(a: Proposal, b: Proposal): number {
  return a.epoch - b.epoch || a.source - b.source || compareZxids(a.zxid, b.zxid) || a.value - b.value;
}

/** The proposals that a NEWLEADER with this history makes: Zab.tla `SetPacketsForChecking`. */
export function proposalsOf(source: ServerId, epoch: number, history: History): readonly Proposal[] {
  return history.map(({ zxid, value }) => ({ source, epoch, zxid, value }));
}

export const proposalsKind: Kind = {
  name: 'proposals',
  operators: {
    add: (proposals: readonly Proposal[], more: readonly Proposal[]): readonly Proposal[] => {
      const fresh = more.filter((proposal) => !proposals.some((known) => compareProposals(known, proposal) === 0));
      return fresh.length === 0 ? proposals : [...proposals, ...fresh].sort(compareProposals);
    },
  },
};

/** Who led an epoch from its synchronization on. Every epoch has one, or Leadership2 is broken. */
export interface EpochLeaders {
  readonly epoch: number;
  readonly leaders: readonly ServerId[];
}

export const epochLeadersKind: Kind = {
  name: 'epoch leaders',
  operators: {
    add: (all: readonly EpochLeaders[], { epoch, leader }: { epoch: number; leader: ServerId }): readonly EpochLeaders[] => {
      const leaders = withServer(all.find((each) => each.epoch === epoch)?.leaders ?? [], leader);
      return [...all.filter((each) => each.epoch !== epoch), { epoch, leaders }].sort((a, b) => a.epoch - b.epoch);
    },
  },
};
