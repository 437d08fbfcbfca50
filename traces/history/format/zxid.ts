/**
 * Zxids as plain numbers, so that a million of them sort fast: exact as long as epochs stay below 2^21. In files they stand as ZooKeeper
 * prints them, `0x100000005`; `-1` is what servers send with events that no transaction fired.
 */
import * as t from 'io-ts';

export type HistoryZxid = number;

/** What stands for no transaction in the header of an event. */
export const NO_ZXID: HistoryZxid = -1;

const COUNTERS = 0x1_0000_0000;
const FORM = /^0x[0-9a-f]{1,16}$/;

export function zxidText(zxid: HistoryZxid): string {
  return zxid === NO_ZXID ? '-1' : `0x${zxid.toString(16)}`;
}

export function epochOf(zxid: HistoryZxid): number {
  return Math.floor(zxid / COUNTERS);
}

/** The number of an epoch and a counter, as codecs of other parts hold them. An epoch of all ones is -1. */
export function zxidOf(epoch: number, counter: number): HistoryZxid {
  return epoch >= 0x8000_0000 ? NO_ZXID : epoch * COUNTERS + counter;
}

function parsed(text: unknown): HistoryZxid | null {
  if (text === '-1') return NO_ZXID;
  if (typeof text !== 'string' || !FORM.test(text)) return null;
  const zxid = Number(text);
  return Number.isSafeInteger(zxid) ? zxid : null;
}

export const zxidCodec = new t.Type<HistoryZxid, string, unknown>(
  'zxid: 0x and hexadecimal digits, below 2^53, or -1',
  (value): value is HistoryZxid => Number.isSafeInteger(value),
  (value, context) => {
    const zxid = parsed(value);
    return zxid === null ? t.failure(value, context) : t.success(zxid);
  },
  zxidText,
);
