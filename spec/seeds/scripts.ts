/**
 * Named start states. Each is a script played from cold start by the protocol's own rules, so every seed is reachable; how it
 * was reached does not count against the bounds of the search. One script serves both grains of election.
 *
 * `settle` runs whatever makes progress, except the rules whose names begin with one of `but`, until nothing is left to do.
 */
import type { SeedInfo } from '../kit/catalogue.js';

export type SeedStep =
  | { readonly settle: true; readonly but?: readonly string[] }
  /** One named step: an action and its arguments, as reports print them. */
  | { readonly take: string };

export interface Seed extends SeedInfo {
  readonly script: readonly SeedStep[];
  /** Smaller counters for this seed, to reach the roll-over. */
  readonly counterLimit?: number;
  /** Only where elections and discovery are played out step by step. */
  readonly fineOnly?: boolean;
  /** Only for this many voters. */
  readonly voters?: number;
}

const settle: SeedStep = { settle: true };

function take(...labels: readonly string[]): readonly SeedStep[] {
  return labels.map((label) => ({ take: label }));
}

/** The voter with the largest id wins the first election; `n` voters, so their ids are 1 to n. */
export function seedsFor(n: number): readonly Seed[] {
  const leader = String(n);
  const write = `LeaderOnClientWrite(${leader})`;
  const others = Array.from({ length: n - 1 }, (_unused, index) => String(index + 1));
  const cut = others.flatMap((other) => take(`Partition(${other}, ${leader})`));
  const heal = others.flatMap((other) => take(`Heal(${other}, ${leader})`));
    const next = String(n - 1);
  const diverged: readonly SeedStep[] = [
    settle,
    ...take(write),
    settle,
    ...cut,
    ...take(write),
    { settle: true, but: ['heal', 'notice', 'elect', 'start'] },
    ...take(`Crash(${leader})`),
    ...heal,
    { settle: true, but: ['connect', 'elect', 'join', 'start'] },
  ];
  return [
    { id: 'cold', means: 'All servers have just started with empty disks; their first votes are on their way.', script: [] },
    {
      id: 'elected',
      means: `Server ${leader} is elected, everyone has left the election, nobody has connected yet.`,
      script: [{ settle: true, but: ['connect'] }],
      fineOnly: true,
    },
    { id: 'established', means: `Server ${leader} is established, everyone is synchronized, nothing was written.`, script: [settle] },
    {
      id: 's1',
      means: 'One transaction is committed everywhere, a second is proposed and in flight (SetInitState of the published specs).',
      script: [settle, ...take(write), settle, ...take(write)],
    },
    {
      id: 'diverged',
      means: `Server ${leader} logged a transaction that nobody else got, and is down; the others have elected server ${next}.`,
      script: diverged,
    },
    {
      id: 'rejoin',
      means: `The same, and server ${next} is established; the diverged ex-leader is down.`,
      script: [...diverged, { settle: true, but: ['start'] }],
    },
    {
      id: 'behind',
      means: 'Server 1 is down and behind the snapshot of the leader: only SNAP can bring it back.',
      script: [settle, ...take(write), settle, ...take('Crash(1)'), { settle: true, but: ['start'] }, ...take(write), { settle: true, but: ['start'] }, ...take(`ServerNotesSnapshot(${leader})`), { settle: true, but: ['start'] }],
    },
    {
      id: 'two-leaders',
      means: `Server ${leader} still believes it leads; the others, cut off from it, have established server ${next}.`,
      script: [settle, ...take(write), settle, ...cut, ...others.flatMap((other) => take(`LearnerLosesLeader(${other} of ${leader})`)), { settle: true, but: ['heal', 'notice'] }],
    },
    {
      id: 'last-counter',
      means: 'The epoch has no counter left: the next write makes the leader step down (counters end at 2 here).',
      script: [settle, ...take(write), settle],
      counterLimit: 2,
    },
    {
      id: 'promised',
      means: `Server 1 has promised server ${leader}'s epoch and lost it before synchronizing; it looks again.`,
      script: [
        { settle: true, but: ['connect'] },
        ...take(`LearnerConnects(1 to ${leader})`, `LeaderOnFollowerInfo(${leader} from 1)`),
        { settle: true, but: [`deliver 1→${leader}`, 'connect', 'self'] },
        ...take(`Partition(1, ${leader})`, `LearnerLosesLeader(1 of ${leader})`, `LeaderLosesLearner(${leader} of 1)`, `Heal(1, ${leader})`),
      ],
      fineOnly: true,
      voters: 3,
    },
    {
      id: 'rejected',
      means: 'As diverged; the ex-leader is back, has promised the new epoch, and was turned away because it is ahead.',
      script: [
        ...diverged,
        ...take(`StartServer(${leader})`),
        { settle: true, but: ['deliver', 'connect'] },
        ...take(`LearnerConnects(${leader} to ${next})`, `LeaderOnFollowerInfo(${next} from ${leader})`, `LearnerAcceptsEpoch(${leader} from ${next})`, `LeaderRejectsMoreRecent(${next} from ${leader})`),
      ],
      fineOnly: true,
      voters: 3,
    },
    {
      id: 'overpromised',
      means: 'Server 1 has promised epoch 2 to a leader that failed; an old vote for server 3, which leads epoch 1, is on its way to it.',
      script: [
        { settle: true, but: ['notify 3→1', 'notify 2→1', 'notify 1', 'connect'] },
        ...take('LearnerConnects(2 to 3)', 'LeaderOnFollowerInfo(3 from 2)', 'LearnerAcceptsEpoch(2 from 3)', 'Partition(2, 3)', 'LearnerLosesLeader(2 of 3)'),
        { settle: true, but: ['notify 3', 'notify 1→3', 'connect', 'deliver', 'heal', 'notice'] },
        ...take('LearnerConnects(1 to 2)', 'LeaderOnFollowerInfo(2 from 1)', 'LearnerAcceptsEpoch(1 from 2)', 'Crash(1)', 'StartServer(1)'),
      ],
      fineOnly: true,
      voters: 3,
    },
  ];
}
