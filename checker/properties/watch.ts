/**
 * The state properties of a search: invariants, which must hold in every new state, and `sometimes` properties, which must be met once.
 *
 * Invariants over the same slots are watched together. What their watcher looks at is one view a slot, made of all the views
 * they read there; a combination that was fine once is fine for good. At a new state only those look who see a change.
 */
import type { Invariant, Read, Sometimes, System } from '#spec/kit/system.js';
import type { Memo } from '../compile/memo.js';
import { joinReads, slotsText } from '../compile/reads.js';
import type { Slots } from '../compile/slots.js';
import { groupBy } from '../intern/group-by.js';
import type { ViewColumn } from '../intern/kind-table.js';

export interface Broken {
  readonly property: string;
  readonly detail: string;
}

interface Watcher {
  readonly reads: readonly Read[];
  /** Remembers what needs no second look. */
  readonly memo: Memo;
  /** Called where the memo knows nothing. */
  readonly look: (state: Int32Array) => Broken | null;
  /** The number of the last new state it looked at: a step that changed two of its slots makes it look once. */
  looked: number;
}

/** What a watcher sees of one of its slots; the whole value where `view` is null. */
interface Eye {
  readonly watcher: Watcher;
  readonly view: ViewColumn | null;
}

const FINE = 1;

export class Watch {
  /** Whether each `sometimes` property was met, by id. */
  readonly met: Record<string, boolean>;
  private readonly slots: Slots;
  private watchers: readonly Watcher[];
  /** By slot. */
  private eyes: readonly (readonly Eye[])[] = [];
  private states = 0;

  constructor(system: System, slots: Slots, checked: (property: string) => boolean) {
    this.slots = slots;
    this.met = Object.fromEntries(system.sometimes.map(({ id }) => [id, false]));
    const invariants = system.invariants.filter(({ id }) => checked(id));
    this.watchers = [
      ...groupBy(invariants, ({ reads }) => slotsText(reads)).map((group) => watchInvariants(group, slots)),
      ...system.sometimes.map((sometimes) => this.watchSometimes(sometimes)),
    ];
    this.openEyes();
  }

  /** Looks at a state with every watcher: the way to check an initial one. */
  checkAll(state: Int32Array): Broken | null {
    for (const { memo, look } of this.watchers) {
      const broken = memo.find(state) === FINE ? null : look(state);
      if (broken !== null) return broken;
    }
    return null;
  }

  /** Looks at a new state, given the one it was reached from, which was fine. */
  check(child: Int32Array, parent: Int32Array): Broken | null {
    this.states += 1;
    for (let slot = 0; slot < child.length; slot++) {
      const [now, before] = [child[slot], parent[slot]];
      if (now === before) continue;
      for (const { watcher, view } of this.eyes[slot]) {
        if (watcher.looked === this.states || (view !== null && view.idOf(now) === view.idOf(before))) continue;
        watcher.looked = this.states;
        if (watcher.memo.find(child) === FINE) continue;
        const broken = watcher.look(child);
        if (broken !== null) return broken;
      }
    }
    return null;
  }

  private watchSometimes({ id, reads, holds }: Sometimes): Watcher {
    const memo = this.slots.memo(reads);
    const look = (): null => {
      memo.remember(FINE);
      if (!this.met[id] && holds(memo.shown())) {
        this.met[id] = true;
        // Once is enough, and combinations of many slots would fill the memory.
        this.watchers = this.watchers.filter((watcher) => watcher.memo !== memo);
        this.openEyes();
      }
      return null;
    };
    return { reads, memo, look, looked: 0 };
  }

  private openEyes(): void {
    this.eyes = this.slots.tables.map((table, slot) =>
      this.watchers.flatMap((watcher) =>
        watcher.reads
          .filter((read) => read.slot === slot)
          .map(({ view }) => ({ watcher, view: view === undefined ? null : table.viewColumn(view) })),
      ),
    );
  }
}

/** Each invariant keeps a memo of its own, for what is new only to its companions. */
function watchInvariants(invariants: readonly Invariant[], slots: Slots): Watcher {
  const reads = joinReads(invariants.flatMap((invariant) => invariant.reads));
  const memo = slots.memo(reads);
  const own = invariants.map((invariant) => slots.memo(invariant.reads));
  const look = (state: Int32Array): Broken | null => {
    for (const [nth, { id, args, holds }] of invariants.entries()) {
      if (own[nth].find(state) === FINE) continue;
      const answer = holds(own[nth].shown());
      if (answer !== true) return { property: id, detail: args === '' ? answer : `(${args}) ${answer}` };
      own[nth].remember(FINE);
    }
    memo.remember(FINE);
    return null;
  };
  return { reads, memo, look, looked: 0 };
}
