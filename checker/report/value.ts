/**
 * A state value as text for people: the system's own short form where it has one, JSON without its noise where not.
 */
import { isCanonical } from '#spec/kit/canonical.js';
import type { System, Value } from '#spec/kit/system.js';

export type Show = NonNullable<System['show']>;

export const showNothing: Show = () => undefined;

/** Objects that stand for other data are replaced by it; plain data is answered as it is. */
export function plainValue(value: Value): Value {
  return typeof value === 'object' && value !== null && isCanonical(value) ? value.canonical() : value;
}

export function valueText(value: Value, show: Show): string {
  const short = show(value);
  if (short !== undefined) return short;
  const data = plainValue(value);
  if (typeof data === 'string') return stringText(data);
  if (typeof data !== 'object' || data === null) return String(data);
  if (isList(data)) return `[${data.map((item) => valueText(item, show)).join(', ')}]`;
  const fields = Object.entries(data).map(([key, field]) => `${key}: ${valueText(field, show)}`);
  return `{${fields.join(', ')}}`;
}

/** `Array.isArray` that does not answer `any[]`. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** Quotes only where the text would be taken for something else. */
function stringText(value: string): string {
  return /^[\p{L}_][\p{L}\p{N}_.→-]*$/u.test(value) && !['true', 'false', 'null'].includes(value) ? value : JSON.stringify(value);
}
