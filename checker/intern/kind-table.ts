/**
 * All values met of one kind, by id, with what was computed from each: columns of integers that grow together.
 */
import type { Kind, Value, View } from '#spec/kit/system.js';
import { deepFreeze } from './freeze.js';
import { IntList } from './int-list.js';
import { Interner } from './interner.js';

export class KindTable {
  private readonly kind: Kind;
  private readonly interner: Interner;
  private readonly freeze: boolean;
  private readonly columns: IntList[] = [];
  private readonly views = new Map<string, ViewColumn>();

  constructor(kind: Kind, freeze: boolean) {
    this.kind = kind;
    this.interner = new Interner(`kind ${kind.name}`);
    this.freeze = freeze;
  }

  get name(): string {
    return this.kind.name;
  }

  get size(): number {
    return this.interner.values.length;
  }

  get bytes(): number {
    return this.columns.reduce((sum, column) => sum + column.bytes, 0);
  }

  valueOf(id: number): Value {
    return this.interner.values[id];
  }

  idOf(value: Value): number {
    const before = this.size;
    const id = this.interner.idOf(value);
    if (id === before) {
      if (this.freeze) deepFreeze(value);
      for (const column of this.columns) column.reserve(id + 1);
    }
    return id;
  }

  operator(name: string): Kind['operators'][string] {
    if (!Object.hasOwn(this.kind.operators, name)) throw new TypeError(`kind ${this.name} has no operator ${name}`);
    return this.kind.operators[name];
  }

  /** One integer for every value of the kind, -1 until someone writes it. */
  addColumn(): IntList {
    const column = new IntList(-1);
    column.reserve(this.size);
    this.columns.push(column);
    return column;
  }

  /** The column of a view; views of one name share it. */
  viewColumn(view: View): ViewColumn {
    let column = this.views.get(view.name);
    if (column === undefined) {
      column = new ViewColumn(this, view, this.freeze);
      this.views.set(view.name, column);
    }
    return column;
  }
}

/** For every value id of a kind the id of what a view shows of it, asked from the view once. */
export class ViewColumn {
  /** By value id; -1 where the view was not asked yet. */
  private readonly ids: IntList;
  private readonly table: KindTable;
  private readonly view: View;
  private readonly results: Interner;
  private readonly freeze: boolean;

  constructor(table: KindTable, view: View, freeze: boolean) {
    this.table = table;
    this.view = view;
    this.freeze = freeze;
    this.ids = table.addColumn();
    this.results = new Interner(`view ${view.name} of kind ${table.name}`);
  }

  /** The id of what the view shows of a value. */
  idOf(valueId: number): number {
    const id = this.ids.words[valueId];
    return id < 0 ? this.ask(valueId) : id;
  }

  shownOf(id: number): Value {
    return this.results.values[id];
  }

  private ask(valueId: number): number {
    const shown = this.view.of(this.table.valueOf(valueId) as never);
    if (this.freeze) deepFreeze(shown);
    const id = this.results.idOf(shown);
    this.ids.words[valueId] = id;
    return id;
  }
}
