/**
 * Work for the end of a turn of the event loop: what all inputs of one turn ask for is done once, behind them. So a turn's log entries
 * make one write of the disk, and its messages one write of each socket.
 *
 *     poll: socket A readable, socket B readable, disk done   |   check: disk submit, flush A, flush B, …
 */
export class Turn {
  private work: (() => void)[] = [];

  /** Runs `work` once when the sockets that are readable now have been read. In the order of the calls. */
  atEnd(work: () => void): void {
    this.work.push(work);
    if (this.work.length === 1) setImmediate(this.run);
  }

  private readonly run = (): void => {
    const work = this.work;
    this.work = [];
    for (const each of work) each();
  };
}
