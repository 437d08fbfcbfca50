/**
 * Programs: sequences of operators that an outcome applies to one slot without having read it.
 *
 * The next value depends on the value found in the slot and on the program alone, so it is looked up by their two ids.
 */
import type { Value } from '#spec/kit/system.js';
import { Interner } from '../intern/interner.js';
import type { KindTable } from '../intern/kind-table.js';
import { extendHash, TupleMap } from '../intern/tuple-map.js';

/** An operator's name and its operand. */
export type Call = readonly [operator: string, operand: Value];

export class Programs {
  private readonly table: KindTable;
  private readonly programs: Interner;
  private readonly results = new TupleMap(2);

  constructor(table: KindTable) {
    this.table = table;
    this.programs = new Interner(`operator sequences of kind ${table.name}`);
  }

  get bytes(): number {
    return this.results.bytes;
  }

  idOf(calls: readonly Call[]): number {
    return this.programs.idOf(calls);
  }

  /** The id of the value that a program makes of a value. */
  run(valueId: number, programId: number): number {
    const { results } = this;
    results.key[0] = valueId;
    results.key[1] = programId;
    const known = results.find(extendHash(extendHash(0, valueId), programId));
    if (known >= 0) return known;
    const next = this.apply(valueId, this.programs.values[programId] as readonly Call[]);
    results.put(next);
    return next;
  }

  /** The same without remembering, for calls that are about to be remembered elsewhere. */
  apply(valueId: number, calls: readonly Call[]): number {
    let value = this.table.valueOf(valueId);
    for (const [name, operand] of calls) {
      value = this.table.operator(name)(value as never, operand as never);
    }
    return this.table.idOf(value);
  }
}
