/** What a check is: a name, what it demands in plain words, and where ZooKeeper promises it. Its code stands in the same file. */

export interface Check {
  /** For ever: verdicts, tests and notes cite it. */
  readonly id: string;
  /** What must hold. */
  readonly words: string;
  /** Who says so. */
  readonly source: string;
}
