/** Real servers, recorded, and clients that ask them everything that is answered in a way of its own. */
import { Driver } from '../../../driver/driver.js';
import { shakeHands } from '../../../driver/handshake.js';
import { startRecordedEnsemble } from '../../../bench/recorded-ensemble.js';
import type { TraceEvent } from '#traces/format/event.js';
import { contentOf } from '../record/files.js';

const TIMEOUT_MS = 30_000;

/** Less than any operation's body. */
const BAD_BODY = Uint8Array.of(1);

const OPS = { setData: 5, getData: 4, sasl: 102, none: 999 };

/** By server, of one that is not killed. */
export async function recordedClients(): Promise<ReadonlyMap<number, readonly TraceEvent[]>> {
  const ensemble = await startRecordedEnsemble('.ndjson');
  try {
    for (const [index, port] of ensemble.ports().entries()) await life(port, `/node-${index + 1}`);
    await ensemble.close();
    const contents = await Promise.all(ensemble.traces.map(contentOf));
    return new Map(contents.map(({ events }, index) => [index + 1, events]));
  } finally {
    ensemble.remove();
  }
}

async function life(port: number, path: string): Promise<void> {
  const one = await Driver.connect({ port, timeoutMs: TIMEOUT_MS });
  const other = await Driver.connect({ port, timeoutMs: TIMEOUT_MS });
  await other.exists(path, true);
  await one.create(path);
  await other.untilEvents(1);
  await one.getData(path, true);
  // Its own event comes before the reply to what fired it, and both before the read behind.
  await Promise.all([one.setData(path, 'a'), one.getData(path), one.setData(path, 'b'), one.ping()]);
  await refused(one, path);
  await Promise.all([one.auth('digest', 'user:password'), one.request('sasl', { token: null }), one.whoAmI()]);
  await one.multi([
    { op: 'setData', body: { path, data: null, version: -1 } },
    { op: 'check', body: { path, version: 9 } },
  ]);
  await one.sync(path);
  await reconnected(other, one, port, path);
  await one.closeSession();
}

/** Errors: of a write, of a read, of bodies that cannot be read, one of them while a write is under way, of what is no operation. */
async function refused(driver: Driver, path: string): Promise<void> {
  await driver.request('delete', { path, version: 7 });
  await driver.request('getData', { path: `${path}-none`, watch: false });
  await driver.requestBytes(OPS.setData, BAD_BODY);
  await Promise.all([driver.setData(path, 'c'), driver.requestBytes(OPS.sasl, BAD_BODY)]);
  await Promise.all([driver.setData(path, 'c'), driver.requestBytes(OPS.getData, BAD_BODY), driver.getData(path)]);
}

/** The connection breaks, something happens meanwhile, and watches set again tell of it. */
async function reconnected({ sessionId, passwd, lastZxid }: Driver, writer: Driver, port: number, path: string): Promise<void> {
  await writer.setData(path, 'd');
  const again = await Driver.connect({ port, sessionId, passwd, lastZxidSeen: lastZxid, timeoutMs: TIMEOUT_MS });
  await again.setWatches({ relativeZxid: lastZxid, dataWatches: [path], existWatches: [], childWatches: ['/'] });
  await again.untilEvents(1);
  await again.requestBytes(OPS.none, BAD_BODY);
  await again.closed;
  await shakeHands({ port, sessionId, passwd: new Uint8Array(16) });
}
