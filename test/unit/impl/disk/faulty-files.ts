/**
 * A file system in memory that can be stopped at any step, and then tells what a machine would find: after `kill -9` everything done;
 * after a power failure what was synced, and of the rest whatever the disk happened to have written.
 */
import { DiskFault } from '#impl/disk/errors.js';
import type { FileSystem, OpenFile, OpenMode } from '#impl/disk/file-system.js';

type Change = { readonly position: number; readonly bytes: Uint8Array } | { readonly size: number };

class Inode {
  content: Uint8Array;
  durable: Uint8Array;
  /** Since the last sync, oldest first. */
  pending: Change[] = [];

  constructor(content: Uint8Array = new Uint8Array(0)) {
    this.content = content;
    this.durable = content;
  }

  apply(change: Change): void {
    this.content = changed(this.content, change);
    this.pending.push(change);
  }

  sync(): void {
    this.durable = this.content.slice();
    this.pending = [];
  }
}

function changed(before: Uint8Array, change: Change): Uint8Array {
  const size = 'size' in change ? change.size : Math.max(before.length, change.position + change.bytes.length);
  const after = size === before.length ? before.slice() : new Uint8Array(size);
  after.set(before.subarray(0, size));
  if ('bytes' in change) after.set(change.bytes, change.position);
  return after;
}

interface Folder {
  names: Map<string, Inode>;
  /** As of the last sync, and every state since. */
  states: Map<string, Inode>[];
}

/** What stops the machine: at a step, counted from 0, of those that change something. */
export interface Plan {
  readonly step: number;
  /** `full` and `broken`: only this operation fails, and then every later write too. */
  readonly kind: 'kill' | 'full' | 'broken';
  /** Part of a write that still happens, 0 to 1. */
  readonly part: number;
}

const SECTOR = 512;

export class FaultyFiles implements FileSystem {
  private readonly folders = new Map<string, Folder>();
  private plan: Plan | null = null;
  stopped = false;
  /** Steps taken that change something. */
  steps = 0;
  readonly trace: string[] = [];

  stopAt(plan: Plan | null): void {
    this.plan = plan;
    this.steps = 0;
    this.stopped = false;
  }

  list(folder: string): Promise<readonly string[] | null> {
    if (this.stopped) return Promise.reject(new DiskFault('ZAB-D001', folder, 'stopped'));
    const found = this.folders.get(folder);
    return Promise.resolve(found === undefined ? null : [...found.names.keys()]);
  }

  async makeFolder(path: string): Promise<void> {
    await this.step('mkdir', path);
    if (!this.folders.has(path)) this.folders.set(path, { names: new Map(), states: [new Map<string, Inode>()] });
  }

  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    const [folder, name] = this.locate(path);
    const existing = folder.names.get(name);
    if (mode === 'read' || mode === 'modify') {
      if (existing === undefined || this.stopped) throw new DiskFault('ZAB-D001', path, 'open: ENOENT');
      return new FaultyFile(this, existing, path, false);
    }
    await this.step('create', path);
    const inode = existing ?? new Inode();
    if (existing === undefined) this.alter(folder, (names) => names.set(name, inode));
    else existing.apply({ size: 0 });
    return new FaultyFile(this, inode, path, mode === 'create-synced');
  }

  async rename(from: string, to: string): Promise<void> {
    await this.step('rename', to);
    const [folder, name] = this.locate(from);
    const [, target] = this.locate(to);
    this.alter(folder, (names) => {
      const inode = names.get(name);
      if (inode === undefined) throw new DiskFault('ZAB-D001', from, 'rename: ENOENT');
      names.delete(name);
      names.set(target, inode);
    });
  }

  async remove(path: string): Promise<void> {
    await this.step('unlink', path);
    const [folder, name] = this.locate(path);
    this.alter(folder, (names) => {
      if (!names.delete(name)) throw new DiskFault('ZAB-D001', path, 'unlink: ENOENT');
    });
  }

  async syncFolder(path: string): Promise<void> {
    await this.step('fsync-folder', path);
    const folder = this.folderOf(path);
    folder.states = [new Map(folder.names)];
  }

  /** Counts a step, or fails it; answers how much of it still happens. */
  step(operation: string, path: string): Promise<number> {
    const { plan } = this;
    if (this.stopped) return Promise.reject(new DiskFault('ZAB-D001', path, `${operation}: stopped`));
    if (plan?.step === this.steps) {
      this.stopped = true;
      if (operation === 'write' && plan.kind === 'kill') return Promise.resolve(plan.part);
      return Promise.reject(new DiskFault(plan.kind === 'full' ? 'ZAB-D002' : 'ZAB-D001', path, `${operation}: ${plan.kind}`));
    }
    this.steps += 1;
    this.trace.push(`${operation} ${path}`);
    return Promise.resolve(1);
  }

  /** What is there after `kill -9`. */
  afterKill(): FaultyFiles {
    return this.image(
      (folder) => folder.names,
      (inode) => inode.content,
    );
  }

  /** What is there after a power failure; `chance` decides, from 0 up to 1, what of the unsynced reached the disk. */
  afterPowerFailure(chance: () => number): FaultyFiles {
    const pick = (folder: Folder): Map<string, Inode> =>
      folder.states[Math.floor(chance() * folder.states.length)] ?? folder.names;
    return this.image(pick, (inode) => survivors(inode, chance));
  }

  private image(namesOf: (folder: Folder) => Map<string, Inode>, bytesOf: (inode: Inode) => Uint8Array): FaultyFiles {
    const copy = new FaultyFiles();
    for (const [path, folder] of this.folders) {
      const names = new Map([...namesOf(folder)].map(([name, inode]) => [name, new Inode(bytesOf(inode).slice())] as const));
      copy.folders.set(path, { names, states: [new Map(names)] });
    }
    return copy;
  }

  private alter(folder: Folder, change: (names: Map<string, Inode>) => void): void {
    change(folder.names);
    folder.states.push(new Map(folder.names));
  }

  private folderOf(path: string): Folder {
    const folder = this.folders.get(path);
    if (folder === undefined) throw new DiskFault('ZAB-D001', path, 'ENOENT');
    return folder;
  }

  private locate(path: string): readonly [Folder, string] {
    const slash = path.lastIndexOf('/');
    return [this.folderOf(path.slice(0, slash)), path.slice(slash + 1)];
  }

  /** For tests that look at or spoil a file: its bytes as the system sees them. */
  bytes(path: string): Uint8Array {
    const [folder, name] = this.locate(path);
    const inode = folder.names.get(name);
    if (inode === undefined) throw new Error(`no file ${path}`);
    return inode.content;
  }

  /** Puts a file there, whole and durable; its folder too. */
  put(path: string, bytes: Uint8Array): void {
    const parent = path.slice(0, path.lastIndexOf('/'));
    if (!this.folders.has(parent)) this.folders.set(parent, { names: new Map(), states: [new Map<string, Inode>()] });
    const [folder, name] = this.locate(path);
    folder.names.set(name, new Inode(bytes.slice()));
    folder.states = [new Map(folder.names)];
  }

  names(folder: string): readonly string[] {
    return [...this.folderOf(folder).names.keys()].sort();
  }
}

/** Sectors of unsynced writes reach the disk each on its own; sizes change in order. */
function survivors(inode: Inode, chance: () => number): Uint8Array {
  const all = chance();
  let bytes = inode.durable;
  for (const change of inode.pending) {
    if ('size' in change) {
      if (chance() < all) bytes = changed(bytes, change);
      else break;
      continue;
    }
    const end = change.position + change.bytes.length;
    for (let from = change.position; from < end;) {
      const to = Math.min(end, from - (from % SECTOR) + SECTOR);
      const part = change.bytes.subarray(from - change.position, to - change.position);
      if (chance() < all) bytes = changed(bytes, { position: from, bytes: part });
      from = to;
    }
  }
  return bytes;
}

class FaultyFile implements OpenFile {
  private readonly files: FaultyFiles;
  private readonly inode: Inode;
  private readonly path: string;
  private readonly synced: boolean;

  constructor(files: FaultyFiles, inode: Inode, path: string, synced: boolean) {
    this.files = files;
    this.inode = inode;
    this.path = path;
    this.synced = synced;
  }

  read(target: Uint8Array, position: number): Promise<number> {
    if (this.files.stopped) return Promise.reject(new DiskFault('ZAB-D001', this.path, 'read: stopped'));
    const bytes = this.inode.content.subarray(position, position + target.length);
    target.set(bytes);
    return Promise.resolve(bytes.length);
  }

  async write(bytes: Uint8Array, position: number): Promise<void> {
    const part = await this.files.step('write', this.path);
    const count = Math.floor(bytes.length * part);
    this.inode.apply({ position, bytes: bytes.slice(0, count) });
    if (this.files.stopped) throw new DiskFault('ZAB-D001', this.path, 'write: stopped');
    if (this.synced) await this.sync();
  }

  async truncate(size: number): Promise<void> {
    await this.files.step('truncate', this.path);
    this.inode.apply({ size });
  }

  async sync(): Promise<void> {
    await this.files.step('fsync', this.path);
    this.inode.sync();
  }

  size(): Promise<number> {
    return Promise.resolve(this.inode.content.length);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
