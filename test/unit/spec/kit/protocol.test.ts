import { test } from 'node:test';
import assert from 'node:assert/strict';
import { action } from '#spec/kit/action.js';
import type { Action, ActionOf, Step } from '#spec/kit/action.js';
import { applyStep, decide, dispatchOf, enabledAction } from '#spec/kit/protocol.js';
import type { Otherwise, Protocol } from '#spec/kit/protocol.js';
import { envOf, leader, logOf, server, z } from '../../../models/servers.js';

const s = leader({}, {});
const tick = { type: 'Tick' } as const;

function onTick(id: string, changes: Partial<ActionOf<'Tick'>> = {}): Action {
  const step: Step = { set: { awaitedSyncs: 1 } };
  return action({ id, cites: 'test', on: 'Tick', roles: ['leading'], when: {}, then: () => step, ...changes });
}

function protocol(actions: readonly Action[], otherwise: Otherwise = 'drop'): Protocol {
  return { id: 'test', actions, otherwise: () => otherwise, hidden: [] };
}

test('one action is enabled: it is taken, with its step', () => {
  const other = onTick('Other', { when: { never: () => false } });
  const decision = decide(dispatchOf(protocol([other, onTick('This')])), s, tick, envOf(3));
  assert.equal(decision.kind, 'taken');
  assert.equal(decision.action.id, 'This');
  assert.deepEqual(decision.step, { set: { awaitedSyncs: 1 } });
});

test('the body sees the server, the input and the ensemble', () => {
  const seen: unknown[] = [];
  const then = (...given: readonly unknown[]): Step => {
    seen.push(...given);
    return {};
  };
  const env = envOf(3);
  decide(dispatchOf(protocol([onTick('This', { then })])), s, tick, env);
  assert.deepEqual(seen, [s, tick, env]);
  assert.equal(seen[0], s);
});

test('two actions are enabled: ambiguous, both named, neither body run', () => {
  const then = (): Step => assert.fail('a body was run');
  const decision = decide(dispatchOf(protocol([onTick('One', { then }), onTick('Two', { then })])), s, tick, envOf(3));
  assert.deepEqual(decision, { kind: 'ambiguous', actions: ['One', 'Two'] });
});

test('which action is enabled is found without running its body', () => {
  const then = (): Step => assert.fail('a body was run');
  const never = onTick('Never', { then, when: { never: () => false } });
  const enabled = (...actions: readonly Action[]): string => {
    const found = enabledAction(dispatchOf(protocol(actions)), s, tick, envOf(3));
    return found.kind === 'one' ? found.action.id : found.kind === 'several' ? found.actions.join(' and ') : 'none';
  };
  assert.equal(enabled(never, onTick('This', { then })), 'This');
  assert.equal(enabled(never), 'none');
  assert.equal(enabled(), 'none');
  assert.equal(enabled(onTick('One', { then }), never, onTick('Two', { then })), 'One and Two');
});

test('nothing is enabled: each candidate is refused by its first false guard', () => {
  const actions = [
    onTick('WrongPhase', { phases: ['election', 'discovery'], when: { never: () => false } }),
    onTick('SecondGuard', { when: { yes: () => true, no: () => false, neither: () => assert.fail('asked on') } }),
    onTick('WrongRole', { roles: ['following'] }),
  ];
  assert.deepEqual(decide(dispatchOf(protocol(actions, 'unreachable')), s, tick, envOf(3)), {
    kind: 'otherwise',
    otherwise: 'unreachable',
    refusals: [
      { action: 'WrongPhase', guard: 'phase is broadcast, not election or discovery' },
      { action: 'SecondGuard', guard: 'no' },
    ],
  });
});

test('no action is for the input in this role: otherwise, and nobody to blame', () => {
  const dispatch = dispatchOf({
    ...protocol([onTick('This')]),
    otherwise: (input, role) => (input === 'Start' && role === 'leading' ? 'leave' : 'drop'),
  });
  assert.deepEqual(decide(dispatch, s, { type: 'Start' }, envOf(3)), { kind: 'otherwise', otherwise: 'leave', refusals: [] });
});

test('an action for several roles is found in each', () => {
  const dispatch = dispatchOf(protocol([onTick('This', { roles: ['leading', 'down'] })]));
  assert.equal(decide(dispatch, s, tick, envOf(3)).kind, 'taken');
  assert.equal(decide(dispatch, server(1, {}), tick, envOf(1)).kind, 'taken');
  assert.equal(decide(dispatch, server(1, {}, { role: 'following' }), tick, envOf(1)).kind, 'otherwise');
});

test('a step is applied in order: later writes win, then the volatile patch; the server before is untouched', () => {
  const before = server(1, { history: logOf('1.1=1') });
  const after = applyStep(before, {
    write: [{ acceptedEpoch: 2, history: logOf('1.1=1 1.2=2') }, { acceptedEpoch: 3 }],
    set: { lastCommitted: z('1.1') },
    send: [],
  });
  assert.equal(after.acceptedEpoch, 3);
  assert.equal(after.history.toString(), '⟨1.1=1 1.2=2⟩');
  assert.deepEqual(after.lastCommitted, z('1.1'));
  assert.equal(before.acceptedEpoch, 1);
  assert.equal(before.history.toString(), '⟨1.1=1⟩');
  assert.deepEqual(applyStep(before, {}), before);
});
