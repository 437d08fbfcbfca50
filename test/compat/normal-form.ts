/**
 * Values of the protocol as text that two ensembles print alike: zxids relative to a base, sessions by name, times as `now`.
 *
 * The order of children, of ephemerals and of identities is left out as well: Apache answers in the order of hash tables, and promises none.
 */
import type { Zxid } from '#spec/model/zxid.js';

const ALL_ONES = 0xffff_ffff;

const RECENT_MS = 600_000;

/** Wall clock times of Stat: only whether there is one, and whether it is of today's tests. */
function showTime(timeMs: number): string {
  if (timeMs === 0) return '0';
  return Math.abs(Date.now() - timeMs) < RECENT_MS ? 'now' : 'another time';
}

/** Fields of Stat that are wall clock times. */
const TIMES: ReadonlySet<string> = new Set(['ctime', 'mtime']);
const UNORDERED: ReadonlySet<string> = new Set(['children', 'ephemerals', 'clientInfo']);

const LONG_TEXT = 200;

export class NormalForm {
  private base: Zxid | null = null;
  private readonly sessions = new Map<bigint, string>();

  /** Zxids are told relative to this one. */
  setBase(base: Zxid): void {
    this.base ??= base;
  }

  nameSession(id: bigint): string {
    const known = this.sessions.get(id);
    if (known !== undefined) return known;
    const name = `session-${this.sessions.size + 1}`;
    this.sessions.set(id, name);
    return name;
  }

  /** `z+3`: three transactions after the base; `earlier`: before it, in another scenario. Other epochs as `epoch+1.3`. */
  zxid({ epoch, counter }: Zxid): string {
    if (epoch === ALL_ONES && counter === ALL_ONES) return '-1';
    if (epoch === 0 && counter === 0) return '0';
    const { base } = this;
    if (base === null) return 'z';
    if (epoch > base.epoch) return `epoch+${epoch - base.epoch}.${counter}`;
    return epoch < base.epoch || counter < base.counter ? 'earlier' : `z+${counter - base.counter}`;
  }

  bytes(value: Uint8Array): string {
    const text = Buffer.from(value).toString('latin1');
    const shown = /^[ -~\n]*$/.test(text) ? JSON.stringify(text) : `0x${Buffer.from(value).toString('hex')}`;
    return shown.length <= LONG_TEXT ? shown : `${value.length} bytes ${shown.slice(0, 20)}`;
  }

  show(value: unknown): string {
    if (value instanceof Uint8Array) return this.bytes(value);
    if (typeof value === 'bigint') return this.sessions.get(value) ?? value.toString();
    if (Array.isArray(value)) return `[${value.map((item) => this.show(item)).join(', ')}]`;
    if (typeof value === 'object' && value !== null) return this.showRecord(value as Readonly<Record<string, unknown>>);
    const text = JSON.stringify(value);
    return text.length <= LONG_TEXT ? text : `${text.length} characters`;
  }

  private showRecord(value: Readonly<Record<string, unknown>>): string {
    const { epoch, counter, scheme, id } = value;
    if (typeof scheme === 'string' && typeof id === 'string') return JSON.stringify(`${scheme}:${id}`);
    if (typeof epoch === 'number' && typeof counter === 'number') return this.zxid({ epoch, counter });
    const fields = Object.entries(value);
    return `{${fields.map(([name, field]) => `${name}: ${this.showField(name, field)}`).join(', ')}}`;
  }

  private showField(name: string, value: unknown): string {
    if (TIMES.has(name) && typeof value === 'number') return showTime(value);
    return UNORDERED.has(name) && Array.isArray(value)
      ? `[${value
          .map((item) => this.show(item))
          .toSorted()
          .join(', ')}]`
      : this.show(value);
  }
}
