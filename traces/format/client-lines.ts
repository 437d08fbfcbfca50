/** Lines of one client's connection, written as `lines.ts` writes. It counts what they number. */
import type { Zxid } from '#spec/model/zxid.js';
import type { ByteLines } from './byte-lines.js';
import { encodeEvent } from './encode.js';
import type { ClientEvent } from './event.js';
import { digestOf, KIND, Mixer } from './hash.js';
import { DIGEST, LineForm, NUMBER } from './line-form.js';
import { toTraceZxid } from './translate.js';

const mixer = new Mixer();

export class ClientLines {
  private readonly to: ByteLines;
  private readonly client: number;
  /** By operation, by error and by type: of these there are few. */
  private readonly requests = new Map<number, LineForm>();
  private readonly replies = new Map<number, LineForm>();
  private readonly watchEvents = new Map<number, LineForm>();
  private received = 0;
  private sent = 0;

  constructor(to: ByteLines, client: number) {
    this.to = to;
    this.client = client;
  }

  opened(session: bigint, seen: Zxid): void {
    const digits = digestOf(Number(BigInt.asIntN(32, session >> 32n)), Number(BigInt.asIntN(32, session)));
    this.event({ t: 'client-open', client: this.client, session: digits, seen: toTraceZxid(seen) });
  }

  closed(): void {
    const { client, received, sent } = this;
    this.event({ t: 'client-close', client, received, sent });
  }

  request(xid: number, op: number): void {
    const n = this.received++;
    if (xid < 0) this.event({ t: 'request', client: this.client, n, xid, op });
    else this.to.line((this.requests.get(op) ?? this.requestForm(op)).number(0, n).number(1, xid));
  }

  reply(xid: number, zxid: Zxid, err: number): void {
    const n = this.sent++;
    if (xid < 0) {
      this.event({ t: 'reply', client: this.client, n, xid, zxid: toTraceZxid(zxid), err });
      return;
    }
    const form = this.replies.get(err) ?? this.replyForm(err);
    this.to.line(form.number(0, n).number(1, xid).number(2, zxid.epoch).number(3, zxid.counter));
  }

  watchEvent(type: number, path: string, zxid: Zxid): void {
    const form = this.watchEvents.get(type) ?? this.watchEventForm(type);
    form.number(0, this.sent++).number(1, zxid.epoch).number(2, zxid.counter);
    mixer.start(KIND.text).text(path).finish();
    this.to.line(form.digest(0, mixer.a, mixer.b));
  }

  private event(event: ClientEvent): void {
    this.to.text(encodeEvent(event));
  }

  private requestForm(op: number): LineForm {
    const form = new LineForm([`{"t":"request","client":${this.client},"n":`, NUMBER, ',"xid":', NUMBER, `,"op":${op}}\n`]);
    this.requests.set(op, form);
    return form;
  }

  private replyForm(err: number): LineForm {
    const before = `{"t":"reply","client":${this.client},"n":`;
    const form = new LineForm([before, NUMBER, ',"xid":', NUMBER, ',"zxid":[', NUMBER, ',', NUMBER, `],"err":${err}}\n`]);
    this.replies.set(err, form);
    return form;
  }

  private watchEventForm(type: number): LineForm {
    const before = `{"t":"watch-event","client":${this.client},"n":`;
    const path = [`,"type":${type},"path":"`, DIGEST, '","zxid":['] as const;
    const form = new LineForm([before, NUMBER, ...path, NUMBER, ',', NUMBER, ']}\n']);
    this.watchEvents.set(type, form);
    return form;
  }
}
