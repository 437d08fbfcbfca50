/**
 * Who votes, and what is enough. Majority stands behind a predicate, so that weights and hierarchies
 * (ZooKeeper `QuorumHierarchical`) can replace it without touching an action.
 */
declare const serverId: unique symbol;

/** A server's id (`myid`): 1 to 254 for voters and observers alike. Branded, since epochs and counters are numbers too. */
export type ServerId = number & { readonly [serverId]: 'ServerId' };

export function sid(id: number): ServerId {
  return id as ServerId;
}

/** Is this set of servers enough? Members that have no vote are ignored. */
export type IsQuorum = (servers: readonly ServerId[]) => boolean;

export function majorityOf(voters: readonly ServerId[]): IsQuorum {
  return (servers) => 2 * voters.filter((voter) => servers.includes(voter)).length > voters.length;
}

/** A sorted set of servers with one more member; the same set when it is there already. */
export function withServer(set: readonly ServerId[], server: ServerId): readonly ServerId[] {
  return set.includes(server) ? set : [...set, server].sort((a, b) => a - b);
}

export function withoutServer(set: readonly ServerId[], server: ServerId): readonly ServerId[] {
  return set.filter((member) => member !== server);
}
