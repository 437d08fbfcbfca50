/** The second opinion: linearizability of writes, path by path, without a look at any zxid. */
import { registers } from './checks/registers.js';
import { dataDigest } from './format/digest.js';
import type { History } from './history.js';
import type { RegisterState } from './registers/operation.js';
import { Partition } from './registers/partition.js';
import { findOrder } from './registers/search.js';
import { byReply } from './violation.js';
import type { Violation } from './violation.js';

export interface RegistersVerdict {
  readonly violations: readonly Violation[];
  readonly paths: number;
  readonly operations: number;
  /** Paths on which the search was given up. */
  readonly undecided: readonly string[];
}

const ROOT: RegisterState = { version: 0, hash: dataDigest(new Uint8Array(0)).hash, owner: null };

/** Of one file: between files there is no time. */
export function checkRegisters(history: History): RegistersVerdict {
  const violations: Violation[] = [];
  const undecided: string[] = [];
  let operations = 0;
  const { byPath } = new Partition(history);
  for (const [path, ofPath] of byPath) {
    operations += ofPath.length;
    const order = findOrder(ofPath, path === '/' ? ROOT : null);
    if (order.kind === 'undecided') undecided.push(path);
    if (order.kind !== 'none') continue;
    const stuck = history.operations[order.stuck.source];
    const last = history.operations[order.order.at(-1)?.source ?? -1] ?? null;
    if (stuck === undefined) continue;
    const words = `${path}: no order of its ${ofPath.length} operations fits; the longest that does has ${order.order.length}`;
    violations.push(byReply(registers, words, stuck, last));
  }
  return { violations, paths: byPath.size, operations, undecided };
}
