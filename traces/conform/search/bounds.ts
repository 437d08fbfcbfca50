/** How far the search for lines left out of a trace goes. */
export interface Bounds {
  /** Inputs in a row of which no line at all is recorded. */
  readonly missingInputs: number;
  /** Hypotheses looked at for one gap. Beyond, nothing is said of it. */
  readonly candidates: number;
  /** Lines that must be explained together where no digest of a state pins down what happened. */
  readonly window: number;
  /** How many settled places the search goes back where one leads nowhere. */
  readonly back: number;
}

/**
 * With one line in ten lost, an input of two lines (what came, and its step) is lost whole once in a hundred times, and three in a row once in a
 * million. Two in a row cost some thousand hypotheses, so that the search comes to an end, and can refute; with three it often does not.
 */
export const DEFAULT_BOUNDS: Bounds = { missingInputs: 2, candidates: 20_000, window: 32, back: 16 };
