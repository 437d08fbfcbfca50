/** The smallest application of ZAB: its state is the list of everything ever written. Writes are texts. */
import { decode, encode } from '#impl/wire/jute.js';
import type { ForwardedRequest } from '#impl/wire/quorum-messages.js';
import { txn } from '#impl/wire/txns.js';
import type { Application, Replicator } from '#impl/peer/application.js';
import type { SessionTouch } from '#impl/wire/quorum-data.js';
import type { Role } from '#spec/model/state.js';
import type { Zxid } from '#spec/model/zxid.js';
import { contentOf, optionsFor } from '../disk/ledger.js';
import type { Ledger } from '../disk/ledger.js';

export const LEDGER_TREE = { sink: optionsFor().sink, empty: optionsFor().empty };

function payloadOf(zxid: Zxid, text: string): Uint8Array {
  const operation = { op: 'setData', body: { path: '/l', data: Buffer.from(text), version: 1 } } as const;
  return encode(txn, { clientId: 1n, cxid: 2, zxid, time: 1_700_000_000_000, operation, digest: null });
}

function textOf(payload: unknown): string {
  const decoded = decode(txn, payload as Uint8Array);
  if (!decoded.ok || decoded.value.operation.op !== 'setData') throw new Error('no entry of a counter');
  return Buffer.from(decoded.value.operation.body.data ?? []).toString();
}

function requestOf(text: string): ForwardedRequest {
  return { sessionId: 1n, cxid: 2, type: 5, body: Buffer.from(text), identities: null };
}

export class Counter {
  texts: string[];
  /** In service now: in which role. */
  role: Role | null = null;
  /** How often service began, and ended. */
  readonly services: string[] = [];
  readonly installed: number[] = [];
  readonly touchesHeard: SessionTouch[] = [];
  readonly revalidations: string[] = [];
  syncsAnswered = 0;
  /** For the next ping. */
  heard: SessionTouch[] = [];
  private replicator: Replicator | null = null;
  private last: Zxid;

  constructor({ tree, snapshotZxid }: { readonly tree: Ledger; readonly snapshotZxid: Zxid }) {
    this.texts = [...tree];
    this.last = snapshotZxid;
  }

  /** False: it was not taken. */
  write(text: string): boolean {
    if (this.replicator === null) return false;
    if (this.role === 'leading') return this.replicator.propose((zxid) => payloadOf(zxid, text));
    return this.replicator.forward(requestOf(text));
  }

  sync(): boolean {
    return this.replicator?.sync({ sessionId: 1n, cxid: 3, type: 9, body: new Uint8Array(0), identities: null }) ?? false;
  }

  revalidate(sessionId: bigint): void {
    this.replicator?.revalidate(sessionId, 4000);
  }

  readonly application: Application<Ledger> = {
    deliver: (txns) => {
      for (const { zxid, value } of txns) {
        this.texts.push(textOf(value));
        this.last = zxid;
      }
    },
    content: () => contentOf(this.last, this.texts),
    sink: () => {
      const sink = LEDGER_TREE.sink();
      return { ...sink, finish: (zxid, trailer) => Object.assign([...sink.finish(zxid, trailer)], { zxid }) };
    },
    contentOf: (state) => contentOf((state as Ledger & { readonly zxid: Zxid }).zxid, state),
    install: (state) => {
      this.texts = [...state];
      this.last = (state as Ledger & { readonly zxid: Zxid }).zxid;
      this.installed.push(state.length);
    },
    serve: (role, replicator) => {
      this.role = role;
      this.replicator = replicator;
      this.services.push(role);
    },
    stop: () => {
      this.services.push('stop');
      this.role = null;
      this.replicator = null;
    },
    prepare: (_from, request, zxid) => payloadOf(zxid, Buffer.from(request.body).toString()),
    touched: (touches) => {
      this.touchesHeard.push(...touches);
    },
    revalidate: (from, sessionId, timeoutMs) => {
      this.revalidations.push(`asked by ${from}: ${sessionId} for ${timeoutMs}`);
      return sessionId % 2n === 0n;
    },
    revalidated: (sessionId, valid) => {
      this.revalidations.push(`${sessionId} ${valid ? 'lives' : 'is over'}`);
    },
    touches: () => {
      const { heard } = this;
      this.heard = [];
      return heard;
    },
    synced: () => {
      this.syncsAnswered += 1;
    },
  };
}
