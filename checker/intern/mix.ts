/**
 * The hash of a state is the XOR over its slots of one mixed word each, so that changing a slot changes the hash
 * by two mixes, whatever the number of slots.
 *
 * The word of a slot is `slot << 24 | id`: different for every slot and id, because ids stop at 2^24. Both mixes are
 * bijections of 32-bit words (the finalisers of MurmurHash3 and of Pelle Evensen's and Chris Wellons' search for
 * good constants), so no two words ever cancel out.
 */
export const SLOT_LIMIT = 2 ** 8;

export function mix1(slot: number, id: number): number {
  let word = (slot << 24) | id;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return word ^ (word >>> 16);
}

/** Independent of `mix1`; the two together are the 64-bit fingerprint. */
export function mix2(slot: number, id: number): number {
  let word = ((slot << 24) | id) ^ 0x9e3779b9;
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b);
  return word ^ (word >>> 16);
}
