/**
 * One state and, in turn, each of its successors: a scratch pair that is changed and changed back, never copied.
 */
import { mix1, mix2 } from '../intern/mix.js';
import { HEADER, UPDATES, type Records } from './records.js';
import type { Slots } from './slots.js';

export class Successor {
  /** Write the state here, then call `begin`. */
  readonly state: Int32Array;
  /** The successor between `take` and `undo`; otherwise equal to `state`. */
  readonly child: Int32Array;
  /** The hash of `child`, in two words. */
  hash1 = 0;
  hash2 = 0;
  private stateHash1 = 0;
  private stateHash2 = 0;
  private readonly keyCount: number;
  private readonly records: Records;

  constructor(slots: Slots, records: Records) {
    this.state = new Int32Array(slots.count);
    this.child = new Int32Array(slots.count);
    this.keyCount = slots.keyCount;
    this.records = records;
  }

  begin(): void {
    const { state, child, keyCount } = this;
    let hash1 = 0;
    let hash2 = 0;
    for (let slot = 0; slot < keyCount; slot++) {
      hash1 ^= mix1(slot, state[slot]);
      hash2 ^= mix2(slot, state[slot]);
    }
    child.set(state);
    this.stateHash1 = this.hash1 = hash1;
    this.stateHash2 = this.hash2 = hash2;
  }

  /** Makes `child` the successor by this record; false where it is the state itself (but for carried slots). */
  take(record: number): boolean {
    const { state, child, keyCount } = this;
    const { words, programs } = this.records;
    let hash1 = this.stateHash1;
    let hash2 = this.stateHash2;
    let moved = false;
    const end = record + HEADER + 2 * words[record + UPDATES];
    for (let at = record + HEADER; at < end; at += 2) {
      const slot = words[at];
      const change = words[at + 1];
      const old = state[slot];
      const next = change >= 0 ? change : programs[slot].run(old, ~change);
      if (next === old) continue;
      child[slot] = next;
      if (slot >= keyCount) continue;
      moved = true;
      hash1 ^= mix1(slot, old) ^ mix1(slot, next);
      hash2 ^= mix2(slot, old) ^ mix2(slot, next);
    }
    this.hash1 = hash1;
    this.hash2 = hash2;
    return moved;
  }

  /** Makes `child` equal to `state` again. */
  undo(record: number): void {
    const { state, child } = this;
    const { words } = this.records;
    const end = record + HEADER + 2 * words[record + UPDATES];
    for (let at = record + HEADER; at < end; at += 2) {
      const slot = words[at];
      child[slot] = state[slot];
    }
  }
}
