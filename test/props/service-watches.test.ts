/** Watches against a plain list of them: whom a change tells, how often, in which order of passes, and what is left. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OPEN_ACL } from '#spec/service/acl/acl.js';
import { zxid } from '#spec/model/zxid.js';
import { addWatch, checkWatches, dropWatcher, fire, removeWatches, Watches } from '#spec/service/watch/watches.js';
import { RULES } from '../unit/spec/service/leader.js';
import type { Change } from '#spec/service/write/apply.js';

interface Plain {
  readonly watcher: string;
  readonly path: string;
  readonly table: 'data' | 'children';
  readonly mode: 'standard' | 'persistent' | 'recursive';
}

type Step =
  | { readonly do: 'watch'; readonly watcher: string; readonly path: string; readonly table: 'data' | 'children' }
  | { readonly do: 'addWatch'; readonly watcher: string; readonly path: string; readonly mode: 0 | 1 }
  | { readonly do: 'remove'; readonly watcher: string; readonly path: string; readonly type: number }
  | { readonly do: 'drop'; readonly watcher: string }
  | { readonly do: 'change'; readonly kind: Change['kind']; readonly path: string };

const watcher = fc.constantFrom('u', 'v', 'w');
const path = fc.constantFrom('/a', '/a/b', '/a/b/c', '/ab', '/c');
const anyPath = fc.oneof(path, fc.constant('/'));
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('watch'), watcher, path: anyPath, table: fc.constantFrom('data', 'children') }),
  fc.record({ do: fc.constant('addWatch'), watcher, path: anyPath, mode: fc.constantFrom(0, 1) }),
  fc.record({ do: fc.constant('remove'), watcher, path: anyPath, type: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ do: fc.constant('drop'), watcher }),
  fc.record({ do: fc.constant('change'), kind: fc.constantFrom('created', 'deleted', 'dataChanged'), path }),
);

class PlainWatches {
  list: Plain[] = [];

  add(each: Plain): void {
    if (!this.list.some((other) => JSON.stringify(other) === JSON.stringify(each))) this.list.push(each);
  }

  of(name: string, place: string, type: number): Plain[] {
    return this.list.filter(
      (each) =>
        each.watcher === name &&
        each.path === place &&
        [
          false,
          each.table === 'children' && each.mode === 'standard',
          each.table === 'data' && each.mode === 'standard',
          true,
          each.mode === 'persistent',
          each.mode === 'recursive',
        ][type] === true,
    );
  }

  /** One pass over one table: the watchers told, as a set. */
  pass(table: 'data' | 'children', place: string): readonly string[] {
    const told = this.list.filter(
      (each) =>
        each.table === table &&
        (each.path === place || (each.mode === 'recursive' && (each.path === '/' || place.startsWith(`${each.path}/`)))),
    );
    this.list = this.list.filter((each) => !(told.includes(each) && each.mode === 'standard'));
    return [...new Set(told.map((each) => each.watcher))].sort();
  }

  change(kind: Change['kind'], place: string): readonly string[][] {
    const tell = (watchers: readonly string[], type: string, about: string): string[] =>
      watchers.map((each) => `${each} ${type} ${about}`);
    const told = this.pass('data', place);
    const passes = [tell(told, kind, place)];
    if (kind === 'deleted') {
      passes.push(
        tell(
          this.pass('children', place).filter((each) => !told.includes(each)),
          kind,
          place,
        ),
      );
    }
    const parent = place.slice(0, place.lastIndexOf('/')) || '/';
    if (kind !== 'dataChanged') passes.push(tell(this.pass('children', parent), 'childrenChanged', parent));
    return passes;
  }
}

/** The same events, and those of each pass behind those of the pass before. */
function assertInPasses(events: readonly string[], passes: readonly string[][]): void {
  let at = 0;
  for (const pass of passes) {
    assert.deepEqual(events.slice(at, at + pass.length).sort(), pass);
    at += pass.length;
  }
  assert.equal(events.length, at);
}

test('watches: as the plain list of them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const plain = new PlainWatches();
      const watches = new Watches<string>();
      for (const [index, each] of steps.entries()) {
        if (each.do === 'watch') {
          plain.add({ watcher: each.watcher, path: each.path, table: each.table, mode: 'standard' });
          watches[each.table].add(each.path, each.watcher, 'standard');
        } else if (each.do === 'addWatch') {
          const mode = each.mode === 0 ? 'persistent' : 'recursive';
          for (const table of each.mode === 0 ? (['data', 'children'] as const) : (['data'] as const)) {
            plain.add({ watcher: each.watcher, path: each.path, table, mode });
          }
          assert.equal(addWatch(watches, each.watcher, each.path, each.mode), 0);
        } else if (each.do === 'remove') {
          const gone = plain.of(each.watcher, each.path, each.type);
          assert.equal(checkWatches(watches, each.watcher, each.path, each.type), gone.length > 0 ? 0 : -121);
          assert.equal(removeWatches(watches, each.watcher, each.path, each.type), gone.length > 0 ? 0 : -121);
          plain.list = plain.list.filter((other) => !gone.includes(other));
        } else if (each.do === 'drop') {
          plain.list = plain.list.filter((other) => other.watcher !== each.watcher);
          dropWatcher(watches, each.watcher);
        } else {
          const change: Change = { kind: each.kind, path: each.path, acl: OPEN_ACL, parentAcl: OPEN_ACL };
          const events = fire(watches, [change], zxid(1, index), { rules: RULES, idsOf: () => [] });
          assertInPasses(
            events.map((event) => `${event.watcher} ${event.type} ${event.path}`),
            plain.change(each.kind, each.path),
          );
        }
        for (const table of ['data', 'children'] as const) {
          const pairs = new Set(
            plain.list.filter((other) => other.table === table).map((other) => `${other.path} ${other.watcher}`),
          );
          assert.deepEqual(
            [...watches[table].entries()].flatMap(([place, names]) => names.map((name) => `${place} ${name}`)).sort(),
            [...pairs].sort(),
          );
          assert.equal(watches[table].size, pairs.size);
        }
      }
    }),
    { numRuns: 500 },
  );
});
