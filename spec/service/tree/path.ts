/** Paths of znodes, by the rules of ZooKeeper's `PathUtils`. The root is `/`; Java's second name for it, the empty path, is read as `/`. */

export const ROOT = '/';

/** The four paths that no client may delete (`DataTree.isSpecialPath`). */
export const PROC_PATH = '/zookeeper';
export const QUOTA_PATH = '/zookeeper/quota';
export const CONFIG_PATH = '/zookeeper/config';

/** Below it nodes count nothing in the tree digest. */
export const PROC_SUBTREE = '/zookeeper/';

const SLASH = 0x2f;
const DOT = 0x2e;

/** Absolute, no empty, `.` or `..` element, no character that ZooKeeper refuses (`PathUtils.validatePath`). */
export function isValidPath(path: string): boolean {
  if (path.charCodeAt(0) !== SLASH) return false;
  if (path.length === 1) return true;
  let start = 1;
  for (let index = 1; index <= path.length; index++) {
    const unit = index < path.length ? path.charCodeAt(index) : SLASH;
    if (unit !== SLASH) {
      if (isForbidden(unit)) return false;
      continue;
    }
    if (index === start || isRelative(path, start, index)) return false;
    start = index + 1;
  }
  return true;
}

function isRelative(path: string, start: number, end: number): boolean {
  if (end - start > 2 || path.charCodeAt(start) !== DOT) return false;
  return end - start === 1 || path.charCodeAt(start + 1) === DOT;
}

function isForbidden(unit: number): boolean {
  if (unit > 0x1f && unit < 0x7f) return false;
  return unit <= 0x9f || (unit >= 0xd800 && unit <= 0xf8ff) || unit >= 0xfff0;
}

/** The key of a path given by a client: `''` is the root too. */
export function keyOf(path: string): string {
  return path === '' ? ROOT : path;
}

/**
 * What precedes the last slash, whatever the path is: prep looks the parent up before it validates the path, so that
 * `create /a/` with a sequence number may become `/a/0000000000`.
 */
export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? ROOT : path.slice(0, slash);
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function childPath(parent: string, name: string): string {
  return parent === ROOT ? `/${name}` : `${parent}/${name}`;
}

/** Whether prep can name a parent at all: some slash, no NUL. What else is wrong with a path is found later. */
export function hasParent(path: string): boolean {
  return path.includes('/') && !path.includes('\0');
}

export function isSpecialPath(path: string): boolean {
  return path === ROOT || path === PROC_PATH || path === QUOTA_PATH || path === CONFIG_PATH;
}
