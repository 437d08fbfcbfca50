/**
 * One client's connection to a server: replies answer its requests in the order in which they came, and their zxids never go back. What is
 * about the connection itself (auth, sasl) is answered as soon as it is read; watch events come in between, before anything shows what
 * fired them.
 *
 *     request 0   request 1   reply to 0   event 1.7   reply to 1 (at 1.7)   close
 *     └─────── queue ───────┘              └ not behind a reply at 1.7 or beyond
 */
import { compareZxids, sameZxid, showZxid, ZERO } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { ClientCloseEvent, ReplyEvent, RequestEvent, WatchEvent } from '#traces/format/event.js';
import { fromTraceZxid } from '#traces/format/translate.js';
import type { Applied } from './applied.js';
import { answeredXid, answeringOf, CLOSE_SESSION, isSetWatches, mayWatch } from './client-operations.js';
import type { Answering } from './client-operations.js';
import { finding } from './finding.js';
import type { Found } from './finding.js';
import { Queue } from './queue.js';
import { NO_ZXID, showClientZxid } from './show.js';

const MARSHALLING_ERROR = -5;
const UNIMPLEMENTED = -6;

export interface Request {
  readonly n: number;
  readonly xid: number;
  readonly op: number;
  readonly answering: Answering;
  /** Of a write: its transaction. `some`: it was handed to a leader elsewhere. Null: it went nowhere. */
  proposed: Zxid | 'some' | null;
}

export class Client {
  readonly session: string;
  private readonly applied: Applied;
  private readonly waiting = new Queue<Request>();
  /** It came last, and is answered now or never: a session that is over is not answered any more. */
  private atOnce: Request | null = null;
  private received = 0;
  private sent = 0;
  /** The newest zxid of its replies. */
  private seen: Zxid;
  private mayHaveWatches = false;
  /** Events that `setWatches` found precede its reply, and nothing comes in between. */
  private catchesUp = false;
  /** Why nothing but its end may follow; null: more may. */
  private over: string | null = null;

  /** `seen`: the newest zxid of replies that it had before. */
  constructor(session: string, seen: Zxid, applied: Applied) {
    this.session = session;
    this.seen = seen;
    this.applied = applied;
  }

  /** Nothing but its end may follow. */
  end(why: string): void {
    this.over ??= why;
  }

  request({ n, xid, op }: RequestEvent): Request | Exclude<Found, null> {
    if (this.over !== null) return finding('client', `the connection to be closed: ${this.over}`, `request ${n}`);
    if (n !== this.received) return finding('client', `request ${this.received}`, `request ${n}`);
    this.received += 1;
    this.giveUpAtOnce();
    const request: Request = { n, xid, op, answering: answeringOf(op), proposed: null };
    if (request.answering === 'at once') this.atOnce = request;
    else this.waiting.push(request);
    this.mayHaveWatches ||= mayWatch(op);
    return request;
  }

  reply(event: ReplyEvent): Found {
    const found = this.hands(event.n);
    if (found !== null) return found;
    if (this.atOnce !== null && this.atOnce.xid !== event.xid) this.giveUpAtOnce();
    const request = this.atOnce ?? this.waiting.head;
    if (request === undefined) return finding('client', 'no reply: every request is answered', showReply(event));
    const { n, xid, op } = request;
    // What cannot be read is said in line, whatever it was.
    const answering = event.err === MARSHALLING_ERROR ? 'read' : request.answering;
    if (answering === 'at once' && this.atOnce === null) {
      return finding('client', `request ${n} to be answered at once, and nothing behind it since it was not`, showReply(event));
    }
    if (event.xid !== answeredXid(xid, op)) {
      return finding('client', `the reply to request ${n}, xid ${answeredXid(xid, op)}`, showReply(event));
    }
    if (this.catchesUp && !isSetWatches(op)) return finding('client', 'the reply to setWatches', showReply(event));
    if (this.atOnce === null) this.waiting.shift();
    this.atOnce = null;
    this.catchesUp = false;
    if (answering === 'unknown' || op === CLOSE_SESSION) this.end('that was the last reply');
    if (answering === 'at once' && event.err !== 0) this.end('who it is was not proved');
    return this.header(answering, request.proposed, event);
  }

  watchEvent(event: WatchEvent): Found {
    const found = this.hands(event.n);
    if (found !== null) return found;
    this.giveUpAtOnce();
    if (!this.mayHaveWatches) return finding('client', 'no watch event: nothing was watched', showWatchEvent(event));
    const zxid = fromTraceZxid(event.zxid);
    if (sameZxid(zxid, NO_ZXID)) {
      this.catchesUp = true;
      if (isSetWatches(this.waiting.head?.op ?? 0)) return null;
      return finding('client', 'a setWatches that is served now', showWatchEvent(event));
    }
    if (this.catchesUp) return finding('client', 'the reply to setWatches', showWatchEvent(event));
    if (compareZxids(zxid, this.seen) <= 0) {
      return finding('client', `the event before a reply that shows ${showZxid(this.seen)}`, showWatchEvent(event));
    }
    if (this.applied.fires(zxid)) return null;
    return finding('client', `an event of a transaction delivered now: ${String(this.applied)}`, showWatchEvent(event));
  }

  closed({ received, sent }: ClientCloseEvent): Found {
    if (received === this.received && sent === this.sent) return null;
    return finding('client', `${this.received} requests, ${this.sent} frames sent`, `${received} requests, ${sent} frames sent`);
  }

  private hands(n: number): Found {
    if (this.over !== null) return finding('client', `the connection to be closed: ${this.over}`, `frame ${n} sent`);
    if (n !== this.sent) return finding('client', `frame ${this.sent} sent`, `frame ${n}`);
    this.sent += 1;
    return null;
  }

  /** It was not answered at once: nothing from it on is. */
  private giveUpAtOnce(): void {
    if (this.atOnce !== null) this.waiting.push(this.atOnce);
    this.atOnce = null;
  }

  /** The zxid that a reply shows. */
  private header(answering: Answering, proposed: Request['proposed'], event: ReplyEvent): Found {
    const zxid = fromTraceZxid(event.zxid);
    if (answering === 'at once') return same(ZERO, zxid);
    if (answering === 'unknown') return event.err === UNIMPLEMENTED ? same(NO_ZXID, zxid) : unimplemented(event);
    if (answering === 'write') return this.written(proposed, zxid, event);
    if (!this.applied.shows(zxid)) {
      return finding('client', `a zxid of this server’s tree: ${String(this.applied)}`, showReply(event));
    }
    this.seen = zxid;
    return null;
  }

  /** A client that does not read is told of its write later; what was delivered meanwhile does not show in the reply. */
  private written(proposed: Request['proposed'], zxid: Zxid, event: ReplyEvent): Found {
    if (proposed === null) return finding('client', 'a write that was proposed', showReply(event));
    if (proposed !== 'some' && !sameZxid(proposed, zxid)) return same(proposed, zxid);
    if (compareZxids(zxid, this.seen) <= 0) {
      return finding('client', `a transaction behind ${showZxid(this.seen)}, which it was shown`, showReply(event));
    }
    if (!this.applied.has(zxid)) {
      return finding('client', `a transaction delivered here: ${String(this.applied)}`, showReply(event));
    }
    this.applied.shows(zxid);
    this.seen = zxid;
    return null;
  }
}

function same(expected: Zxid, zxid: Zxid): Found {
  return sameZxid(expected, zxid) ? null : finding('client', `zxid ${showClientZxid(expected)}`, `zxid ${showClientZxid(zxid)}`);
}

function unimplemented(event: ReplyEvent): Found {
  return finding('client', 'the error of an operation that there is not', showReply(event));
}

function showReply({ xid, zxid, err }: ReplyEvent): string {
  return `a reply with xid ${xid}, zxid ${showClientZxid(fromTraceZxid(zxid))}, error ${err}`;
}

function showWatchEvent({ type, zxid }: WatchEvent): string {
  return `an event of type ${type}, zxid ${showClientZxid(fromTraceZxid(zxid))}`;
}
