/** Whole numbers. `t.Int` brands them, which would make every number in a test a cast. */
import * as t from 'io-ts';

export const int = new t.Type<number, number, unknown>(
  'whole number',
  (value): value is number => Number.isSafeInteger(value),
  (value, context) => (Number.isSafeInteger(value) ? t.success(value as number) : t.failure(value, context)),
  (value) => value,
);
