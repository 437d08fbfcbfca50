/** What the properties of this protocol mean, and where they come from. */
import type { PropertyText } from '../../../kit/system.js';

export const propertyTexts: readonly PropertyText[] = [
  {
    id: 'Leadership1',
    means: 'two servers that lead in SYNCHRONIZATION or BROADCAST never have the same epoch',
    cites: 'Zab.tla Leadership1',
  },
  { id: 'Leadership2', means: 'no epoch was ever led by two servers', cites: 'Zab.tla Leadership2, over its ghost epochLeader' },
  {
    id: 'PrefixConsistency',
    means: 'of what two servers delivered, one is a prefix of the other',
    cites: 'Zab.tla PrefixConsistency',
  },
  {
    id: 'Integrity',
    means: 'whatever a server delivers, some leader proposed',
    cites: "DSN'11 integrity; Zab.tla Integrity, over its ghost proposalMsgsLog; there of followers alone",
  },
  {
    id: 'Agreement',
    means: 'of two followers that delivered something, one delivered all that the other did',
    cites: "DSN'11 agreement; Zab.tla Agreement",
  },
  {
    id: 'TotalOrder',
    means: 'if a server delivers a before b, whoever delivers b delivers a before it',
    cites: "DSN'11 total order; Zab.tla TotalOrder without its exception for servers that delivered one transaction",
  },
  {
    id: 'LocalPrimaryOrder',
    means: 'if a leader proposes a before b in one epoch, whoever delivers b delivers a before it',
    cites: "DSN'11 local primary order; Zab.tla LocalPrimaryOrder with `for all` in place of `there are`, which is always true",
  },
  {
    id: 'GlobalPrimaryOrder',
    means: 'transactions are delivered in the order of their epochs',
    cites: "DSN'11 global primary order; Zab.tla GlobalPrimaryOrder",
  },
  {
    id: 'PrimaryIntegrity',
    means: 'a serving leader delivered whatever its serving followers delivered of earlier epochs',
    cites: "DSN'11 primary integrity; Zab.tla PrimaryIntegrity",
  },
  {
    id: 'StateInconsistent',
    means: 'no server takes a message, or counts one, outside the phase that it belongs to',
    cites: 'Zab.tla violatedInvariants.stateInconsistent',
  },
  {
    id: 'ProposalInconsistent',
    means: 'a PROPOSE is next in the history or in it already, and COMMITLD names an entry of the history',
    cites: 'Zab.tla violatedInvariants.proposalInconsistent',
  },
  {
    id: 'CommitInconsistent',
    means: 'transactions are committed one after another, and COMMIT names the first entry not yet delivered',
    cites: 'Zab.tla violatedInvariants.commitInconsistent',
  },
  {
    id: 'AckInconsistent',
    means: 'a follower acknowledges known entries, one after another',
    cites: 'Zab.tla violatedInvariants.ackInconsistent',
  },
  {
    id: 'MessageIllegal',
    means: 'no server gets a message from a stranger, or of a type that its role never receives',
    cites: 'Zab.tla violatedInvariants.messageIllegal',
  },
  { id: 'LeaderReachesBroadcast', means: 'a leader reaches BROADCAST', cites: 'ours: without it a run has seen elections only' },
  {
    id: 'FollowerDelivers',
    means: 'a follower delivers a transaction',
    cites: 'ours: without it the properties of delivery say nothing',
  },
];
