/**
 * The states found, numbered in order of discovery, each with the step that found it.
 *
 *     vectors   one id a slot          released behind the frontier when storage is by fingerprint
 *     links     predecessor | position of the step among the predecessor's outcomes
 *     visited   which states were met
 *
 * A frontier is a range of numbers. An initial state has predecessor -1 and, as its position, its place in `System.initial`.
 */
import { Rows } from './rows.js';
import { ExactVisited, FingerprintVisited, type Visited } from './visited.js';

const PREDECESSOR = 0;
const POSITION = 1;

export interface StoreOptions {
  /** Slots of a vector, and those among them that tell states apart. */
  readonly width: number;
  readonly keyCount: number;
  readonly storage: 'exact' | 'fingerprint';
  /** Bytes that the store may take in all; asked only when it grows. */
  readonly allowance: () => number;
}

export class StateStore {
  /** States stored; also the number of the next one. */
  count = 0;
  private capacity = 0;
  private readonly vectors: Rows;
  private readonly links = new Rows(2);
  private readonly visited: Visited;
  private readonly keepsVectors: boolean;
  private readonly allowance: () => number;

  constructor(options: StoreOptions) {
    this.vectors = new Rows(options.width);
    this.keepsVectors = options.storage === 'exact';
    this.visited = this.keepsVectors ? new ExactVisited(this.vectors, options.keyCount) : new FingerprintVisited();
    this.allowance = options.allowance;
  }

  get bytes(): number {
    return this.vectors.bytes + this.links.bytes + this.visited.bytes;
  }

  /** Makes room for so many more states; false where that would take more bytes than allowed. */
  reserve(more: number): boolean {
    return this.count + more <= this.capacity || this.grow(this.count + more);
  }

  /** Stores a state unless it was met before: -1 if it is new, or its number (0 under fingerprints). Needs room. */
  add(vector: Int32Array, hash1: number, hash2: number, predecessor: number, position: number): number {
    const known = this.visited.meet(vector, hash1, hash2, this.count);
    if (known < 0) {
      this.write(this.count, vector, predecessor, position);
      this.count += 1;
    }
    return known;
  }

  /** Replaces the path to a state, with the slots it carries. */
  write(state: number, vector: Int32Array, predecessor: number, position: number): void {
    this.vectors.write(state, vector);
    this.links.set(state, PREDECESSOR, predecessor);
    this.links.set(state, POSITION, position);
  }

  load(state: number, into: Int32Array): void {
    this.vectors.read(state, into);
  }

  predecessorOf(state: number): number {
    return this.links.get(state, PREDECESSOR);
  }

  positionOf(state: number): number {
    return this.links.get(state, POSITION);
  }

  /** States before this one will not be loaded again. */
  leaveBehind(state: number): void {
    if (!this.keepsVectors) this.vectors.release(state);
  }

  private grow(wanted: number): boolean {
    while (this.visited.capacity < wanted) {
      // Both the old table and one twice its size exist for a moment.
      if (this.bytes + 2 * this.visited.bytes > this.allowance()) return false;
      this.visited.grow();
    }
    for (const rows of [this.vectors, this.links]) {
      while (rows.capacity < wanted) {
        if (this.bytes + rows.extensionBytes > this.allowance()) return false;
        rows.extend();
      }
    }
    this.capacity = Math.min(this.visited.capacity, this.vectors.capacity, this.links.capacity);
    return true;
  }
}
