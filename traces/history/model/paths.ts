/** Paths of nodes (`PathUtils`). */

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function childPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`;
}

/** What servers keep for themselves: its nodes change without transactions, and differ between servers. */
export function isSystem(path: string): boolean {
  return path === '/zookeeper' || path.startsWith('/zookeeper/');
}

/** The path of a node and of all above it, the root last. */
export function* upward(path: string): Generator<string> {
  for (let each = path; ; each = parentOf(each)) {
    yield each;
    if (each === '/') return;
  }
}

const SUFFIX_DIGITS = 10;

/** What a sequential node is called behind its asked name; `%010d` of Java, the sign counted. */
export function sequenceSuffix(count: number): string {
  const wrapped = count | 0;
  return wrapped < 0 ? `-${String(-wrapped).padStart(SUFFIX_DIGITS - 1, '0')}` : String(wrapped).padStart(SUFFIX_DIGITS, '0');
}
