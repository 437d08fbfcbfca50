/** What a client of a random history asks next: every kind of operation, on so few paths that clients get in each other's way. */
import type { ClientOp, RequestBody } from '#impl/wire/client-protocol.js';
import type { MultiOperation } from '#impl/wire/multi.js';
import { OPEN_ACL } from '../driver/driver.js';
import type { Random } from '../reality/random.js';

export type Ask = { readonly [N in ClientOp]: { readonly op: N; readonly body: RequestBody<N> } }[ClientOp];

const ROOT = '/w';
const NAMES = ['a', 'b', 'c', 'd'] as const;

export class RandomWorkload {
  private readonly random: Random;
  private values = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /** The next request. */
  next(): Ask {
    const roll = this.random.below(100);
    if (roll < 14) return this.create();
    if (roll < 26) return this.set();
    if (roll < 36) return { op: 'delete', body: { path: this.path(), version: this.version() } };
    if (roll < 42) return { op: 'multi', body: this.parts() };
    if (roll < 44) return { op: 'setACL', body: { path: this.path(), acl: OPEN_ACL, version: this.version() } };
    return this.read(roll);
  }

  private read(roll: number): Ask {
    const watched = { path: this.path(), watch: this.random.below(3) === 0 };
    if (roll < 56) return { op: 'getData', body: watched };
    if (roll < 66) return { op: 'exists', body: watched };
    if (roll < 74) return { op: 'getChildren2', body: watched };
    if (roll < 80) return { op: 'getChildren', body: watched };
    if (roll < 84) return { op: 'sync', body: { path: ROOT } };
    if (roll < 87) return { op: 'addWatch', body: { path: this.path(), mode: this.random.below(2) } };
    if (roll < 90) return { op: 'removeWatches', body: { path: this.path(), type: 1 + this.random.below(5) } };
    if (roll < 92) return { op: 'getEphemerals', body: { prefixPath: null } };
    if (roll < 94) return { op: 'getAllChildrenNumber', body: { path: this.path() } };
    if (roll < 96) return { op: 'getACL', body: { path: this.path() } };
    if (roll < 98) return { op: 'ping', body: {} };
    const path = this.path();
    return {
      op: 'multiRead',
      body: [
        { op: 'getData', body: { path, watch: false } },
        { op: 'getChildren', body: { path: this.path(), watch: false } },
      ],
    };
  }

  private path(): string {
    const depth = this.random.below(6);
    const first = this.random.pick(NAMES);
    if (depth === 0) return ROOT;
    return depth < 4 ? `${ROOT}/${first}` : `${ROOT}/${first}/${this.random.pick(NAMES)}`;
  }

  private version(): number {
    return this.random.below(2) === 0 ? -1 : this.random.below(3);
  }

  /** No two writes write the same. */
  private data(): Uint8Array {
    this.values += 1;
    return new TextEncoder().encode(`${this.random.seed}-${this.values}-${this.random.below(1_000_000)}`);
  }

  private body(flags: number): { path: string; data: Uint8Array; acl: typeof OPEN_ACL; flags: number } {
    return { path: this.path(), data: this.data(), acl: OPEN_ACL, flags };
  }

  private create(): Ask {
    const flags = this.random.pick([0, 0, 0, 1, 1, 2, 3]);
    return this.random.below(2) === 0 ? { op: 'create', body: this.body(flags) } : { op: 'create2', body: this.body(flags) };
  }

  private set(): Ask {
    return { op: 'setData', body: { path: this.path(), data: this.data(), version: this.version() } };
  }

  private part(): MultiOperation {
    const version = this.version();
    switch (this.random.below(5)) {
      case 0:
        return { op: 'create', body: this.body(this.random.pick([0, 1, 2])) };
      case 1:
        return { op: 'create2', body: this.body(0) };
      case 2:
        return { op: 'delete', body: { path: this.path(), version } };
      case 3:
        return { op: 'setData', body: { path: this.path(), data: this.data(), version } };
      default:
        return { op: 'check', body: { path: this.path(), version: -1 } };
    }
  }

  private parts(): readonly MultiOperation[] {
    return Array.from({ length: 1 + this.random.below(3) }, () => this.part());
  }
}
