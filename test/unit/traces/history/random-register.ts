/** Registers of many clients at once, honest or not: what two searches for an order have to agree about. */
import { nextState } from '#traces/history/registers/operation.js';
import type { RegisterInput, RegisterOperation, RegisterOutput, RegisterState } from '#traces/history/registers/operation.js';
import type { Random } from '../../../reality/random.js';

const HASHES = ['a', 'b'] as const;
const OWNERS = [null, 's1', 's2'] as const;

function randomInput(random: Random): RegisterInput {
  const expected = random.below(2) === 0 ? null : random.below(3);
  switch (random.below(6)) {
    case 0:
      return { kind: 'create', hash: random.pick(HASHES), owner: random.pick(OWNERS) };
    case 1:
      return { kind: 'delete', expected };
    case 2:
      return { kind: 'check', expected };
    case 3:
      return { kind: 'end', owner: random.pick(['s1', 's2']) };
    case 4:
      return { kind: 'set', hash: random.pick(HASHES), expected };
    default:
      return { kind: 'read' };
  }
}

/** What an honest server answers, and some of what another does. */
function answers(state: RegisterState): readonly RegisterOutput[] {
  const node = state === null ? [] : [{ kind: 'node' as const, version: state.version, hash: state.hash }];
  const next = state === null ? [] : [{ kind: 'node' as const, version: state.version + 1, hash: undefined }];
  return [{ kind: 'done' }, { kind: 'none' }, { kind: 'exists' }, { kind: 'version' }, ...node, ...next];
}

interface Raw {
  readonly input: RegisterInput;
  readonly start: number;
  readonly point: number;
  readonly end: number;
}

/** Honest but for one operation in `liesPer`. */
export function randomRegister(random: Random, count: number, liesPer: number): readonly RegisterOperation[] {
  const raw: Raw[] = Array.from({ length: count }, () => {
    const times = [random.next(), random.next(), random.next()].sort((a, b) => a - b) as [number, number, number];
    // Short against the whole, so that some wait for others.
    const base = random.next() * count;
    const [start, point, end] = times.map((time) => Math.floor((base + time * 3) * 1_000_000)) as [number, number, number];
    return { input: randomInput(random), start, point, end };
  });
  let state: RegisterState = null;
  return raw
    .sort((a, b) => a.point - b.point)
    .map(({ input, start, end }, source): RegisterOperation => {
      const times = { input, start, end, source };
      if (random.below(10) === 0) {
        const happened = nextState(state, { ...times, output: null });
        if (random.below(2) === 0 && happened !== undefined) state = happened;
        return { ...times, output: null, end: Infinity };
      }
      const honest = answers(state).find((output) => nextState(state, { ...times, output }) !== undefined) ?? { kind: 'none' };
      const told = random.below(liesPer) === 0 ? random.pick(answers(state)) : honest;
      state = nextState(state, { ...times, output: honest }) ?? state;
      return { ...times, output: told };
    });
}
