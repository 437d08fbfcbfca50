import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Fifo } from '#impl/server/fifo.js';

/** Runs long enough for the front to be cut off, several times over. */
const runs = fc.array(fc.record({ push: fc.boolean(), count: fc.integer({ min: 1, max: 400 }) }), { maxLength: 40 });

test('fifo: whatever is pushed and shifted, it is an array', () => {
  fc.assert(
    fc.property(runs, (schedule) => {
      const fifo = new Fifo<number>();
      const model: number[] = [];
      let next = 0;
      for (const { push, count } of schedule) {
        for (let index = 0; index < count; index++) {
          if (push) {
            fifo.push(next);
            model.push(next++);
          } else {
            assert.equal(fifo.peek(), model[0]);
            assert.equal(fifo.shift(), model.shift());
          }
          assert.equal(fifo.length, model.length);
        }
        assert.equal(fifo.peek(), model[0]);
        assert.deepEqual([...fifo], model);
      }
    }),
    { numRuns: 50 },
  );
});

test('fifo: what was shifted is not kept, however long the queue lives', () => {
  const fifo = new Fifo<number>();
  for (let value = 0; value < 1000; value++) fifo.push(value);
  for (let value = 1000; value < 100_000; value++) {
    fifo.push(value);
    fifo.shift();
  }
  const items = Reflect.get(fifo, 'items') as readonly number[];
  assert.equal(fifo.length, 1000);
  assert.ok(items.length <= 2 * fifo.length + 1, `${items.length} places for ${fifo.length} items`);
});
