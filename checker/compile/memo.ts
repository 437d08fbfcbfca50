/**
 * What a pure function of some reads answered, by the ids of what it read.
 */
import type { Read, Value } from '#spec/kit/system.js';
import type { KindTable, ViewColumn } from '../intern/kind-table.js';
import { extendHash, TupleMap } from '../intern/tuple-map.js';

export class Memo {
  private readonly slots: Int32Array;
  private readonly tables: readonly KindTable[];
  /** Null where the whole value is read. */
  private readonly views: readonly (ViewColumn | null)[];
  private readonly answers: TupleMap;

  constructor(tables: readonly KindTable[], reads: readonly Read[]) {
    this.slots = Int32Array.from(reads, (read) => read.slot);
    this.tables = reads.map((read) => tables[read.slot]);
    this.views = reads.map((read) => (read.view === undefined ? null : tables[read.slot].viewColumn(read.view)));
    this.answers = new TupleMap(reads.length);
  }

  get bytes(): number {
    return this.answers.bytes;
  }

  /** The answer remembered for what this state shows, or -1. */
  find(state: Int32Array): number {
    const { slots, views } = this;
    const { key } = this.answers;
    let hash = 0;
    for (let part = 0; part < slots.length; part++) {
      const id = state[slots[part]];
      const view = views[part];
      const shown = view === null ? id : view.idOf(id);
      key[part] = shown;
      hash = extendHash(hash, shown);
    }
    return this.answers.find(hash);
  }

  /** Remembers an answer, not negative, for the state that `find` was last asked about in vain. */
  remember(answer: number): void {
    this.answers.put(answer);
  }

  /** What the state that `find` was last asked about shows, for user code. */
  shown(): readonly never[] {
    const { key } = this.answers;
    return this.views.map((view, part): Value =>
      view === null ? this.tables[part].valueOf(key[part]) : view.shownOf(key[part]),
    ) as never[];
  }
}
