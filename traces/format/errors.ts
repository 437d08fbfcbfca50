/** What can be wrong with a trace, or with the file that it is in. */

export type TraceErrorCode =
  /** A line is not JSON. */
  | 'ZAB-T001'
  /** A line is JSON, and no event of this version. */
  | 'ZAB-T002'
  /** The file cannot be read. */
  | 'ZAB-T003'
  /** What is compressed does not come out: the file is damaged, or not what its name says. */
  | 'ZAB-T004'
  /** The file cannot be written. */
  | 'ZAB-T005'
  /** The file is something else than a trace, and is not touched. */
  | 'ZAB-T006';

export interface TraceError {
  readonly code: TraceErrorCode;
  readonly message: string;
}
