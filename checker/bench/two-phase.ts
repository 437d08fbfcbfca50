/**
 * Two-phase commit, after `TwoPhase.tla` of tlaplus/Examples (Gray and Lamport, "Consensus on Transaction Commit").
 * Its distinct states are published for some numbers of resource managers: 288 for 3, 8,832 for 5, 296,448 for 7.
 *
 * A slot for each manager, which also says whether its message `prepared` was sent, one for the transaction manager, one
 * for whom it knows to be prepared, one for its decision as a message.
 */
import type { Kind, Outcome, Read, Rule, System, Update } from '#spec/kit/system.js';

type Phase = 'working' | 'prepared' | 'committed' | 'aborted';
interface Manager {
  readonly phase: Phase;
  readonly sentPrepared: boolean;
}
type Decision = 'none' | 'commit' | 'abort';

const kinds: Record<string, Kind> = {
  manager: { name: 'manager', operators: {} },
  decision: { name: 'decision', operators: {} },
  known: {
    name: 'known',
    operators: { add: (known: readonly number[], manager: number) => [...new Set([...known, manager])].sort((a, b) => a - b) },
  },
};

const sentPrepared = { name: 'sent prepared', of: (manager: Manager) => manager.sentPrepared };
const always = { name: 'always', of: () => true };

export function twoPhase(managers: number, options: { readonly broken?: boolean } = {}): System {
  const decisionSlot = managers;
  const knownSlot = managers + 1;
  const decision: Read = { slot: decisionSlot };
  const rules: Rule[] = [];
  for (let manager = 0; manager < managers; manager++) rules.push(...managerRules(manager, decisionSlot, knownSlot));
  rules.push({
    name: 'transaction manager decides',
    gate: { slot: decisionSlot, view: { name: 'none', of: (sent: Decision) => sent === 'none' } },
    reads: [decision, { slot: knownSlot }],
    outcomes: ([sent, known]: readonly unknown[]) => {
      if (sent !== 'none') return [];
      const enough = (known as readonly number[]).length >= (options.broken === true ? managers - 1 : managers);
      const abort = { action: 'TMAbort', args: '', updates: [{ slot: decisionSlot, set: 'abort' }] };
      return enough ? [{ action: 'TMCommit', args: '', updates: [{ slot: decisionSlot, set: 'commit' }] }, abort] : [abort];
    },
  });
  const slots = Array.from({ length: managers }, (_, index) => ({ name: `manager ${String(index)}`, kind: 'manager' }));
  const idle: Manager = { phase: 'working', sentPrepared: false };
  const reads = slots.map((_, slot) => ({ slot }));
  return {
    name: `two-phase commit, ${String(managers)} managers`,
    kinds,
    slots: [...slots, { name: 'decision', kind: 'decision' }, { name: 'known', kind: 'known' }],
    initial: [[...slots.map(() => idle), 'none', []]],
    rules,
    actions: ['TMCommit', 'TMAbort', 'TMRcvPrepared', 'RMPrepare', 'RMChooseToAbort', 'RMRcvCommitMsg', 'RMRcvAbortMsg'],
    invariants: pairs(managers).map(([a, b]) => ({
      id: 'Consistent',
      args: `${String(a)}, ${String(b)}`,
      reads: [
        { slot: a, view: outcomeOf },
        { slot: b, view: outcomeOf },
      ],
      holds: ([one, other]: readonly unknown[]) =>
        one === 'none' || other === 'none' || one === other
          ? true
          : `manager ${String(a)} ${String(one)}, manager ${String(b)} ${String(other)}`,
    })),
    sometimes: [
      {
        id: 'AllCommit',
        args: '',
        reads,
        holds: (all) => (all as readonly Manager[]).every(({ phase }) => phase === 'committed'),
      },
    ],
    reachable: [{ id: 'Settled', reads, goal: (all) => (all as readonly Manager[]).every(isSettled), rules }],
    properties: [{ id: 'Consistent', means: 'no manager commits while another aborts', cites: 'TCommit.tla, TCConsistent' }],
    deadlockIsError: false,
    lanes: [],
  };
}

const outcomeOf = { name: 'outcome', of: (manager: Manager) => (isSettled(manager) ? manager.phase : 'none') };

function isSettled({ phase }: Manager): boolean {
  return phase === 'committed' || phase === 'aborted';
}

function managerRules(manager: number, decisionSlot: number, knownSlot: number): Rule[] {
  const step = (action: string, ...updates: Update[]): Outcome => ({ action, args: String(manager), updates });
  const own: Read = { slot: manager };
  return [
    {
      name: `manager ${String(manager)} prepares or aborts`,
      gate: { slot: manager, view: { name: 'working', of: ({ phase }: Manager) => phase === 'working' } },
      reads: [own],
      outcomes: ([value]: readonly unknown[]) => {
        const self = value as Manager;
        if (self.phase !== 'working') return [];
        return [
          step('RMPrepare', { slot: manager, set: { phase: 'prepared', sentPrepared: true } }),
          step('RMChooseToAbort', { slot: manager, set: { ...self, phase: 'aborted' } }),
        ];
      },
    },
    {
      name: `manager ${String(manager)} takes the decision`,
      gate: { slot: decisionSlot, view: { name: 'sent', of: (sent: Decision) => sent !== 'none' } },
      reads: [own, { slot: decisionSlot }],
      outcomes: ([value, sent]: readonly unknown[]) => {
        const self = value as Manager;
        if (sent === 'commit') return [step('RMRcvCommitMsg', { slot: manager, set: { ...self, phase: 'committed' } })];
        return sent === 'abort' ? [step('RMRcvAbortMsg', { slot: manager, set: { ...self, phase: 'aborted' } })] : [];
      },
    },
    {
      name: `transaction manager hears of ${String(manager)}`,
      gate: { slot: manager, view: sentPrepared },
      reads: [
        { slot: manager, view: sentPrepared },
        { slot: decisionSlot },
        // Read for nothing: a rule may read more than it needs.
        { slot: knownSlot, view: always },
      ],
      outcomes: ([sent, decided]: readonly unknown[]) =>
        sent === true && decided === 'none' ? [step('TMRcvPrepared', { slot: knownSlot, apply: 'add', operand: manager })] : [],
    },
  ];
}

function pairs(count: number): (readonly [number, number])[] {
  return Array.from({ length: count }, (_, a) =>
    Array.from({ length: count - a - 1 }, (__, more) => [a, a + more + 1] as const),
  ).flat();
}
