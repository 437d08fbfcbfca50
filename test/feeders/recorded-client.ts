/** A client of the test driver whose requests, replies and events go into a history, in the order in which it saw them. */
import type { ClientOp, Operation, RequestBody } from '#impl/wire/client-protocol.js';
import { SPECIAL_XIDS } from '#impl/wire/client-protocol.js';
import type { ReplyHeader } from '#impl/wire/client-records.js';
import { opName } from '#impl/wire/op-codes.js';
import { sessionText } from '#traces/history/format/results.js';
import { zxidText } from '#traces/history/format/zxid.js';
import type { Arrival, ReplyTo } from '../driver/arrivals.js';
import { Connection } from '../driver/connection.js';
import { shakeHands } from '../driver/handshake.js';
import type { Handshake, HandshakeOptions } from '../driver/handshake.js';
import type { HistoryRecorder } from './history-recorder.js';
import { historyArguments, historyResult, historyZxid, passwdHash } from './wire-to-history.js';

export interface RecordedOptions extends HandshakeOptions {
  /** Its name in the history. */
  readonly server: string;
  /**
   * The last xid of the session's connection before. Servers know a request by session and xid: a client that counts from 1 again may be
   * given the reply to what it asked on the connection before.
   */
  readonly xidBefore?: number;
}

const SPECIAL: ReadonlyMap<ClientOp, number> = new Map<ClientOp, number>([
  ['ping', SPECIAL_XIDS.ping],
  ['auth', SPECIAL_XIDS.auth],
  ['setWatches', SPECIAL_XIDS.setWatches],
  ['setWatches2', SPECIAL_XIDS.setWatches],
]);

/** Nobody listens. */
function unreachable(error: unknown): { readonly outcome: 'closed' } {
  if (error instanceof Error && 'code' in error) return { outcome: 'closed' };
  throw error;
}

export class RecordedClient extends Connection {
  readonly sessionId: bigint;
  readonly passwd: Uint8Array;
  readonly server: string;
  private readonly recorder: HistoryRecorder;
  private readonly number: number;
  private xids: number;
  private isOver = false;

  /** `expired`: the session is over. `closed`: there is no such server, or it does not serve, or is behind. */
  static async connect(recorder: HistoryRecorder, options: RecordedOptions): Promise<RecordedClient | 'expired' | 'closed'> {
    const number = recorder.connection();
    const session = sessionText(options.sessionId ?? 0n);
    const { epoch, counter } = options.lastZxidSeen ?? { epoch: 0, counter: 0 };
    const lastZxidSeen = historyZxid({ epoch, counter });
    const passwd = passwdHash(options.passwd ?? null);
    recorder.add(number, { t: 'connect', server: options.server, session, passwd, lastZxidSeen });
    const handshake = await shakeHands(options).catch(unreachable);
    if (handshake.outcome !== 'connected') {
      if (handshake.outcome === 'expired') {
        recorder.add(number, { t: 'expired' });
        handshake.socket.destroy();
      }
      recorder.add(number, { t: 'closed' });
      return handshake.outcome;
    }
    const client = new RecordedClient(recorder, number, options, handshake);
    client.start();
    return client;
  }

  private constructor(
    recorder: HistoryRecorder,
    number: number,
    { server, xidBefore = 0 }: RecordedOptions,
    { socket, frames, response }: Handshake & { readonly outcome: 'connected' },
  ) {
    super(socket, frames, (arrival) => {
      this.arrived(arrival);
    });
    this.recorder = recorder;
    this.number = number;
    this.server = server;
    this.xids = xidBefore;
    this.sessionId = response.sessionId;
    this.passwd = (response.passwd ?? new Uint8Array(0)).slice();
    const session = sessionText(response.sessionId);
    recorder.add(number, { t: 'connected', session, passwd: passwdHash(response.passwd), timeoutMs: response.timeOut });
    void this.closed.then(() => {
      this.isOver = true;
      recorder.add(number, { t: 'closed' });
    });
  }

  /** A new session. Throws where none comes of it. */
  static async open(recorder: HistoryRecorder, options: RecordedOptions): Promise<RecordedClient> {
    const client = await RecordedClient.connect(recorder, options);
    if (typeof client === 'string') throw new Error(`${options.server}: no session: ${client}`);
    return client;
  }

  /** Its end came. */
  get isClosed(): boolean {
    return this.isOver;
  }

  /** Of what was asked here. */
  get xidSoFar(): number {
    return this.xids;
  }

  override request<N extends ClientOp>(op: N, body: RequestBody<N>): Promise<ReplyTo<N>> {
    const xid = SPECIAL.get(op) ?? ++this.xids;
    // Nothing is sent any more: `super` refuses.
    if (this.isOver) return super.request(op, body, xid);
    const args = historyArguments({ op, body } as unknown as Operation);
    this.recorder.add(this.number, { t: 'request', xid, args });
    return super.request(op, body, xid);
  }

  protected override strayed({ xid, zxid, err }: ReplyHeader): void {
    this.recorder.add(this.number, { t: 'reply', xid, zxid: historyZxid(zxid), err, result: {} });
  }

  private arrived(arrival: Arrival): void {
    const zxid = historyZxid(arrival.zxid);
    if (arrival.kind === 'event') {
      this.recorder.add(this.number, { t: 'event', zxid, type: arrival.type, path: arrival.path });
      return;
    }
    const { xid, err, type, body } = arrival;
    const op = opName(type);
    if (op === undefined) throw new Error(`a reply of type ${type} at ${zxidText(zxid)}`);
    const result = historyResult(op as ClientOp, body as never);
    this.recorder.add(this.number, { t: 'reply', xid, zxid, err, result });
  }
}
