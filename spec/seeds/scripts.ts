/**
 * Named start states. Each is a script played from cold start by the protocol's own rules, so every seed is reachable; how it
 * was reached does not count against the bounds of the search. One script serves both grains of election.
 */
import type { SeedInfo } from '../kit/catalogue.js';
import type { SeedStep } from '../kit/play.js';

export interface Seed extends SeedInfo {
  readonly script: readonly SeedStep[];
  /** Smaller counters for this seed, to reach the roll-over. */
  readonly counterLimit?: number;
  /** Only where elections and discovery are played out step by step. */
  readonly fineOnly?: boolean;
  /** Only for this many voters. */
  readonly voters?: number;
  /** Only with observers. */
  readonly observers?: boolean;
}

const settle: SeedStep = { settle: true };
/** The same, but who is down stays down. */
const settleRest: SeedStep = { settle: true, but: ['start'] };

function take(...labels: readonly string[]): readonly SeedStep[] {
  return labels.map((label) => ({ take: label }));
}

/** The parts that scripts for `n` voters are made of. Ids are 1 to `n`, so the largest wins the first election. */
interface Parts {
  readonly leader: string;
  /** Who is elected when the first leader is gone. */
  readonly next: string;
  readonly write: readonly SeedStep[];
  /** Cuts the first leader off from all other voters, or brings it back. */
  readonly cut: readonly SeedStep[];
  readonly heal: readonly SeedStep[];
  /** Followers notice that the first leader is gone. */
  readonly lose: readonly SeedStep[];
}

function partsFor(n: number): Parts {
  const leader = String(n);
  const others = Array.from({ length: n - 1 }, (_unused, index) => String(index + 1));
  return {
    leader,
    next: String(n - 1),
    write: take(`LeaderOnClientWrite(${leader})`),
    cut: take(...others.map((other) => `Partition(${other}, ${leader})`)),
    heal: take(...others.map((other) => `Heal(${other}, ${leader})`)),
    lose: take(...others.map((other) => `LearnerLosesLeader(${other} of ${leader})`)),
  };
}

function diverged({ leader, write, cut, heal }: Parts): readonly SeedStep[] {
  return [
    settle,
    ...write,
    settle,
    ...cut,
    ...write,
    { settle: true, but: ['heal', 'notice', 'elect', 'start'] },
    ...take(`Crash(${leader})`),
    ...heal,
    { settle: true, but: ['connect', 'elect', 'join', 'start'] },
  ];
}

/** Seeds in which somebody serves. */
function establishedSeeds({ leader, write }: Parts): readonly Seed[] {
  return [
    {
      id: 'established',
      means: `Server ${leader} is established, everyone is synchronized, nothing was written.`,
      script: [settle],
    },
    {
      id: 'last-counter',
      means: 'The epoch has no counter left: the next write makes the leader step down (counters end at 2 here).',
      script: [settle, ...write, settle],
      counterLimit: 2,
    },
  ];
}

/** Seeds in which a write, or a server, is on its way to others. */
function servingSeeds(parts: Parts): readonly Seed[] {
  const { leader, next, write, cut, lose } = parts;
  return [
    {
      id: 's1',
      means: 'One transaction is committed everywhere, a second is proposed and in flight (SetInitState of the published specs).',
      script: [settle, ...write, settle, ...write],
    },
    {
      id: 'diverged',
      means: `Server ${leader} logged a transaction that nobody else got, and is down; the others look for a leader, or have just elected server ${next}.`,
      script: diverged(parts),
    },
    {
      id: 'rejoin',
      means: `The same, and server ${next} is established; the diverged ex-leader is down.`,
      script: [...diverged(parts), { settle: true, but: ['start'] }],
    },
    {
      id: 'behind',
      means: 'Server 1 is down and behind the snapshot of the leader: only SNAP can bring it back.',
      script: [
        settle,
        ...write,
        settle,
        ...take('Crash(1)'),
        settleRest,
        ...write,
        settleRest,
        ...take(`ServerNotesSnapshot(${leader})`),
        settleRest,
      ],
    },
    {
      id: 'lagging',
      means: 'Server 1 is down and two transactions behind: a DIFF brings it back, entry by entry.',
      script: [settle, ...write, settle, ...take('Crash(1)'), settleRest, ...write, settleRest, ...write, settleRest],
    },
    {
      id: 'two-leaders',
      means: `Server ${leader} still believes it leads; the others, cut off from it, have established server ${next}.`,
      script: [settle, ...write, settle, ...cut, ...lose, { settle: true, but: ['heal', 'notice'] }],
    },
  ];
}

/** A seed with the first observer down, so that it joins a running ensemble. */
function observerSeed(n: number): Seed {
  return {
    id: 'observer-away',
    means: 'The leader is established and the observer is down.',
    script: [settle, ...take(`Crash(${String(n + 1)})`), settleRest],
    observers: true,
  };
}

/** Seeds in the middle of an election or of discovery: only where these are played out step by step. */
function electionSeeds(parts: Parts): readonly Seed[] {
  const { leader, next } = parts;
  return [
    {
      id: 'elected',
      means: `Server ${leader} is elected, everyone has left the election, nobody has connected yet.`,
      script: [{ settle: true, but: ['connect'] }],
      fineOnly: true,
    },
    {
      id: 'promised',
      means: `Server 1 has promised server ${leader}'s epoch and lost it before synchronizing; it looks again.`,
      script: [
        { settle: true, but: ['connect'] },
        ...take(`LearnerConnects(1 to ${leader})`, `LeaderOnFollowerInfo(${leader} from 1)`),
        { settle: true, but: [`deliver 1→${leader}`, 'connect', 'self'] },
        ...take(
          `Partition(1, ${leader})`,
          `LearnerLosesLeader(1 of ${leader})`,
          `LeaderLosesLearner(${leader} of 1)`,
          `Heal(1, ${leader})`,
        ),
      ],
      fineOnly: true,
      voters: 3,
    },
    {
      id: 'rejected',
      means: 'As diverged; the ex-leader is back, has promised the new epoch, and was turned away because it is ahead.',
      script: [
        ...diverged(parts),
        ...take(`StartServer(${leader})`),
        { settle: true, but: ['deliver', 'connect'] },
        ...take(`LearnerConnects(${leader} to ${next})`, `LeaderOnFollowerInfo(${next} from ${leader})`),
        { settle: true, but: [`deliver ${leader}`, 'connect', 'self', 'notice'] },
        ...take(`LeaderRejectsMoreRecent(${next} from ${leader})`),
      ],
      fineOnly: true,
      voters: 3,
    },
    {
      id: 'overpromised',
      means:
        'Server 1 has promised epoch 2 to a leader that failed; an old vote for server 3, which leads epoch 1, is on its way to it.',
      script: [
        { settle: true, but: ['notify 3→1', 'notify 2→1', 'notify 1', 'connect'] },
        ...take('LearnerConnects(2 to 3)', 'LeaderOnFollowerInfo(3 from 2)'),
        { settle: true, but: ['deliver 2→3', 'notify', 'connect', 'self', 'finalize'] },
        ...take('Partition(2, 3)', 'LearnerLosesLeader(2 of 3)'),
        { settle: true, but: ['notify 3', 'notify 1→3', 'connect', 'deliver', 'heal', 'notice'] },
        ...take('LearnerConnects(1 to 2)', 'LeaderOnFollowerInfo(2 from 1)'),
        { settle: true, but: ['deliver 1→2', 'notify', 'connect', 'self', 'heal', 'notice', 'finalize'] },
        ...take('Crash(1)', 'StartServer(1)'),
      ],
      fineOnly: true,
      voters: 3,
    },
  ];
}

/** All seeds for `n` voters. One alone has nobody to elect, to lose or to be cut off from. */
export function seedsFor(n: number): readonly Seed[] {
  const parts = partsFor(n);
  const cold: Seed = {
    id: 'cold',
    means: 'All servers have just started with empty disks; their first votes are on their way.',
    script: [],
  };
  const seeds = [cold, ...establishedSeeds(parts), observerSeed(n)];
  return n === 1 ? seeds : [...seeds, ...electionSeeds(parts), ...servingSeeds(parts)];
}
