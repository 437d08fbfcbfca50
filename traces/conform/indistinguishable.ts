/**
 * Mutations that leave a trace of something that may have happened as well, by what they do and why nobody could tell. A mutation that survives and
 * is none of these is a hole in the judge.
 */
import type { TraceEvent } from '#traces/format/event.js';
import { PING } from './client-operations.js';
import { isOfClient } from './clients.js';
import type { Mutation } from './mutation.js';

interface Case {
  readonly name: string;
  readonly why: string;
  readonly is: (mutation: Mutation) => boolean;
}

function isDisk(event: TraceEvent | null): boolean {
  return event?.t === 'write' || event?.t === 'durable';
}

function isConnection(event: TraceEvent | null): boolean {
  return event?.t === 'open' || event?.t === 'close';
}

/** The connection of a client's line. */
function clientOf(event: TraceEvent | null): number | null {
  return event !== null && isOfClient(event) ? event.client : null;
}

/** What a line of a client says and no other line has to do with: kinds of operations and of errors, paths, who it is, its earlier life. */
const WORDS_OF_CLIENTS: ReadonlySet<string> = new Set([
  'request op',
  'reply err',
  'watch-event type',
  'watch-event path',
  'client-open session',
  'client-open seen/0',
  'client-open seen/1',
]);

function swaps(mutation: Mutation, one: (event: TraceEvent | null) => boolean): boolean {
  return mutation.kind === 'swap' && (one(mutation.event) || one(mutation.next));
}

const CASES: readonly Case[] = [
  {
    name: 'notification lost',
    why: 'the election port may lose what it was given; this one changed nothing at its receiver',
    is: ({ kind, event }) => kind === 'delete' && event.t === 'mail-in',
  },
  {
    name: 'notification twice',
    why: 'the election port may bring a notification again; this one changed nothing at its receiver',
    is: ({ kind, event }) => kind === 'duplicate' && event.t === 'mail-in',
  },
  {
    name: 'notification of another',
    why: 'the other server sent the same to the same receiver, and it changed nothing there',
    is: ({ kind, event, field }) => kind === 'alter' && event.t === 'mail-in' && field === 'peer',
  },
  {
    name: 'notification of a lost end',
    why: 'its sender was killed, may have sent it behind the end of its trace, and it changed nothing at its receiver; the verdict counts it',
    is: ({ kind, event, field }) => kind === 'alter' && event.t === 'mail-in' && field.startsWith('m/'),
  },
  {
    name: 'notifications beside one another',
    why: 'two of different senders, or equal ones, have no order; the first changed nothing at its receiver',
    is: ({ kind, event, next }) => kind === 'swap' && event.t === 'mail-in' && next?.t === 'mail-in',
  },
  {
    name: 'durable again',
    why: 'a batch without anything new to write ends with the same count',
    is: ({ kind, event }) => kind === 'duplicate' && event.t === 'durable',
  },
  {
    name: 'durable told later',
    why: 'nothing left on the strength of this count, and the next one includes it',
    is: ({ kind, event }) => kind === 'delete' && event.t === 'durable',
  },
  {
    name: 'end of a run',
    why: 'a process may be killed in front of its last line, and the end of what it did be lost with it; the verdict counts such runs',
    is: ({ kind, event }) => kind === 'delete' && (event.t === 'stop' || event.t === 'step' || event.t === 'write'),
  },
  {
    name: 'held at the end',
    why: 'a message that waits for the disk need not have left when its connection closes or its process ends',
    is: ({ kind, event }) => kind === 'delete' && event.t === 'out',
  },
  {
    name: 'disk beside sockets',
    why: 'the disk works by itself: only a step in front of a write and a message behind a durable are bound to it',
    is: (mutation) => swaps(mutation, isDisk),
  },
  {
    name: 'connections beside one another',
    why: 'what happens on one connection has no order with timers, clients, or other peers',
    is: (mutation) => swaps(mutation, isConnection),
  },
  {
    name: 'held sends',
    why: 'what waited for the disk leaves in order for each receiver; between receivers, and against a step that could have sent it at once, there is none',
    is: (mutation) =>
      mutation.kind === 'swap' && mutation.event.t === 'out' && (mutation.next?.t === 'out' || mutation.next?.t === 'step'),
  },
  {
    name: 'words of clients',
    why: 'another operation that is answered in the same way, another error, another path: only a tree could tell, and clients’ histories do',
    is: ({ kind, event, field }) => kind === 'alter' && WORDS_OF_CLIENTS.has(`${event.t} ${field}`),
  },
  {
    name: 'number of a ping',
    why: 'a ping is answered as one, whatever it calls itself',
    is: ({ kind, event, field }) => kind === 'alter' && event.t === 'request' && event.op === PING && field === 'xid',
  },
  {
    name: 'clients beside servers',
    why: 'what a client is told is bound to what is being delivered, and what it writes to the next step; the rest has no order with it',
    is: ({ kind, event, next }) => kind === 'swap' && (clientOf(event) === null) !== (clientOf(next) === null),
  },
  {
    name: 'clients beside one another',
    why: 'two connections have no order while the tree stands still, nor what one client is told and what it asks meanwhile',
    is: ({ kind, event, next }) =>
      kind === 'swap' &&
      clientOf(event) !== null &&
      clientOf(next) !== null &&
      (clientOf(event) !== clientOf(next) || (event.t === 'reply' && next?.t === 'request')),
  },
];

/** The case, or null: the mutation should have been refused. */
export function indistinguishable(mutation: Mutation): { readonly name: string; readonly why: string } | null {
  return CASES.find(({ is }) => is(mutation)) ?? null;
}
