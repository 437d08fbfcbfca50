/**
 * What must not compile. `npm run typecheck` reads this file: where one of these lines begins to compile, its `@ts-expect-error`
 * becomes an error. At run time there is nothing to test.
 */
import { test } from 'node:test';
import { action } from '#spec/kit/action.js';
import type { Action, ActionOf, Env, Step } from '#spec/kit/action.js';
import type { InputType, Message, Received } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import { sid } from '#spec/model/quorum.js';
import type { Leading, Local } from '#spec/model/state.js';
import { ZERO } from '#spec/model/zxid.js';

test('types: checked by the compiler', () => undefined);

/** An action that would compile, to take apart. */
export const sound = action({
  id: 'Sound',
  cites: 'test',
  on: 'PROPOSAL',
  roles: ['following'],
  phases: ['broadcast'],
  when: { isNew: (s, m) => m.zxid.counter > s.history.lastZxid.counter },
  then: (s, m) => ({ write: [{ history: s.history.append({ zxid: m.zxid, value: m.value }) }] }),
}) satisfies Action;

export const patches: readonly Step[] = [
  { write: [{ acceptedEpoch: 1 }, { currentEpoch: 1 }], set: { phase: 'broadcast' } },
  // @ts-expect-error -- lastCommitted is volatile: it is not written
  { write: [{ lastCommitted: ZERO }] },
  // @ts-expect-error -- nor beside a field that is durable
  { write: [{ currentEpoch: 1, phase: 'broadcast' }] },
  // @ts-expect-error -- currentEpoch is durable: it is not just set
  { set: { currentEpoch: 1 } },
  // @ts-expect-error -- an absent field stays as it is; undefined is no value
  { set: { phase: undefined } },
  // @ts-expect-error -- no such field
  { set: { lastComitted: ZERO } },
  // @ts-expect-error -- the order of writes is part of the step: a list
  { write: { acceptedEpoch: 1 } },
];

export const sends: readonly Step[] = [
  { send: [{ to: sid(1), message: { type: 'UPTODATE' }, after: 'now' }] },
  // @ts-expect-error -- when it may leave must be said
  { send: [{ to: sid(1), message: { type: 'UPTODATE' } }] },
  // @ts-expect-error -- there are two answers to that
  { send: [{ to: sid(1), message: { type: 'UPTODATE' }, after: 'later' }] },
  // @ts-expect-error -- a number is no server: it might be an epoch
  { send: [{ to: 1, message: { type: 'UPTODATE' }, after: 'now' }] },
];

export const messages: readonly Message[] = [
  { type: 'ACK', zxid: ZERO },
  // @ts-expect-error -- an ACK names a zxid, not an epoch
  { type: 'ACK', epoch: 1 },
  // @ts-expect-error -- a proposal carries its transaction
  { type: 'PROPOSAL', zxid: ZERO },
  // @ts-expect-error -- a COMMIT carries none
  { type: 'COMMIT', zxid: ZERO, value: 1 },
  // @ts-expect-error -- half a zxid
  { type: 'COMMIT', zxid: { epoch: 1 } },
  // @ts-expect-error -- no such message
  { type: 'COMMITANDACTIVATE', zxid: ZERO },
];

export const guards: readonly ActionOf<'PROPOSAL'>['when'][] = [
  { fine: (s: Local, m, env: Env) => s.connected && env.voters.includes(m.from) },
  // @ts-expect-error -- a guard is handed a server, an input and an ensemble: no world
  { world: (_s: Local, _m, _env: Env, _world: object) => true },
  // @ts-expect-error -- nor the world in place of the server
  { inPlace: (world: readonly Local[]) => world.length > 0 },
  // @ts-expect-error -- a guard of PROPOSAL is not one of ACKEPOCH
  { wrongInput: (_s, m: Received<'ACKEPOCH'>) => m.currentEpoch > 0 },
  // @ts-expect-error -- a guard answers yes or no
  { noAnswer: () => undefined },
];

// @ts-expect-error -- what a guard is handed knows no network
export const network: keyof Env | keyof Local = 'links';
// @ts-expect-error -- no other server
export const others: keyof Env | keyof Local = 'servers';
// @ts-expect-error -- and no past
export const past: keyof Env | keyof Local = 'ghost';
// @ts-expect-error -- a PROPOSAL names no epoch of its own
export const wrongField: keyof Received<'PROPOSAL'> = 'currentEpoch';

export function changes(s: Local, leading: Leading): void {
  // @ts-expect-error -- what an action is given is read-only
  s.round = 1;
  // @ts-expect-error -- all the way down
  s.history.length = 0;
  // @ts-expect-error -- lists too
  leading.electing[0] = sid(1);
}

// @ts-expect-error -- epochs and ids are both numbers, and not the same
export const epochAsServer = (s: Local): ServerId => s.acceptedEpoch;

// @ts-expect-error -- an input that nobody sends
export const unknownInput: InputType = 'Whatever';

export const unknownRole = action({
  id: 'UnknownRole',
  cites: 'test',
  on: 'Tick',
  // @ts-expect-error -- no such role
  roles: ['candidate'],
  when: {},
  then: () => ({}),
});

export const unknownEvent = action({
  id: 'UnknownEvent',
  cites: 'test',
  // @ts-expect-error -- no such input
  on: 'Tock',
  roles: ['leading'],
  when: {},
  then: () => ({}),
});
