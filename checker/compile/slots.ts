/**
 * The slots of a system with their tables: how states become vectors of ids and back.
 */
import type { Read, System, Value } from '#spec/kit/system.js';
import { KindTable } from '../intern/kind-table.js';
import { SLOT_LIMIT } from '../intern/mix.js';
import { Memo } from './memo.js';

export class Slots {
  readonly count: number;
  /** The slots below this one tell states apart; those from it on are carried. */
  readonly keyCount: number;
  /** By slot; slots of one kind share a table. */
  readonly tables: readonly KindTable[];
  private readonly kindTables = new Map<string, KindTable>();
  private readonly memos: Memo[] = [];

  /** `freeze` makes every value that user code sees immutable. */
  constructor(system: System, freeze: boolean) {
    this.count = system.slots.length;
    if (this.count > SLOT_LIMIT) throw new RangeError(`${system.name} has more than ${String(SLOT_LIMIT)} slots`);
    const firstCarried = system.slots.findIndex((slot) => slot.carried === true);
    this.keyCount = firstCarried < 0 ? this.count : firstCarried;
    for (const slot of system.slots.slice(this.keyCount)) {
      if (slot.carried !== true) throw new TypeError(`slot ${slot.name} follows a carried slot: carried slots come last`);
    }
    this.tables = system.slots.map(({ name, kind }) => {
      if (!Object.hasOwn(system.kinds, kind)) throw new TypeError(`slot ${name} is of the unknown kind ${kind}`);
      const table = this.kindTables.get(kind) ?? new KindTable(system.kinds[kind], freeze);
      this.kindTables.set(kind, table);
      return table;
    });
  }

  get bytes(): number {
    let sum = 0;
    for (const table of this.kindTables.values()) sum += table.bytes;
    for (const memo of this.memos) sum += memo.bytes;
    return sum;
  }

  /** What the next growth of a memo may take: the largest one's table twice over, while the old one still exists. */
  get headroom(): number {
    return 2 * this.memos.reduce((largest, memo) => Math.max(largest, memo.bytes), 0);
  }

  vectorOf(values: readonly Value[]): Int32Array {
    if (values.length !== this.count) {
      throw new TypeError(`a state has ${String(values.length)} values for ${String(this.count)} slots`);
    }
    return Int32Array.from(values, (value, slot) => this.tables[slot].idOf(value));
  }

  /** A memo over these reads, its memory counted here. */
  memo(reads: readonly Read[]): Memo {
    const memo = new Memo(this.tables, reads);
    this.memos.push(memo);
    return memo;
  }
}
