/** The disk of a hypothesis: what was asked of it, how much of that it was given, how much is known to be durable. An immutable value. */
import type { Durable } from '#spec/model/state.js';
import { operationsOf } from '../disk-operations.js';
import type { DiskOperation } from '../disk-operations.js';

export interface Disk {
  /** What it holds when all that was asked is done. */
  readonly asked: Durable;
  /** Asked, and not issued. */
  readonly waiting: readonly DiskOperation[];
  readonly operationsAsked: number;
  /** Writes issued, rolls among them: what the recorder counts. */
  readonly issued: number;
  readonly durable: number;
  /** Of what is issued and not durable: is it an operation, or a roll? */
  readonly underWay: readonly boolean[];
  readonly operationsDurable: number;
  /** The last step gave the disk something to do. */
  readonly hasWork: boolean;
}

export function freshDisk(recovered: Durable): Disk {
  return {
    asked: recovered,
    waiting: [],
    operationsAsked: 0,
    issued: 0,
    durable: 0,
    underWay: [],
    operationsDurable: 0,
    hasWork: true,
  };
}

export function asking(disk: Disk, writes: readonly Partial<Durable>[]): Disk {
  return writes.reduce((on, write) => {
    const operations = operationsOf(on.asked, write);
    return {
      ...on,
      asked: { ...on.asked, ...write },
      waiting: operations.length === 0 ? on.waiting : [...on.waiting, ...operations],
      operationsAsked: on.operationsAsked + operations.length,
      hasWork: operations.length > 0,
    };
  }, disk);
}

/** The next write begins: the first operation that waits, or a roll. */
export function issuing(disk: Disk, roll: boolean): Disk {
  return {
    ...disk,
    waiting: roll ? disk.waiting : disk.waiting.slice(1),
    issued: disk.issued + 1,
    underWay: [...disk.underWay, !roll],
  };
}

/** The first `n` writes are durable. */
export function reaching(disk: Disk, n: number): Disk {
  const done = disk.underWay.slice(0, n - disk.durable);
  return {
    ...disk,
    durable: n,
    underWay: disk.underWay.slice(done.length),
    operationsDurable: disk.operationsDurable + done.filter((operation) => operation).length,
  };
}

/** The write with which so many operations are issued; null: they are not, as yet. */
export function writeBehind(disk: Disk, operations: number): number | null {
  let left = operations - disk.operationsDurable;
  if (left <= 0) return disk.durable;
  for (const [at, operation] of disk.underWay.entries()) {
    if (operation) left -= 1;
    if (left === 0) return disk.durable + at + 1;
  }
  return null;
}
