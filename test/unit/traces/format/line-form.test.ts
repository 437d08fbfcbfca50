/** Forms of lines: whatever was written before, what is written now is as if it had been the first. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { digestOf } from '#traces/format/hash.js';
import { DIGEST, LineForm, NUMBER } from '#traces/format/line-form.js';

const numbers = fc.oneof(
  fc.nat(12),
  fc.constantFrom(9, 10, 99, 100, 0x3fff_ffff, 0x4000_0000, 4_294_967_295, Number.MAX_SAFE_INTEGER - 9, Number.MAX_SAFE_INTEGER),
  fc.nat(),
);
const lanes = fc.tuple(fc.integer(), fc.integer());

test('line form: any numbers and digests, one after the other', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(numbers, fc.nat(20), lanes, lanes), { maxLength: 30 }), (fillings) => {
      const form = new LineForm(['{"ü":', NUMBER, ',"d":"', DIGEST, '","b":[', NUMBER, '],"e":"', DIGEST, '"}\n']);
      for (const [first, more, d, e] of fillings) {
        for (const number of [first, Math.min(first + more, Number.MAX_SAFE_INTEGER)]) {
          form
            .digest(0, ...d)
            .number(0, number)
            .number(1, more)
            .digest(1, ...e);
          const expected = `{"ü":${number},"d":"${digestOf(...d)}","b":[${more}],"e":"${digestOf(...e)}"}\n`;
          assert.equal(Buffer.from(form.bytes).toString(), expected);
        }
      }
    }),
    { numRuns: 500 },
  );
});
