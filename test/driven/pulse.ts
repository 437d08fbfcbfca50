/** Waiting for something to be the case: looked at again whenever anything happened. The deadline is for failures alone. */
const DEADLINE_MS = 20_000;

export class Pulse {
  private wakes: (() => void)[] = [];

  /** Something happened that somebody may wait for. */
  readonly beat = (): void => {
    const { wakes } = this;
    this.wakes = [];
    for (const wake of wakes) wake();
  };

  /** Throws what `otherwise` says where it does not come to that. */
  async until(holds: () => boolean, otherwise: () => string): Promise<void> {
    const deadlineMs = performance.now() + DEADLINE_MS;
    const last = setInterval(this.beat, DEADLINE_MS);
    try {
      while (!holds()) {
        if (performance.now() > deadlineMs) throw new Error(otherwise());
        await new Promise<void>((wake) => {
          this.wakes.push(wake);
        });
      }
    } finally {
      clearInterval(last);
    }
  }
}

/** Behind all that this turn of the event loop has asked for, and what follows from it without a socket or a file. */
export async function turnOver(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((done) => setImmediate(done));
}
