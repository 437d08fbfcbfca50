/**
 * Digests of logs and of whole servers: equal for equal contents, however they came about, and cheap where little has changed.
 *
 *     log     d₀ = base,  dᵢ = mix(dᵢ₋₁, zxidᵢ, hash of valueᵢ)               an append costs one step, whatever the length
 *     record  sum over its fields of mix(name, digest of the field)          a field that is the same object costs a comparison
 *
 * Values of transactions are told by their hashes, and a hash stands for itself: a server with bytes in its log, and a reader of its
 * trace with hashes in place of them, come to the same digest.
 *
 *     const digester = new StateDigester();        // one for each server that is followed, for it remembers the state before
 *     digester.digest(local) === step.state
 */
import { Log } from '#spec/model/log.js';
import type { Txn } from '#spec/model/log.js';
import type { Local } from '#spec/model/state.js';
import { sameZxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { Digest } from './event.js';
import { digestOf, KIND, Mixer, ValueHasher } from './hash.js';
import { localShape } from './state-shape.js';
import type { Shape } from './state-shape.js';

const mixer = new Mixer();

/** The chain of one log that grows, and now and then is cut. Another log of the same contents has the same digest, at more cost. */
export class LogDigester {
  /** Lanes of the newest log asked for. */
  a = 0;
  b = 0;
  private seen: Log | null = null;
  /** Lanes behind each entry of `seen`. */
  private readonly chainA: number[] = [];
  private readonly chainB: number[] = [];
  private baseA = 0;
  private baseB = 0;
  private readonly values: ValueHasher;

  constructor(values = new ValueHasher()) {
    this.values = values;
  }

  digest(log: Log): Digest {
    this.update(log);
    return digestOf(this.a, this.b);
  }

  update(log: Log): void {
    const { seen } = this;
    if (log === seen) return;
    if (seen === null || !sameZxid(seen.base, log.base)) this.begin(log.base);
    else this.keep(sharedLength(seen, log));
    for (let at = this.chainA.length; at < log.length; at++) this.add(log.at(at));
    this.seen = log;
  }

  private begin(base: Zxid): void {
    mixer.four(KIND.log, KIND.zxid, base.epoch, base.counter);
    this.baseA = mixer.a;
    this.baseB = mixer.b;
    this.keep(0);
  }

  private keep(count: number): void {
    if (count === this.chainA.length && count > 0) return;
    this.chainA.length = count;
    this.chainB.length = count;
    this.a = count === 0 ? this.baseA : (this.chainA[count - 1] as number);
    this.b = count === 0 ? this.baseB : (this.chainB[count - 1] as number);
  }

  private add({ zxid, value }: Txn): void {
    const { a, b } = this.values.transaction(zxid.counter, value);
    mixer.four(this.a, this.b, zxid.epoch, zxid.counter);
    mixer.four(mixer.a, mixer.b, a, b);
    this.a = mixer.a;
    this.b = mixer.b;
    this.chainA.push(this.a);
    this.chainB.push(this.b);
  }
}

/** How many entries at the beginning are the same in both. At once for views of one storage: a log that grew, or was cut. */
function sharedLength(one: Log, other: Log): number {
  if (one.length <= other.length && one.isPrefixOf(other)) return one.length;
  if (other.length <= one.length && other.isPrefixOf(one)) return other.length;
  let count = 0;
  while (count < one.length && count < other.length && one.at(count) === other.at(count)) count += 1;
  return count;
}

/** A field, and what was computed of it last. */
class Field {
  /** Of name and value. */
  a = 0;
  b = 0;
  private readonly shape: Shape | null;
  private readonly nameA: number;
  private readonly nameB: number;
  /** No field has this value. */
  private seen: unknown = Field;
  /** The record that `fields` are of, the last one that the field held. */
  private record: object | null = null;
  private readonly fields = new Map<string, Field>();
  /** Of the lanes of `fields`. */
  private sumA = 0;
  private sumB = 0;
  private log: LogDigester | null = null;
  private readonly values: ValueHasher;

  constructor(name: string, shape: Shape | null, values: ValueHasher) {
    this.shape = shape;
    this.values = values;
    mixer.start(KIND.text).text(name).finish();
    this.nameA = mixer.a;
    this.nameB = mixer.b;
  }

  update(value: unknown): void {
    if (value === this.seen) return;
    this.seen = value;
    this.mix(value);
    mixer.four(this.nameA, this.nameB, mixer.a, mixer.b);
    this.a = mixer.a;
    this.b = mixer.b;
  }

  /** Leaves the lanes of the value in the mixer. */
  private mix(value: unknown): void {
    switch (typeof value) {
      case 'number':
        mixer.start(KIND.number).number(value).finish();
        return;
      case 'string':
        mixer.start(KIND.text).text(value).finish();
        return;
      case 'boolean':
        mixer.start(value ? KIND.yes : KIND.no).finish();
        return;
      case 'object':
        if (value === null) mixer.start(KIND.nothing).finish();
        else if (this.shape?.kind === 'zxid') mixZxid(value as Zxid);
        else if (this.shape !== null) this.mixFields(value);
        else if (value instanceof Log) this.mixLog(value);
        else if (isZxid(value)) mixZxid(value);
        else this.mixFields(value);
        return;
      case 'bigint':
      case 'function':
      case 'symbol':
      case 'undefined':
        throw new TypeError(`a state is plain data, and this is a ${typeof value}`);
    }
  }

  private mixLog(log: Log): void {
    this.log ??= new LogDigester(this.values);
    this.log.update(log);
    mixer.a = this.log.a;
    mixer.b = this.log.b;
  }

  /** Of a list, the indexes are the names. */
  private mixFields(record: object): void {
    const { shape, record: before } = this;
    if (shape?.kind === 'record' && before !== null) shape.changes(before, record, this.changed);
    else this.compare(record);
    this.record = record;
    mixer.four(Array.isArray(record) ? KIND.list : KIND.record, this.fields.size, this.sumA, this.sumB);
  }

  private compare(record: object): void {
    const names = Object.keys(record);
    for (const name of names) this.changed(name, record[name as keyof typeof record]);
    if (names.length === this.fields.size) return;
    for (const [name, field] of this.fields) {
      if (Object.hasOwn(record, name)) continue;
      this.fields.delete(name);
      this.sumA = (this.sumA - field.a) | 0;
      this.sumB = (this.sumB - field.b) | 0;
    }
  }

  private readonly changed = (name: string, value: unknown): void => {
    const field = this.fields.get(name) ?? this.newField(name);
    const { a, b } = field;
    field.update(value);
    this.sumA = (this.sumA + field.a - a) | 0;
    this.sumB = (this.sumB + field.b - b) | 0;
  };

  private newField(name: string): Field {
    const { shape } = this;
    const field = new Field(name, shape === null ? null : shapeOf(shape, name), this.values);
    this.fields.set(name, field);
    return field;
  }
}

/** Of a field of what has this shape; null: a plain one. */
function shapeOf(shape: Shape, name: string): Shape | null {
  switch (shape.kind) {
    case 'map':
      return shape.of;
    case 'record':
      return shape.shapes[name] ?? null;
    case 'zxid':
      return null;
  }
}

function mixZxid({ epoch, counter }: Zxid): void {
  mixer.four(KIND.zxid, KIND.zxid, epoch, counter);
}

function isZxid(value: object): value is Zxid {
  return 'counter' in value && 'epoch' in value;
}

/** Follows one server. Any state may come next; one that differs little from the last costs little. */
export class StateDigester {
  private readonly state: Field;

  /** `values`: shared with who hashes the same values besides. */
  constructor(values = new ValueHasher()) {
    this.state = new Field('', localShape, values);
  }

  digest(local: Local): Digest {
    this.update(local);
    return digestOf(this.state.a, this.state.b);
  }

  /** The lanes of the digest are in `a` and `b` then. */
  update(local: Local): void {
    this.state.update(local);
  }

  get a(): number {
    return this.state.a;
  }

  get b(): number {
    return this.state.b;
  }
}
