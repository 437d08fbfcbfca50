/** JSON as the admin server of ZooKeeper lays it out (Jackson's indented output): `"key" : value`, lists on one line. */

/** Integers beyond 2^53, such as session ids, are bigints. */
export type Json = string | number | bigint | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export function showJson(value: Json, indent = ''): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (isList(value)) {
    return value.length === 0 ? '[ ]' : `[ ${value.map((item) => showJson(item, indent)).join(', ')} ]`;
  }
  const inner = `${indent}  `;
  const fields = Object.entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)} : ${showJson(item, inner)}`);
  return fields.length === 0 ? '{ }' : `{\n${fields.join(',\n')}\n${indent}}`;
}

/** An object by its entries; keys that are numbers are written in digits. */
export function jsonObject(
  entries: Iterable<readonly [key: string | number | bigint, value: Json]>,
): Readonly<Record<string, Json>> {
  return Object.fromEntries([...entries].map(([key, value]) => [String(key), value]));
}

function isList(value: readonly Json[] | Readonly<Record<string, Json>>): value is readonly Json[] {
  return Array.isArray(value);
}
