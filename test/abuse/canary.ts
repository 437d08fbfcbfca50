/** A client that behaves, to see whether it is served: during an attack, and after it. */
import assert from 'node:assert/strict';
import type { Ensemble } from '../guarantees/in-process.js';
import { Driver } from '../driver/driver.js';
import { within } from '../guarantees/within.js';

let number = 0;

/** A write, a read behind it and a sync, on each of these ports, each within `limitMs`. */
export async function assertServed(ports: readonly number[], limitMs = 5_000): Promise<void> {
  await Promise.all(ports.map((port) => within(limitMs, `port ${port} serves`, visit(port))));
}

export function assertServes(ensemble: Ensemble, limitMs?: number): Promise<void> {
  return assertServed(
    ensemble.members.map(({ port }) => port),
    limitMs,
  );
}

/** As `assertServes`, as soon as may be: after something that makes the servers elect anew. */
export function assertServesAgain(ensemble: Ensemble, limitMs: number): Promise<void> {
  const served = async (): Promise<void> => {
    for (;;) {
      const done = await assertServes(ensemble).then(
        () => true,
        () => false,
      );
      if (done) return;
    }
  };
  return within(limitMs, 'clients are served again', served());
}

async function visit(port: number): Promise<void> {
  const driver = await Driver.connect({ port, timeoutMs: 30_000 });
  const path = `/canary-${process.pid}-${number++}`;
  await driver.create(path, { data: 'sings' });
  const { data } = await driver.getData(path);
  assert.equal(Buffer.from(data ?? []).toString(), 'sings');
  await driver.sync();
  await driver.delete(path);
  await driver.closeSession();
}
