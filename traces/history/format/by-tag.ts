/**
 * A tagged union that looks at the tag first. `t.union` tries its members one after the other: slow over a million lines, and its errors
 * tell of all the members that were not meant.
 */
import * as t from 'io-ts';

type Codecs = Readonly<Record<string, t.Mixed>>;

function codecOf(tag: string, codecs: Codecs, value: unknown): t.Mixed | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const name = (value as Readonly<Record<string, unknown>>)[tag];
  return typeof name === 'string' && Object.hasOwn(codecs, name) ? codecs[name] : undefined;
}

export function byTag<C extends Codecs>(name: string, tag: string, codecs: C): t.Type<t.TypeOf<C[keyof C]>, unknown> {
  type Value = t.TypeOf<C[keyof C]>;
  return new t.Type<Value, unknown>(
    name,
    (value): value is Value => codecOf(tag, codecs, value)?.is(value) ?? false,
    (value, context) => {
      const codec = codecOf(tag, codecs, value);
      if (codec !== undefined) return codec.validate(value, context) as t.Validation<Value>;
      return t.failure(value, context, `no ${tag} of: ${Object.keys(codecs).join(', ')}`);
    },
    (value) => codecOf(tag, codecs, value)?.encode(value) as unknown,
  );
}
