/** Values tagged by an operation, `{ op, body }`: what the operation is called says which record its body is. */
import type { Codec, Shape, ValueOf } from './jute.js';
import type { OpName } from './op-codes.js';

export type Bodies = Readonly<Partial<Record<OpName, Codec<unknown>>>>;

export type Tagged<B extends Bodies> = { readonly [N in keyof B]: { readonly op: N; readonly body: ValueOf<B[N]> } }[keyof B];

export function bodyOf(bodies: Bodies, op: OpName | undefined): Codec<unknown> | undefined {
  return op === undefined ? undefined : bodies[op];
}

export function choiceShape(bodies: Bodies): Shape {
  const entries = Object.entries(bodies as Readonly<Record<string, Codec<unknown>>>);
  return { kind: 'choice', bodies: Object.fromEntries(entries.map(([op, { shape }]) => [op, shape])) };
}
