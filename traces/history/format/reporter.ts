/** What is wrong with a line, in words. io-ts's own reporter throws on bigints and prints whole codecs. */
import type { Context, Errors } from 'io-ts';

const SHOWN_MAX = 60;

function shown(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  const text =
    value === undefined
      ? 'nothing'
      : JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

/** Members of an intersection have numbers for keys: they are no part of the path. */
function pathOf(context: Context): string {
  const keys = context.filter((_entry, index) => index > 0 && context[index - 1]?.type.name.startsWith('(') !== true);
  return keys.map(({ key }) => key).join('/');
}

/** The first thing that is wrong. */
export function explain(errors: Errors): string {
  const [error] = errors;
  const last = error?.context.at(-1);
  if (error === undefined || last === undefined) return 'not a line of a history';
  const path = pathOf(error.context);
  return `${path === '' ? '' : `${path}: `}${error.message ?? `not ${last.type.name}`}, but ${shown(error.value)}`;
}
