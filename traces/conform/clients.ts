/**
 * The client port of one run: who has a session, and whether what clients are told follows from what this server has delivered. The judge knows
 * no tree: whether a reply is right is for `traces/history`; here it is about order and zxids.
 *
 *     request ─▶ step ClientWrite ─▶ … delivered ─┬─▶ watch-event, reply: at what is delivered ─▶ step
 *     request (read) ─────────────────────────────┴─▶ reply
 */
import { showZxid, ZERO } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { Local } from '#spec/model/state.js';
import type { ClientEvent, ClientOpenEvent, StepEvent, TraceEvent } from '#traces/format/event.js';
import { fromTraceZxid } from '#traces/format/translate.js';
import { Applied } from './applied.js';
import { Client } from './client.js';
import type { Request } from './client.js';
import { finding } from './finding.js';
import type { Found } from './finding.js';

/** Java takes zxids from here on for negative numbers, which are above nothing; a client may say so. */
const EPOCH_LIMIT = 0x8000_0000;

/** The server at that line. */
export interface Surroundings {
  readonly local: Local;
  /** What a step did is being told, and its own line is still to come. */
  readonly isWithinStep: boolean;
}

export type OtherEvent = Exclude<TraceEvent, ClientEvent>;

const OF_CLIENTS: ReadonlySet<TraceEvent['t']> = new Set(['client-open', 'client-close', 'request', 'reply', 'watch-event']);

export function isOfClient(event: TraceEvent): event is ClientEvent {
  return OF_CLIENTS.has(event.t);
}

export class Clients {
  private readonly open = new Map<number, Client>();
  private readonly applied: Applied;
  private opened = 0;
  /** A write that was read just now: the next step may be its. */
  private asks: Request | null = null;

  /** `recovered`: what this server's clients may read when it starts. */
  constructor(recovered: Zxid) {
    this.applied = new Applied(recovered);
  }

  /** A line of the client port. */
  take(event: ClientEvent, { local, isWithinStep }: Surroundings): Found {
    const { role, phase } = local;
    if (phase !== 'broadcast' && event.t !== 'client-close') {
      return finding('client', `nobody to be served by a server that is ${role}, in ${phase}`, event.t);
    }
    if (event.t === 'client-open') return this.begin(event);
    const client = this.open.get(event.client);
    if (client === undefined) return finding('client', 'a connection that is open', `${event.t} of client ${event.client}`);
    switch (event.t) {
      case 'request': {
        if (isWithinStep) return finding('client', 'the step that was begun', `a request of client ${event.client}`);
        const request = client.request(event);
        if ('rule' in request) return request;
        this.asks = request.answering === 'write' ? request : null;
        return null;
      }
      case 'reply':
        return client.reply(event);
      case 'watch-event':
        return client.watchEvent(event);
      case 'client-close':
        this.open.delete(event.client);
        return client.closed(event);
    }
  }

  /** Any other line, which the server's replay has found to be right; `local` behind it. */
  follow(event: OtherEvent, local: Local): Found {
    if (event.t === 'delivered') this.applied.delivered(fromTraceZxid(event.zxid));
    else if (event.t === 'step') this.step(event, local);
    if (event.t !== 'stop') return null;
    const [left] = this.open.keys();
    return left === undefined ? null : finding('client', `client ${left} to be closed when the server stops`, 'it is open');
  }

  private step({ input }: StepEvent, { role, phase, history }: Local): void {
    this.applied.stepped();
    if (this.asks !== null && input.type === 'ClientWrite') this.asks.proposed = role === 'leading' ? history.lastZxid : 'some';
    this.asks = null;
    if (phase === 'broadcast') return;
    for (const client of this.open.values()) client.end(`the server is ${role}, in ${phase}`);
  }

  private begin({ client, session, seen }: ClientOpenEvent): Found {
    if (client !== this.opened + 1) return finding('client', `client ${this.opened + 1}`, `client ${client}`);
    this.opened += 1;
    for (const [other, open] of this.open) {
      if (open.session === session) return finding('client', `client ${other} of this session to be closed first`, 'it is open');
    }
    const told = fromTraceZxid(seen);
    const had = told.epoch < EPOCH_LIMIT ? told : ZERO;
    if (!this.applied.has(had)) {
      return finding('client', `no client that had seen more than ${String(this.applied)}`, `one that had seen ${showZxid(had)}`);
    }
    this.open.set(client, new Client(session, had, this.applied));
    return null;
  }
}
