/**
 * Hash-consing: every distinct value gets a dense number, and is kept once.
 *
 * This is the only place of the engine where a string is a key. It runs on memo misses, never in the inner loop.
 */
import { canonicalText } from '#spec/kit/canonical.js';

/** V8's Map ends at 2^24 entries, and the state hash keeps 24 bits for an id (see `mix.ts`): one bound serves both. */
const ID_LIMIT = 2 ** 24;

export class Interner {
  /** The value of each id. */
  readonly values: unknown[] = [];
  private readonly ids = new Map<string, number>();
  private readonly what: string;

  /** `what` names the values in the message when there are too many of them. */
  constructor(what: string) {
    this.what = what;
  }

  /** The id of `value`; ids are given out in order, so a new value has the id `values.length` had. */
  idOf(value: unknown): number {
    const text = canonicalText(value);
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    const id = this.values.length;
    if (id >= ID_LIMIT) {
      throw new RangeError(`more than ${String(ID_LIMIT)} distinct values of ${this.what}: split it into smaller slots`);
    }
    this.ids.set(text, id);
    this.values.push(value);
    return id;
  }
}
