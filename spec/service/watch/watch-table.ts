/**
 * One table of watches (`WatchManager`): who watches which path, and how. `W` stands for a connection; watchers are told apart
 * by identity. Different modes of one watcher on one path live side by side (ZOOKEEPER-4466).
 */
import { parentOf, ROOT } from '../tree/path.js';

export type WatchMode = 'standard' | 'persistent' | 'recursive';

/** A set of modes as bits. */
const BIT: Readonly<Record<WatchMode, number>> = { standard: 1, persistent: 2, recursive: 4 };

export class WatchTable<W> {
  private readonly byPath = new Map<string, Map<W, number>>();
  private readonly byWatcher = new Map<W, Set<string>>();
  /** While there are none, nobody looks at the parents of a path. */
  private recursive = 0;

  get watchers(): number {
    return this.byWatcher.size;
  }

  get paths(): number {
    return this.byPath.size;
  }

  /** Pairs of watcher and path. */
  get size(): number {
    let size = 0;
    for (const watchers of this.byPath.values()) size += watchers.size;
    return size;
  }

  /** Every path with its watchers, for reports. */
  *entries(): Generator<readonly [string, readonly W[]]> {
    for (const [path, watchers] of this.byPath) yield [path, [...watchers.keys()]];
  }

  add(path: string, watcher: W, mode: WatchMode): void {
    const watchers = this.byPath.get(path) ?? new Map<W, number>();
    this.byPath.set(path, watchers);
    this.set(path, watchers, watcher, (watchers.get(watcher) ?? 0) | BIT[mode]);
  }

  /** Whether the watcher watches the path in this mode; `any`: in whatever mode. */
  has(path: string, watcher: W, mode: WatchMode | 'any'): boolean {
    const modes = this.byPath.get(path)?.get(watcher) ?? 0;
    return (modes & (mode === 'any' ? ~0 : BIT[mode])) !== 0;
  }

  /** False: there was no such watch. */
  remove(path: string, watcher: W, mode: WatchMode | 'any'): boolean {
    if (!this.has(path, watcher, mode)) return false;
    const watchers = this.byPath.get(path);
    if (watchers !== undefined) this.set(path, watchers, watcher, mode === 'any' ? 0 : (watchers.get(watcher) ?? 0) & ~BIT[mode]);
    return true;
  }

  /** The connection is gone, and its watches with it. */
  drop(watcher: W): void {
    for (const path of [...(this.byWatcher.get(watcher) ?? [])]) this.remove(path, watcher, 'any');
  }

  /** Who is to be told of a change of `path`, each once; standard watches among them are used up. */
  trigger(path: string): readonly W[] {
    const here = this.byPath.get(path);
    if (this.recursive === 0) return here === undefined ? [] : this.spend(path, here);
    const told = new Set(here === undefined ? [] : this.spend(path, here));
    for (let at = path; at !== ROOT;) {
      at = parentOf(at);
      for (const [watcher, modes] of this.byPath.get(at) ?? []) {
        if ((modes & BIT.recursive) !== 0) told.add(watcher);
      }
    }
    return [...told];
  }

  private spend(path: string, watchers: Map<W, number>): readonly W[] {
    const told = [...watchers.keys()];
    for (const watcher of told) this.set(path, watchers, watcher, (watchers.get(watcher) ?? 0) & ~BIT.standard);
    return told;
  }

  private set(path: string, watchers: Map<W, number>, watcher: W, modes: number): void {
    const before = watchers.get(watcher) ?? 0;
    if (before === modes && watchers.has(watcher)) return;
    this.recursive += ((modes & BIT.recursive) - (before & BIT.recursive)) / BIT.recursive;
    const paths = this.byWatcher.get(watcher);
    if (modes !== 0) {
      watchers.set(watcher, modes);
      if (paths === undefined) this.byWatcher.set(watcher, new Set([path]));
      else paths.add(path);
      return;
    }
    watchers.delete(watcher);
    paths?.delete(path);
    if (watchers.size === 0) this.byPath.delete(path);
    if (paths?.size === 0) this.byWatcher.delete(watcher);
  }
}
