/**
 * Canonical text of a value: equal values give equal text, and different values different text.
 *
 * Plain data only: null, booleans, strings, finite numbers, arrays, and objects (their keys are sorted here, so the order
 * in which a step built them does not matter). `-0`, `NaN`, `undefined`, functions and class instances are refused, since text would merge what `===` tells apart. An object with a `canonical()` method
 * stands for what that method returns.
 */
export interface Canonical {
  canonical(): unknown;
}

/** Throws a `TypeError` that names the path of the first value that has no canonical text. */
export function canonicalText(value: unknown): string {
  return write(value, '$');
}

function write(value: unknown, path: string): string {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value) || Object.is(value, -0)) refuse(path, String(value));
      return String(value);
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      break;
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      return refuse(path, typeof value);
  }
  if (value === null) return 'null';
  if (Array.isArray(value)) {
    let text = '[';
    for (let index = 0; index < value.length; index++) {
      if (index > 0) text += ',';
      text += write(value[index], `${path}/${String(index)}`);
    }
    return text + ']';
  }
  if (isCanonical(value)) return write(value.canonical(), path);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) refuse(path, 'a class instance');
  const record = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(record).sort();
  let text = '{';
  for (const key of keys) {
    if (text.length > 1) text += ',';
    text += `${JSON.stringify(key)}:${write(record[key], `${path}/${key}`)}`;
  }
  return text + '}';
}

/** True for an object that stands for the plain data its `canonical` method returns. */
export function isCanonical(value: object): value is Canonical {
  return 'canonical' in value && typeof value.canonical === 'function';
}

// A programming error in a spec, not an operating error: it stops the checker.
function refuse(path: string, what: string): never {
  // eslint-disable-next-line no-restricted-syntax -- the one assertion of the kit
  throw new TypeError(`state value at ${path} has no canonical form: ${what}`);
}
