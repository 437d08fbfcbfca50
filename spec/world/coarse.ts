/**
 * Election and discovery as one step (RX 3.2, "interaction preserving"; MS1 ElectionAndDiscovery).
 *
 * What happens inside is not written a second time: the step plays the very actions of L1, from LeaveElection to the
 * leader's sync streams, in one canonical order, among the servers that take part. Hidden by it: partial discovery,
 * epochs burnt by failed leaders, a leader that is not the maximum. L1 from cold start keeps those covered.
 */
import { applyStep, decide } from '../kit/protocol.js';
import type { LaneEvent, Outcome, Read, Rule, Update, View } from '../kit/system.js';
import type { Input, Message } from '../model/messages.js';
import type { ServerId } from '../model/quorum.js';
import { durableOf } from '../model/state.js';
import type { Local } from '../model/state.js';
import { beats, initialVote, leaveElection } from '../actions/election/votes.js';
import { observe } from '../properties/observers/history.js';
import { idleDisk } from './disk.js';
import { delivery, lanesOf } from './effects.js';
import type { Link } from './link.js';
import type { World } from './server-rules.js';

/** Messages of discovery: delivered inside the step. Everything else is left on the wires. */
const INSIDE: readonly Message['type'][] = ['FOLLOWERINFO', 'OBSERVERINFO', 'LEADERINFO', 'ACKEPOCH'];

interface Play {
  readonly locals: Map<ServerId, Local>;
  readonly updates: Update[];
  readonly lanes: LaneEvent[];
}

interface Arrival {
  readonly to: ServerId;
  readonly input: Input;
}

/** Runs `queue` to its end through the protocol's own actions. False: some input was refused, so the step cannot happen. */
function run(world: World, play: Play, queue: Arrival[]): boolean {
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { to, input } = next;
    const before = play.locals.get(to);
    if (before === undefined) return false;
    const decision = decide(world.dispatch, before, input, world.places.env(to));
    if (decision.kind !== 'taken' || decision.step.close !== undefined) return false;
    const after = applyStep(before, decision.step);
    play.locals.set(to, after);
    for (const seen of observe(to, before, after)) play.updates.push({ slot: world.places.ghost, apply: 'fold', operand: seen });
    for (const send of decision.step.send ?? []) {
      if (INSIDE.includes(send.message.type) && play.locals.has(send.to)) {
        queue.push({ to: send.to, input: { ...send.message, from: to } });
      } else {
        play.updates.push(...delivery(world.places, to, send.to, send.message));
        play.lanes.push(...lanesOf(world.places, to, [send]));
      }
    }
  }
  return true;
}

/**
 * The step's outcome once everyone has played. Of the servers in `flushed` all that was ever written is on disk, for they
 * answered only then.
 */
function finish(world: World, play: Play, flushed: readonly ServerId[], action: string, args: string): readonly Outcome[] {
  const { places } = world;
  const updates: Update[] = [];
  for (const [i, local] of play.locals) {
    if (!world.within(local)) return [];
    updates.push({ slot: places.server(i), set: world.normalize(local) });
    const disk = places.disk(i);
    if (disk !== undefined && flushed.includes(i)) updates.push({ slot: disk, set: idleDisk(durableOf(local)) });
  }
  return [{ action, args, updates: [...updates, ...play.updates], lanes: play.lanes }];
}

/** A server as far as an election is concerned: whole if it looks, else null. What does not look is all the same to it. */
const IF_LOOKING: View = { name: 'if it looks', of: (s: Local) => (s.role === 'looking' ? s : null) };

const FREE: View = { name: 'connectable', of: (link: Link) => link.up && !link.live && !link.ends[0] && !link.ends[1] };
const REACHES: View = { name: 'up', of: (link: Link) => link.up };
const LOOKS: View = { name: 'looks', of: (s: Local) => s.role === 'looking' };

function subsets<T>(items: readonly T[]): readonly (readonly T[])[] {
  return items.reduce<readonly (readonly T[])[]>((sets, item) => [...sets, ...sets.map((set) => [...set, item])], [[]]);
}

/**
 * ElectionAndDiscovery(leader, members): a quorum that looks for a leader finds the best of its members, and all promise its epoch.
 * `members` is maximal: whoever else looks is cut off from the leader. A server that is a quorum by itself needs nobody.
 */
export function elections(world: World): readonly Rule[] {
  const { places } = world;
  const { voters } = places.layout;
  const env = places.env(voters[0] as ServerId);
  return voters.flatMap((leader) =>
    subsets(voters.filter((voter) => voter !== leader))
      .filter((others) => env.isQuorum([...others, leader]))
      .map((others) => electionRule(world, leader, others)),
  );
}

function electionRule(world: World, leader: ServerId, others: readonly ServerId[]): Rule {
  const { places } = world;
  const outside = places.layout.voters.filter((voter) => voter !== leader && !others.includes(voter));
  const members = [leader, ...others];
  const args = others.length === 0 ? `${String(leader)} alone` : `${String(leader)} with ${others.map(String).join(' ')}`;
  const reads: readonly Read[] = [
    ...members.map((i) => ({ slot: places.server(i), view: IF_LOOKING })),
    ...others.map((i) => ({ slot: places.link(leader, i), view: FREE })),
    ...outside.flatMap((i) => [
      { slot: places.server(i), view: LOOKS },
      { slot: places.link(leader, i), view: REACHES },
    ]),
  ];
  const refused = (seen: readonly unknown[]): string | null => {
    const locals = seen.slice(0, members.length) as (Local | null)[];
    const [best, ...rest] = locals.map((s, at) => s && initialVote(s, places.env(members[at] ?? leader)));
    if (best === undefined || best === null || rest.includes(null)) return 'guard allLook is false';
    if (!rest.every((vote) => vote === null || beats(best, vote))) return 'guard leaderIsBest is false';
    const free = seen.slice(members.length, members.length + others.length);
    if (free.includes(false)) return 'guard connectionsCanBeOpened is false';
    const beyond = seen.slice(members.length + others.length);
    const missed = outside.some((_voter, at) => beyond[2 * at] === true && beyond[2 * at + 1] === true);
    return missed ? 'guard membersAreMaximal is false' : null;
  };
  return {
    name: `elect ${args}`,
    gate: { slot: places.server(leader), view: LOOKS },
    reads,
    outcomes: (seen: readonly unknown[]) => {
      if (refused(seen) !== null) return [];
      const locals = new Map(members.map((i, at) => [i, seen[at] as Local]));
      return elect(world, leader, others, locals, args);
    },
    refusal: (seen: readonly unknown[]) => `ElectionAndDiscovery(${args}): ${refused(seen) ?? 'it goes beyond a bound'}`,
  };
}

function elect(
  world: World,
  leader: ServerId,
  others: readonly ServerId[],
  locals: Map<ServerId, Local>,
  args: string,
): readonly Outcome[] {
  const { places } = world;
  const best = locals.get(leader);
  if (best === undefined) return [];
  if (others.length === 0) {
    const play: Play = { locals, updates: [], lanes: [] };
    const waited: Arrival = { to: leader, input: { type: 'FinalizeWait' } };
    return run(world, play, [waited]) ? finish(world, play, [leader], 'ElectionAndDiscovery', args) : [];
  }
  const vote = initialVote(best, places.env(leader));
  for (const [i, s] of locals) locals.set(i, applyStep(s, leaveElection(s, vote, s.round, places.env(i))));
  const play: Play = {
    locals,
    updates: others.map((i) => ({ slot: places.link(leader, i), apply: 'open', operand: null })),
    lanes: [],
  };
  // Highest promise first: the epoch must exceed them all, or a late one would refuse it.
  const order = [...others].sort((a, b) => (locals.get(b)?.acceptedEpoch ?? 0) - (locals.get(a)?.acceptedEpoch ?? 0));
  const arrivals = order.map((i): Arrival => ({ to: i, input: { type: 'Connected', to: leader } }));
  return run(world, play, arrivals) ? finish(world, play, [leader, ...others], 'ElectionAndDiscovery', args) : [];
}

/** A leader that can take in server `j` at once: its epoch is decided and acknowledged. Whole, or null. */
function ifAdmitting(j: ServerId): View {
  return {
    name: `if it admits ${String(j)}`,
    of: (s: Local) => (s.role === 'leading' && s.phase !== 'discovery' && s.leading?.learners[j] === undefined ? s : null),
  };
}

/** JoinLeader(server, leader): a server that looks finds a leader whose epoch is decided, and gets its sync stream. */
export function joins(world: World): readonly Rule[] {
  const { places } = world;
  return places.layout.servers.flatMap((i) =>
    places
      .peersOf(i)
      .filter((leader) => places.layout.voters.includes(leader))
      .map((leader) => joinRule(world, i, leader)),
  );
}

function joinRule(world: World, i: ServerId, leader: ServerId): Rule {
  const { places } = world;
  const args = `${String(i)} to ${String(leader)}`;
  const link = places.link(i, leader);
  return {
    name: `join ${args}`,
    gate: { slot: places.server(i), view: LOOKS },
    reads: [
      { slot: places.server(i), view: IF_LOOKING },
      { slot: places.server(leader), view: ifAdmitting(i) },
      { slot: link, view: FREE },
    ],
    outcomes: ([joining, admitting, free]: readonly unknown[]) => {
      const s = joining as Local;
      const to = admitting as Local | null;
      if (to === null || free !== true) return [];
      const found = applyStep(s, leaveElection(s, to.vote, s.round, places.env(i)));
      const locals = new Map([
        [i, found],
        [leader, to],
      ]);
      const play: Play = { locals, updates: [{ slot: link, apply: 'open', operand: null }], lanes: [] };
      return run(world, play, [{ to: i, input: { type: 'Connected', to: leader } }])
        ? finish(world, play, [i], 'JoinLeader', args)
        : [];
    },
    refusal: ([, admitting, free]: readonly unknown[]) => {
      const guard = admitting === null ? 'leaderAdmits' : free === true ? 'epochIsNewer' : 'connectionCanBeOpened';
      return `JoinLeader(${args}): guard ${guard} is false`;
    },
  };
}

/** Election bookkeeping means nothing where elections are one step: it is kept at one value, so that states merge. */
export function withoutElection(s: Local): Local {
  return { ...s, round: 0, votes: {}, settledVotes: {}, finalizing: false };
}
