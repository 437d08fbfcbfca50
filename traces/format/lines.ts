/**
 * Lines of a trace from what a server has in its hands, without an event in between: a server under load writes hundreds of thousands a
 * second. Each is what `encodeEvent` makes of the event, byte by byte.
 */
import type { Input, Message, Notification } from '#spec/model/messages.js';
import type { ServerId } from '#spec/model/quorum.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { ByteLines } from './byte-lines.js';
import { encodeEvent } from './encode.js';
import type { TraceEvent } from './event.js';
import { digestOf } from './hash.js';
import type { ValueHasher } from './hash.js';
import { DIGEST, LineForm, NUMBER } from './line-form.js';
import type { Part } from './line-form.js';
import { toTrace, toTraceZxid } from './translate.js';

/** A record of one of the commonest types, without its closing brace. Null: another type, which is written as it comes. */
function hotRecord(type: string): readonly Part[] | null {
  switch (type) {
    case 'PROPOSAL':
    case 'INFORM':
      return [`{"type":"${type}","zxid":[`, NUMBER, ',', NUMBER, '],"value":"', DIGEST, '"'];
    case 'COMMIT':
    case 'ACK':
    case 'PING':
      return [`{"type":"${type}","zxid":[`, NUMBER, ',', NUMBER, ']'];
    case 'REQUEST':
    case 'ClientWrite':
      return [`{"type":"${type}","value":"`, DIGEST, '"'];
    default:
      return null;
  }
}

/** The lines of one connection, in one direction. */
class PacketForms {
  readonly beginning: string;
  private readonly forms = new Map<string, LineForm | null>();

  constructor(beginning: string) {
    this.beginning = beginning;
  }

  of(type: string): LineForm | null {
    const form = this.forms.get(type);
    return form === undefined ? this.add(type) : form;
  }

  private add(type: string): LineForm | null {
    const record = hotRecord(type);
    const form = record === null ? null : new LineForm([this.beginning, NUMBER, ',"m":', ...record, '}}\n']);
    this.forms.set(type, form);
    return form;
  }
}

interface Connection {
  readonly in: PacketForms;
  readonly out: PacketForms;
}

/** The steps of one action, which takes one type of inputs. */
interface ActionForm {
  readonly type: string;
  readonly form: LineForm | null;
  /** A message, and not an event. */
  readonly hasSender: boolean;
}

export class Lines {
  private readonly to: ByteLines;
  private readonly values: ValueHasher;
  private readonly connections = new Map<string, Connection>();
  private readonly actions = new Map<string, ActionForm>();
  private readonly deliveries = new LineForm(['{"t":"delivered","zxid":[', NUMBER, ',', NUMBER, ']}\n']);
  private readonly appends = new LineForm([
    '{"t":"write","n":',
    NUMBER,
    ',"write":{"kind":"append","entries":[[[',
    NUMBER,
    ',',
    NUMBER,
    '],"',
    DIGEST,
    '"]]}}\n',
  ]);

  /** `values`: shared with whoever hashes the same values besides. */
  constructor(to: ByteLines, values: ValueHasher) {
    this.to = to;
    this.values = values;
  }

  /** Whatever is rare. */
  event(event: TraceEvent): void {
    this.to.text(encodeEvent(event));
  }

  /** The same peer always, for one channel, until it is closed. */
  opened(peer: ServerId, channel: string): void {
    this.event({ t: 'open', peer, channel });
  }

  closed(peer: ServerId, channel: string): void {
    this.event({ t: 'close', peer, channel });
    this.connections.delete(channel);
  }

  packet(t: 'in' | 'out', peer: ServerId, channel: string, n: number, message: Message): void {
    const forms = (this.connections.get(channel) ?? this.connection(peer, channel))[t];
    const form = forms.of(message.type);
    if (form === null || this.fill(form.number(0, n), 1, message) === null) {
      this.to.text(`${forms.beginning}${n},"m":${JSON.stringify(toTrace(message))}}\n`);
    } else {
      this.to.line(form);
    }
  }

  mail(t: 'mail-in' | 'mail-out', peer: ServerId, notification: Notification): void {
    this.event({ t, peer, m: toTrace(notification) });
  }

  /** `a`, `b`: lanes of the digest of the state behind it. */
  step(action: string, input: Input, a: number, b: number): void {
    const { type, form, hasSender } = this.actions.get(action) ?? this.action(action, input);
    const next = form === null || type !== input.type ? null : this.fill(form, 0, input);
    if (form === null || next === null) {
      const { from, ...fields } = toTrace(input);
      this.event({ t: 'step', action, input: from === undefined ? fields : { ...fields, from }, state: digestOf(a, b) });
      return;
    }
    if (hasSender) form.number(next, (input as Input & Message).from);
    this.to.line(form.digest(form.digestCount - 1, a, b));
  }

  append(n: number, entries: readonly { readonly zxid: Zxid; readonly payload: Uint8Array }[]): void {
    const { values, appends } = this;
    const [first] = entries;
    if (first === undefined || entries.length > 1) {
      this.event({ t: 'write', n, write: { kind: 'append', entries: entries.map((each) => this.appended(each)) } });
      return;
    }
    const { zxid, payload } = first;
    const { a, b } = values.transaction(zxid.counter, payload);
    this.to.line(appends.number(0, n).number(1, zxid.epoch).number(2, zxid.counter).digest(0, a, b));
  }

  durable(n: number): void {
    this.event({ t: 'durable', n });
  }

  delivered({ epoch, counter }: Zxid): void {
    this.to.line(this.deliveries.number(0, epoch).number(1, counter));
  }

  entry(zxid: Zxid, value: unknown): void {
    const { a, b } = this.values.lanes(value);
    this.event({ t: 'entry', zxid: toTraceZxid(zxid), hash: digestOf(a, b) });
  }

  /** The fields of a hot record, its numbers from this hole on. Answers the next hole; null: its value is none. */
  private fill(form: LineForm, hole: number, of: Input | Message): number | null {
    const { values } = this;
    const { type } = of;
    if (type === 'COMMIT' || type === 'ACK' || type === 'PING') {
      form.number(hole, of.zxid.epoch).number(hole + 1, of.zxid.counter);
      return hole + 2;
    }
    if (type === 'PROPOSAL' || type === 'INFORM') {
      const { a, b } = values.transaction(of.zxid.counter, of.value);
      form
        .number(hole, of.zxid.epoch)
        .number(hole + 1, of.zxid.counter)
        .digest(0, a, b);
      return hole + 2;
    }
    if ((type !== 'REQUEST' && type !== 'ClientWrite') || of.value === null) return null;
    const { a, b } = values.lanes(of.value);
    form.digest(0, a, b);
    return hole;
  }

  private appended({ zxid, payload }: { readonly zxid: Zxid; readonly payload: Uint8Array }) {
    const { a, b } = this.values.transaction(zxid.counter, payload);
    return [toTraceZxid(zxid), digestOf(a, b)] as const;
  }

  private connection(peer: ServerId, channel: string): Connection {
    const rest = `,"peer":${peer},"channel":${JSON.stringify(channel)},"n":`;
    const connection = { in: new PacketForms(`{"t":"in"${rest}`), out: new PacketForms(`{"t":"out"${rest}`) };
    this.connections.set(channel, connection);
    return connection;
  }

  private action(action: string, input: Input): ActionForm {
    const { type } = input;
    const record = hotRecord(type);
    const hasSender = 'from' in input;
    const sender: readonly Part[] = hasSender ? [',"from":', NUMBER] : [];
    const before = `{"t":"step","action":${JSON.stringify(action)},"input":`;
    const form = record === null ? null : new LineForm([before, ...record, ...sender, '},"state":"', DIGEST, '"}\n']);
    const known = { type, form, hasSender };
    this.actions.set(action, known);
    return known;
  }
}
