/** The end of a history: the tree of a server, read while nobody writes. */
import { dataDigest } from '#traces/history/format/digest.js';
import { Driver } from '../driver/driver.js';
import type { HistoryRecorder } from './history-recorder.js';
import { historyStat, historyZxid } from './wire-to-history.js';

function below(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}

/** What servers keep below `/zookeeper` is left out. */
export async function recordTree(recorder: HistoryRecorder, server: string, port: number): Promise<void> {
  const driver = await Driver.connect({ port, timeoutMs: 30_000 });
  await driver.sync();
  let nodes = 0;
  for (const waiting = ['/']; waiting.length > 0;) {
    const path = waiting.pop() ?? '/';
    const [{ data, stat }, children] = await Promise.all([driver.getData(path), driver.getChildren(path)]);
    recorder.addNode({ server, path, ...dataDigest(data), stat: historyStat(stat) });
    nodes += 1;
    for (const name of children) if (below(path, name) !== '/zookeeper') waiting.push(below(path, name));
  }
  recorder.addFinal({ server, zxid: historyZxid(driver.lastZxid), nodes });
  await driver.closeSession();
}
