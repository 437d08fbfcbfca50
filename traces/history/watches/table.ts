/** Who watches a path, and in which modes at once (`WatchManager`, 3.9: modes on one path do not replace each other). */
import type { Connection, Operation } from '../history.js';

export const MODE = { standard: 1, persistent: 2, recursive: 4 } as const;
export type Mode = (typeof MODE)[keyof typeof MODE];

export interface Watch {
  modes: number;
  readonly setBy: Operation;
}

export class WatchTable {
  private readonly byPath = new Map<string, Map<Connection, Watch>>();
  private readonly byConnection = new Map<Connection, Set<string>>();

  set(connection: Connection, path: string, mode: Mode, setBy: Operation): void {
    let watches = this.byPath.get(path);
    if (watches === undefined) this.byPath.set(path, (watches = new Map<Connection, Watch>()));
    const watch = watches.get(connection);
    watches.set(connection, { modes: (watch?.modes ?? 0) | mode, setBy });
    const paths = this.byConnection.get(connection);
    if (paths === undefined) this.byConnection.set(connection, new Set([path]));
    else paths.add(path);
  }

  at(path: string): ReadonlyMap<Connection, Watch> | undefined {
    return this.byPath.get(path);
  }

  clear(connection: Connection, path: string, modes: number): void {
    const watches = this.byPath.get(path);
    const watch = watches?.get(connection);
    if (watches === undefined || watch === undefined) return;
    watch.modes &= ~modes;
    if (watch.modes !== 0) return;
    watches.delete(connection);
    if (watches.size === 0) this.byPath.delete(path);
    this.byConnection.get(connection)?.delete(path);
  }

  /** The connection is over. */
  drop(connection: Connection): void {
    for (const path of [...(this.byConnection.get(connection) ?? [])]) this.clear(connection, path, -1);
    this.byConnection.delete(connection);
  }
}
