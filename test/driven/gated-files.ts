/**
 * The real file system behind a gate: while it is shut, whoever wants to change something waits until it is let through, one operation at a
 * time. Reading, and closing a file, is free. Dropped, it refuses everything: so a crash leaves what was let through.
 */
import { DiskFault } from '#impl/disk/errors.js';
import type { FileSystem, OpenFile, OpenMode } from '#impl/disk/file-system.js';
import { nodeFileSystem } from '#impl/disk/node-file-system.js';
import type { Pulse } from './pulse.js';
import { turnOver } from './pulse.js';

/** What waits at the gate. `write`: bytes at a place other than a file's beginning. */
export interface Operation {
  readonly name: string;
  readonly path: string;
  readonly write: { readonly bytes: Uint8Array; readonly position: number } | null;
}

interface Waiting extends Operation {
  /** Of a write, so many bytes. */
  readonly pass: (bytes?: number) => void;
  readonly refuse: (fault: DiskFault) => void;
}

export class GatedFiles implements FileSystem {
  private readonly pulse: Pulse;
  private readonly files = new Set<OpenFile>();
  private gate: 'open' | 'shut' | 'dropped' = 'open';
  private waiting: Waiting | null = null;
  private underWay = 0;

  constructor(pulse: Pulse) {
    this.pulse = pulse;
  }

  /** The operation that waits at the gate. */
  get next(): Operation | null {
    return this.waiting;
  }

  letAll(): void {
    this.gate = 'open';
    this.letNext();
  }

  shut(): void {
    this.gate = 'shut';
  }

  /** Refuses what waits and all that comes. */
  async drop(): Promise<void> {
    this.gate = 'dropped';
    const { waiting } = this;
    this.waiting = null;
    waiting?.refuse(crashed(waiting));
    await Promise.all([...this.files].map((file) => file.close()));
  }

  /** Lets one operation through, or the first bytes of one; comes back when it is done and the disk wants the next, or nothing more. */
  async letOne(bytes?: number): Promise<void> {
    this.letNext(bytes);
    await this.quiet();
  }

  /** Nothing is under way: the disk waits at the gate, or has nothing to do. */
  async quiet(): Promise<void> {
    for (;;) {
      await turnOver();
      if (this.underWay === 0) return;
      await this.pulse.until(
        () => this.underWay === 0,
        () => 'an operation of the disk does not come back',
      );
    }
  }

  list(folder: string): Promise<readonly string[] | null> {
    return this.watched(() => nodeFileSystem.list(folder));
  }

  async open(path: string, mode: OpenMode): Promise<OpenFile> {
    const file =
      mode === 'read'
        ? await this.watched(() => nodeFileSystem.open(path, mode))
        : await this.run({ name: `open to ${mode}`, path, write: null }, () => nodeFileSystem.open(path, mode));
    return this.gated(file, path);
  }

  rename(from: string, to: string): Promise<void> {
    return this.run({ name: 'rename', path: to, write: null }, () => nodeFileSystem.rename(from, to));
  }

  remove(path: string): Promise<void> {
    return this.run({ name: 'remove', path, write: null }, () => nodeFileSystem.remove(path));
  }

  makeFolder(path: string): Promise<void> {
    return this.run({ name: 'make folder', path, write: null }, () => nodeFileSystem.makeFolder(path));
  }

  syncFolder(path: string): Promise<void> {
    return this.run({ name: 'sync folder', path, write: null }, () => nodeFileSystem.syncFolder(path));
  }

  private gated(file: OpenFile, path: string): OpenFile {
    const handle: OpenFile = {
      read: (target, position) => this.watched(() => file.read(target, position)),
      size: () => this.watched(() => file.size()),
      write: (bytes, position) =>
        this.run({ name: 'write', path, write: { bytes, position } }, (count) => file.write(bytes.subarray(0, count), position)),
      truncate: (size) => this.run({ name: 'truncate', path, write: null }, () => file.truncate(size)),
      sync: () => this.run({ name: 'sync', path, write: null }, () => file.sync()),
      close: () => {
        if (!this.files.delete(handle)) return Promise.resolve();
        return this.watched(() => file.close());
      },
    };
    this.files.add(handle);
    return handle;
  }

  private async run<T>(operation: Operation, call: (bytes?: number) => Promise<T>): Promise<T> {
    if (this.gate === 'dropped') throw crashed(operation);
    const bytes = this.gate === 'open' ? undefined : await this.passed(operation);
    return this.watched(() => call(bytes));
  }

  private async watched<T>(call: () => Promise<T>): Promise<T> {
    this.underWay += 1;
    try {
      return await call();
    } finally {
      this.underWay -= 1;
      this.pulse.beat();
    }
  }

  private passed(operation: Operation): Promise<number | undefined> {
    return new Promise((pass, refuse) => {
      if (this.waiting !== null) throw new Error(`two operations of one disk at once: ${operation.name} ${operation.path}`);
      this.waiting = { ...operation, pass, refuse };
      this.pulse.beat();
    });
  }

  private letNext(bytes?: number): void {
    const { waiting } = this;
    this.waiting = null;
    waiting?.pass(bytes);
  }
}

function crashed({ name, path }: Operation): DiskFault {
  return new DiskFault('ZAB-D001', path, `${name}: the server has crashed`);
}
