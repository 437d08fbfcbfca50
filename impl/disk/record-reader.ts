/**
 * Reads the records of a tree one by one: sessions, lists, nodes, up to the path that ends them. Snapshot files and the trees that
 * leaders send hold the same, with other things around it. See `snapshot-format.ts` for the layout.
 */
import { ROOT } from '#spec/service/tree/path.js';
import type { Acl, AclList } from '#spec/service/acl/acl.js';
import type { JuteReader } from '#impl/wire/jute-reader.js';
import { END_PATH } from './snapshot-format.js';
import type { NodeRecord, SnapshotRecord } from './snapshot-format.js';

/** A perms, and two empty texts. */
const ACL_BYTES_MIN = 12;

export type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** The records that some bytes completed, or what is wrong with them. */
export type SnapshotStep = Step<readonly SnapshotRecord[]>;

/** No record takes more: a node has a path and data, an entry of a list two texts. Longer lists there are none. */
export function waitingBytesMax(maxLength: number): number {
  return 3 * maxLength;
}

/** What is expected next. */
type Place = 'session-count' | 'sessions' | 'acl-count' | 'acls' | 'nodes' | 'end';

export class RecordReader {
  private at: Place = 'session-count';
  /** Sessions or lists still to come. A count below zero is read as none, as in Java. */
  private left = 0;

  get place(): Place {
    return this.at;
  }

  get done(): boolean {
    return this.at === 'end';
  }

  /** The next record; null where something else was read. Where the bytes end too early nothing has happened. */
  read(reader: JuteReader): SnapshotRecord | null {
    switch (this.at) {
      case 'session-count':
      case 'acl-count': {
        this.left = reader.int();
        this.at = this.at === 'session-count' ? 'sessions' : 'acls';
        return null;
      }
      case 'sessions': {
        if (this.left > 0) return this.counted({ kind: 'session', id: reader.long(), timeoutMs: reader.int() });
        this.at = 'acl-count';
        return null;
      }
      case 'acls': {
        if (this.left > 0) return this.counted({ kind: 'acl', key: reader.safeLong(), list: readAcls(reader) });
        this.at = 'nodes';
        return null;
      }
      case 'nodes': {
        const path = reader.ustring();
        if (path !== END_PATH) return readNode(reader, path);
        this.at = 'end';
        return null;
      }
      case 'end':
        return null;
    }
  }

  private counted(record: SnapshotRecord): SnapshotRecord {
    this.left -= 1;
    return record;
  }
}

function readAcls(reader: JuteReader): AclList {
  const acls: Acl[] = [];
  for (let left = reader.count(ACL_BYTES_MIN); left > 0; left--) {
    acls.push({ perms: reader.int(), scheme: reader.ustring(), id: reader.ustring() });
  }
  return acls;
}

function readNode(reader: JuteReader, path: string): NodeRecord {
  return {
    kind: 'node',
    path: path === '' ? ROOT : path,
    // A copy: a view would keep its whole chunk for as long as the node lives.
    data: reader.isNull() ? null : reader.buffer().slice(),
    aclKey: reader.safeLong(),
    czxid: reader.zxid(),
    mzxid: reader.zxid(),
    ctime: reader.safeLong(),
    mtime: reader.safeLong(),
    version: reader.int(),
    cversion: reader.int(),
    aversion: reader.int(),
    owner: reader.long(),
    pzxid: reader.zxid(),
  };
}
