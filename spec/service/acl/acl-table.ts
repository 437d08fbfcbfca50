/**
 * Access lists held once however many nodes use them, counted, each with a number for snapshots (`ReferenceCountedACLCache`).
 * A list known to the table is recognised by identity first, by content else.
 */
import { aclText, isWorldAnyone, OPEN_ACL, Perm } from './acl.js';
import type { AclList } from './acl.js';

interface Held {
  readonly list: AclList;
  readonly text: string;
  readonly key: number;
  users: number;
}

/** Key of `OPEN_ACL`: implied, never written. */
export const OPEN_KEY = -1;

export class AclTable {
  private readonly byList = new Map<AclList, Held>();
  private readonly byText = new Map<string, Held>();
  private lastKey = 0;

  /** The table's own copy of a list, with one user more. */
  hold(list: AclList): AclList {
    if (isOpen(list)) return OPEN_ACL;
    const held = this.byList.get(list) ?? this.find(list);
    held.users += 1;
    return held.list;
  }

  release(list: AclList): void {
    const held = this.byList.get(list);
    if (held === undefined || --held.users > 0) return;
    this.byList.delete(held.list);
    this.byText.delete(held.text);
  }

  /** Number of a list that `hold` answered; undefined for any other. */
  keyOf(list: AclList): number | undefined {
    return list === OPEN_ACL ? OPEN_KEY : this.byList.get(list)?.key;
  }

  /** What a snapshot lists. */
  *entries(): Generator<readonly [number, AclList]> {
    for (const { key, list } of this.byText.values()) yield [key, list];
  }

  private find(list: AclList): Held {
    const text = list.map(aclText).join(',');
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    this.lastKey += 1;
    const held = { list, text, key: this.lastKey, users: 0 };
    this.byText.set(text, held);
    this.byList.set(list, held);
    return held;
  }
}

function isOpen(list: AclList): boolean {
  if (list === OPEN_ACL) return true;
  const [only] = list;
  return list.length === 1 && only?.perms === Perm.ALL && isWorldAnyone(only);
}
