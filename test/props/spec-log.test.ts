/**
 * `Log` against plain arrays. Any view may be appended to, cut or asked at any time; whatever happens, every view that was ever made
 * reads as it did when it was made. Lengths cluster around the ends of chunks, where sharing is subtle.
 */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalText } from '#spec/kit/canonical.js';
import { Log } from '#spec/model/log.js';
import type { Txn } from '#spec/model/log.js';
import { compareZxids, nextZxid, sameZxid, ZERO, zxid } from '#spec/model/zxid.js';
import type { Zxid } from '#spec/model/zxid.js';

interface PlainLog {
  readonly base: Zxid;
  readonly txns: readonly Txn[];
}

interface Model {
  readonly views: PlainLog[];
  written: number;
}

type Real = Log[];

const BASES = [ZERO, zxid(1, 3)];
/** Around one chunk and two, and small. */
const LENGTHS = [0, 1, 2, 3, 1022, 1023, 1024, 1025, 1026, 2047, 2048, 2049];
const VIEWS_MAX = 14;
/** Which lengths were reached by growing, and which were forked at: a property that never gets there shows nothing. */
const reached = new Set<number>();
const forkedAt = new Set<number>();

function lastOf({ base, txns }: PlainLog): Zxid {
  return txns.at(-1)?.zxid ?? base;
}

function assertReads(log: Log, { base, txns }: PlainLog): void {
  assert.equal(log.length, txns.length);
  assert.deepEqual(log.base, base);
  assert.deepEqual(log.lastZxid, lastOf({ base, txns }));
  for (const [index, txn] of txns.entries()) {
    if (log.at(index) !== txn) {
      assert.fail(`entry ${index} of ${txns.length} is ${JSON.stringify(log.at(index))}, not ${JSON.stringify(txn)}`);
    }
  }
}

/** A zxid that is worth asking for: that of some entry or the base, or just beside it. */
interface Probe {
  readonly at: number;
  readonly epoch: -1 | 0 | 1;
  readonly counter: -1 | 0 | 1;
}

function probed({ base, txns }: PlainLog, { at, epoch, counter }: Probe): Zxid {
  const ids = [base, ...txns.map((txn) => txn.zxid)];
  const id = ids[at % ids.length] ?? base;
  return zxid(Math.max(0, id.epoch + epoch), Math.max(0, id.counter + counter));
}

abstract class OnView implements fc.Command<Model, Real> {
  protected readonly pick: number;

  constructor(pick: number) {
    this.pick = pick;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    const index = this.pick % model.views.length;
    this.on(model, real, index, model.views[index] as PlainLog, real[index] as Log);
  }

  protected keep(model: Model, real: Real, plain: PlainLog, log: Log): void {
    // A full gallery drops its oldest view; the two roots stay.
    if (model.views.length >= VIEWS_MAX) {
      model.views.splice(2, 1);
      real.splice(2, 1);
    }
    model.views.push(plain);
    real.push(log);
    for (const [at, view] of model.views.entries()) assertReads(real[at] as Log, view);
  }

  protected abstract on(model: Model, real: Real, index: number, plain: PlainLog, log: Log): void;
  abstract toString(): string;
}

/** Appends until the view has so many entries, or one more where it is that long already. */
class GrowTo extends OnView {
  private readonly length: number;
  private readonly newEpoch: boolean;

  constructor(pick: number, length: number, newEpoch: boolean) {
    super(pick);
    this.length = length;
    this.newEpoch = newEpoch;
  }

  protected on(model: Model, real: Real, _index: number, plain: PlainLog, log: Log): void {
    if (plain.txns.length > 0) forkedAt.add(plain.txns.length);
    const txns = [...plain.txns];
    const epoch = Math.max(1, lastOf(plain).epoch + (this.newEpoch ? 1 : 0));
    let longer = log;
    do {
      const txn = { zxid: nextZxid(lastOf({ base: plain.base, txns }), epoch), value: (model.written += 1) };
      txns.push(txn);
      longer = longer.append(txn);
    } while (txns.length < this.length);
    reached.add(txns.length);
    this.keep(model, real, { base: plain.base, txns }, longer);
  }

  toString(): string {
    return `grow(view ${this.pick} to ${this.length}${this.newEpoch ? ' in a new epoch' : ''})`;
  }
}

class CutAt extends OnView {
  private readonly length: number;

  constructor(pick: number, length: number) {
    super(pick);
    this.length = length;
  }

  protected on(model: Model, real: Real, _index: number, plain: PlainLog, log: Log): void {
    const txns = plain.txns.slice(0, this.length);
    this.keep(model, real, { base: plain.base, txns }, log.upTo(lastOf({ base: plain.base, txns })));
  }

  toString(): string {
    return `cut(view ${this.pick} to ${this.length})`;
  }
}

class DropFrom extends OnView {
  private readonly length: number;

  constructor(pick: number, length: number) {
    super(pick);
    this.length = length;
  }

  protected on(model: Model, real: Real, _index: number, plain: PlainLog, log: Log): void {
    const base = lastOf({ base: plain.base, txns: plain.txns.slice(0, this.length) });
    this.keep(model, real, { base, txns: plain.txns.slice(this.length) }, log.startingAfter(base));
  }

  toString(): string {
    return `drop(the first ${this.length} of view ${this.pick})`;
  }
}

class Ask extends OnView {
  private readonly probe: Probe;

  constructor(pick: number, probe: Probe) {
    super(pick);
    this.probe = probe;
  }

  protected on(_model: Model, _real: Real, _index: number, plain: PlainLog, log: Log): void {
    const id = probed(plain, this.probe);
    const before = plain.txns.filter((txn) => compareZxids(txn.zxid, id) <= 0);
    const after = plain.txns.filter((txn) => compareZxids(txn.zxid, id) > 0);
    assert.equal(log.countUpTo(id), before.length);
    assert.equal(
      log.has(id),
      [plain.base, ...plain.txns.map((txn) => txn.zxid)].some((each) => sameZxid(each, id)),
    );
    assert.deepEqual(log.floor(id), before.at(-1)?.zxid ?? plain.base);
    assert.equal(log.next(id), after[0]);
    assert.deepEqual(log.after(id), after);
    assertReads(log.upTo(id), { base: plain.base, txns: before });
  }

  toString(): string {
    return `ask(view ${this.pick}, ${JSON.stringify(this.probe)})`;
  }
}

class Compare extends OnView {
  private readonly other: number;

  constructor(pick: number, other: number) {
    super(pick);
    this.other = other;
  }

  protected on(model: Model, real: Real, _index: number, plain: PlainLog, log: Log): void {
    const at = this.other % model.views.length;
    const other = model.views[at] as PlainLog;
    const longer = real[at] as Log;
    const prefix =
      sameZxid(plain.base, other.base) &&
      plain.txns.length <= other.txns.length &&
      plain.txns.every((txn, index) => txn === other.txns[index]);
    assert.equal(log.isPrefixOf(longer), prefix);
    assert.equal(canonicalText(log) === canonicalText(longer), prefix && plain.txns.length === other.txns.length);
  }

  toString(): string {
    return `compare(view ${this.pick} with ${this.other})`;
  }
}

const pick = fc.nat({ max: VIEWS_MAX });
const length = fc.constantFrom(...LENGTHS);
const beside = fc.constantFrom<-1 | 0 | 1>(-1, 0, 1);
const probe = fc.record({ at: fc.oneof(fc.nat({ max: 4 }), fc.nat({ max: 2100 })), epoch: beside, counter: beside });

const commands = [
  fc.tuple(pick, length, fc.boolean()).map(([view, target, newEpoch]) => new GrowTo(view, target, newEpoch)),
  fc.tuple(pick, length).map(([view, target]) => new CutAt(view, target)),
  fc.tuple(pick, length).map(([view, count]) => new DropFrom(view, count)),
  fc.tuple(pick, probe).map(([view, at]) => new Ask(view, at)),
  fc.tuple(pick, pick).map(([view, other]) => new Compare(view, other)),
];

test('log: every view reads as a plain array does, after any appends, cuts, drops and branches', () => {
  fc.assert(
    fc.property(fc.commands(commands, { maxCommands: 30, size: 'max' }), (script) => {
      const setup = (): { model: Model; real: Real } => ({
        model: { views: BASES.map((base) => ({ base, txns: [] })), written: 0 },
        real: BASES.map((base) => Log.startingAt(base)),
      });
      fc.modelRun(setup, script);
    }),
    { numRuns: 150 },
  );
  // Each length by itself is a unit test; here it is enough, and certain enough, that each end was met.
  for (const edge of [1024, 2048]) {
    for (const met of [reached, forkedAt]) {
      assert.ok(
        [edge - 1, edge, edge + 1].some((each) => met.has(each)),
        `nothing happened around ${edge}`,
      );
    }
  }
});
