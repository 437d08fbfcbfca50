/**
 * An action is a value: what it reacts to, in which role and phase, under which named guards, and a pure body that says what
 * changes. The checker and the server run the same function objects.
 *
 *     export const FollowerOnProposal = action({
 *       id: 'FollowerOnProposal', cites: '…', on: 'PROPOSAL', roles: ['following'], phases: ['broadcast'],
 *       when: { isNext: (s, m) => follows(s.history.lastZxid, m.zxid) },
 *       then: (s, m) => ({ write: [{ history: … }], send: [{ to: m.from, message: …, after: 'synced' }] }),
 *     });
 */
import type { InputOf, InputType, Message } from '../model/messages.js';
import type { IsQuorum, ServerId } from '../model/quorum.js';
import type { Durable, Local, Phase, Role, Volatile } from '../model/state.js';

/** What a server knows of its ensemble; constant while it runs. */
export interface Env {
  readonly self: ServerId;
  readonly voters: readonly ServerId[];
  readonly isQuorum: IsQuorum;
  /** Counters stay below this; `COUNTER_LIMIT` but in runs that explore the roll-over. */
  readonly counterLimit: number;
}

export interface Send {
  readonly to: ServerId;
  readonly message: Message;
  /**
   * `synced`: held until every write of this server so far, this step's included, is on disk.
   * `now`: safe to leave before that; the action says why.
   */
  readonly after: 'now' | 'synced';
}

/** The effects of an action, as data. What is absent does not change. */
export interface Step {
  /** In order: each is durable before the next is. */
  readonly write?: readonly Partial<Durable>[];
  readonly set?: Partial<Volatile>;
  /** In order, per receiver and `after`. A server may send to itself: the message comes back as an input. */
  readonly send?: readonly Send[];
  /** Connections this server closes before it sends: in flight and held messages on them are lost. */
  readonly close?: readonly ServerId[] | 'all';
}

/** A named condition on one server and one input. */
export type Guard<T extends InputType> = (s: Local, input: InputOf<T>, env: Env) => boolean;

export interface ActionOf<T extends InputType> {
  /** For ever: traces cite it. */
  readonly id: string;
  /** Where the rule comes from: paper section, ZooKeeper class, TLA+ action, issue. */
  readonly cites: string;
  readonly on: T;
  readonly roles: readonly Role[];
  /** Absent: in any phase. */
  readonly phases?: readonly Phase[];
  readonly when: Readonly<Record<string, Guard<T>>>;
  readonly then: (s: Local, input: InputOf<T>, env: Env) => Step;
}

/** An action of whichever input type. */
export type Action = { [T in InputType]: ActionOf<T> }[InputType];

/** Declares an action; exists so that the types of `when` and `then` follow from `on`. */
export function action<const T extends InputType>(definition: ActionOf<T>): ActionOf<T> {
  return definition;
}
