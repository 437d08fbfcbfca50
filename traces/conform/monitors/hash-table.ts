/**
 * Hashes by zxid, 8 bytes each: counters of an epoch have no gap, so a table an epoch is enough. Memory grows with the transactions of the
 * whole behaviour, and with nothing else.
 */
import type { Zxid } from '#spec/model/zxid.js';

const FIRST_ENTRIES = 256;

/** Counters beyond what was seen by more than this are looked up in a map: a trace that begins in the middle of an epoch. */
const GAP_MAX = 0x1_0000;

export class HashTable {
  private readonly epochs = new Map<number, { words: Uint32Array; readonly from: number }>();
  private readonly strays = new Map<string, string>();

  /** Null: this is the hash of this zxid, from now on if it had none. Else the one that it has. */
  settle({ epoch, counter }: Zxid, hash: string): string | null {
    let table = this.epochs.get(epoch);
    if (table === undefined) this.epochs.set(epoch, (table = { words: new Uint32Array(2 * FIRST_ENTRIES), from: counter }));
    const at = 2 * (counter - table.from);
    if (at < 0 || at > table.words.length + 2 * GAP_MAX) return this.stray(`${epoch}.${counter}`, hash);
    if (at >= table.words.length) {
      const longer = new Uint32Array(Math.max(2 * table.words.length, at + 2));
      longer.set(table.words);
      table.words = longer;
    }
    const { words } = table;
    const [high, low] = [parseInt(hash.slice(0, 8), 16), parseInt(hash.slice(8), 16)];
    const [a, b] = [words[at] ?? 0, words[at + 1] ?? 0];
    if (a === high && b === low) return null;
    if (a !== 0 || b !== 0) return hex(a) + hex(b);
    words[at] = high;
    words[at + 1] = low;
    return null;
  }

  private stray(key: string, hash: string): string | null {
    const known = this.strays.get(key);
    if (known === undefined) this.strays.set(key, hash);
    return known === undefined || known === hash ? null : known;
  }
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
