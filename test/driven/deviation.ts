/** A real server did not do what the behaviour says. */
export class Deviation extends Error {
  /** Of the step, from 1; 0: at the start. */
  readonly at: number;
  readonly label: string;

  constructor(at: number, label: string, what: string, options: ErrorOptions) {
    super(`step ${at}, ${label}: ${what}`, options);
    this.at = at;
    this.label = label;
  }
}
