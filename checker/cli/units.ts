/**
 * Values of options: each parser answers a value or complains in words that say what would do.
 */
import { freemem } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { bytes } from '../report/words.js';
import { unknown } from '../suite.js';

export type Parser<T> = (text: string) => T;

/** A whole number within limits. */
export function wholeNumber(least: number, most: number = Number.MAX_SAFE_INTEGER): Parser<number> {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(
      `Give a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}.`,
    );
  };
}

/** One of a few words, with a guess at the one that was meant. */
export function oneOf<T extends string>(what: string, choices: readonly T[]): Parser<T> {
  return (text) => {
    const choice = choices.find((each) => each === text);
    if (choice === undefined) throw new InvalidArgumentError(sentence(unknown(what, text, choices)));
    return choice;
  };
}

const SECONDS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

/** `30`, `30s`, `5m`, `1h`: in milliseconds. */
export function timeMs(text: string): number {
  const parts = /^(\d+(?:[.]\d+)?)\s*([smh]?)$/.exec(text);
  const value = Number(parts?.[1] ?? NaN) * (SECONDS[parts?.[2] ?? ''] ?? NaN) * 1000;
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Give a time above zero, in seconds or with a unit: 30, 30s, 5m, 1h.');
}

const FACTORS: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 };

/** The tables of the smallest search need something. */
const MEMORY_LEAST = 16 * 2 ** 20;

/** `512M`, `4G`, `1.5GiB`: in bytes, and no more than this machine can give. */
export function memoryBytes(text: string): number {
  const parts = /^(\d+(?:[.]\d+)?)\s*([kmgt])(?:i?b)?$/i.exec(text);
  const value = Math.floor(Number(parts?.[1] ?? NaN) * (FACTORS[(parts?.[2] ?? '').toLowerCase()] ?? NaN));
  if (!Number.isFinite(value)) throw new InvalidArgumentError('Give a size with its unit: 512M, 4G.');
  if (value < MEMORY_LEAST) {
    throw new InvalidArgumentError(`That is too little for any search: give at least ${bytes(MEMORY_LEAST)}.`);
  }
  const free = availableBytes();
  if (value > free) {
    throw new InvalidArgumentError(
      `This machine has ${bytes(free)} free: give less, or leave --memory out to take a safe share.`,
    );
  }
  return value;
}

const DEFAULT_SHARE = 0.6;

/** Leaves room for the values themselves, which are outside the tables, and for others. */
export function defaultMemoryBytes(): number {
  return Math.max(MEMORY_LEAST, Math.floor(availableBytes() * DEFAULT_SHARE));
}

/** What this process may still take: of its container where it has one. Early versions of Node 20 cannot say. */
function availableBytes(): number {
  const { availableMemory } = process as { readonly availableMemory?: () => number };
  return availableMemory?.call(process) ?? freemem();
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
