/** Systems small enough to know everything about, for tests of the searches. */
import type { Rule, System, Value } from '#spec/kit/system.js';

const nothing: Omit<System, 'name' | 'kinds' | 'slots' | 'initial' | 'rules' | 'actions'> = {
  invariants: [],
  sometimes: [],
  reachable: [],
  properties: [],
  deadlockIsError: false,
  lanes: [],
};

const anything = { name: 'anything', of: () => true };

/**
 * A counter from 0 that `Add` raises by one up to `limit`, where it stops: a deadlock if `deadlockIsError`.
 * `Reset`, where there is one, takes it back to 0 from anywhere but 0.
 */
export function counter(limit: number, options: { readonly reset?: boolean; readonly deadlockIsError?: boolean } = {}): System {
  const below = { name: 'below', of: (count: number) => count < limit };
  const rules: Rule[] = [
    {
      name: 'add',
      gate: { slot: 0, view: below },
      reads: [],
      outcomes: () => [{ action: 'Add', args: '', updates: [{ slot: 0, apply: 'add', operand: 1 }] }],
      refusal: () => `Add(): the counter is at ${String(limit)}`,
    },
  ];
  if (options.reset === true) {
    rules.push({
      name: 'reset',
      gate: { slot: 0, view: anything },
      reads: [{ slot: 0 }],
      outcomes: ([count]: readonly unknown[]) =>
        count === 0 ? [] : [{ action: 'Reset', args: '', updates: [{ slot: 0, set: 0 }] }],
    });
  }
  return {
    ...nothing,
    name: `counter to ${String(limit)}`,
    kinds: { count: { name: 'count', operators: { add: (count: number, more: number) => count + more } } },
    slots: [{ name: 'counter', kind: 'count' }],
    initial: [[0]],
    rules,
    actions: ['Add', 'Reset'],
    deadlockIsError: options.deadlockIsError ?? false,
  };
}

/**
 * Two processes and a FIFO channel from the first to the second: `Send` takes the next number, `Receive` moves it on.
 * Every step changes two slots. A carried slot counts steps without telling states apart.
 */
export function channel(messages: number, capacity: number): System {
  return {
    ...nothing,
    name: 'channel',
    kinds: {
      process: { name: 'process', operators: {} },
      channel: {
        name: 'channel',
        operators: {
          push: (queue: readonly number[], message: number) => [...queue, message],
          pop: (queue: readonly number[]) => queue.slice(1),
        },
      },
      clock: { name: 'clock', operators: { tick: (time: number) => time + 1 } },
    },
    slots: [
      { name: 'sender', kind: 'process' },
      { name: 'receiver', kind: 'process' },
      { name: 'channel', kind: 'channel' },
      { name: 'clock', kind: 'clock', carried: true },
    ],
    initial: [[0, 0, [], 0]],
    rules: [
      {
        name: 'send',
        gate: { slot: 0, view: anything },
        reads: [{ slot: 0 }, { slot: 2, view: { name: 'full', of: (queue: readonly number[]) => queue.length >= capacity } }],
        outcomes: ([next, full]: readonly unknown[]) =>
          full === true || next === messages
            ? []
            : [
                {
                  action: 'Send',
                  args: String(next),
                  updates: [
                    { slot: 0, set: (next as number) + 1 },
                    { slot: 2, apply: 'push', operand: next },
                    { slot: 3, apply: 'tick', operand: null },
                  ],
                },
              ],
      },
      {
        name: 'receive',
        gate: { slot: 2, view: { name: 'waiting', of: (queue: readonly number[]) => queue.length > 0 } },
        reads: [{ slot: 2, view: { name: 'head', of: (queue: readonly number[]) => queue[0] ?? null } }],
        outcomes: ([head]: readonly unknown[]) =>
          typeof head !== 'number'
            ? []
            : [
                {
                  action: 'Receive',
                  args: String(head),
                  updates: [
                    { slot: 2, apply: 'pop', operand: null },
                    { slot: 1, set: head + 1 },
                    { slot: 3, apply: 'tick', operand: null },
                  ],
                },
              ],
      },
    ],
    actions: ['Send', 'Receive'],
  };
}

/** Forbids one value of one slot. */
export function forbidding(system: System, slot: number, value: Value): System {
  const holds = ([found]: readonly unknown[]): true | string => found !== value || `slot ${String(slot)} holds ${String(value)}`;
  return { ...system, invariants: [{ id: 'Forbidden', args: '', reads: [{ slot }], holds }] };
}
