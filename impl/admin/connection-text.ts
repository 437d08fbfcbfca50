/** Lines and numbers about connections (`ServerCnxn.dumpConnectionInfo`, `StatCommand`, `ConsCommand`, `ServerStats.toString`). */
import { javaDouble } from '#impl/metrics/java-number.js';
import { addressText, hex, zxidLong } from './format.js';
import type { ConnectionView, ServerView, ServingView } from './server-view.js';

/** `SelectionKey.OP_READ`, `OP_WRITE`. */
const READ = 1;
const WRITE = 4;

export function interestOps({ isReading, isWriting }: ConnectionView): number {
  return (isReading ? READ : 0) | (isWriting ? WRITE : 0);
}

function connectionLine(connection: ConnectionView, isBrief: boolean): string {
  const { remote, outstanding, stats, sessionId } = connection;
  const counts = `queued=${outstanding},recved=${stats.packetsReceived},sent=${stats.packetsSent}`;
  const session = isBrief || sessionId === 0n ? '' : `,${sessionText(connection)}`;
  return ` /${addressText(remote)}[${interestOps(connection).toString(16)}](${counts}${session})\n`;
}

function sessionText({ sessionId, sessionTimeoutMs, establishedAt, stats }: ConnectionView): string {
  const { lastOperation, lastXid, lastZxid, lastAnsweredAt, lastLatencyMs } = stats;
  return [
    `sid=0x${hex(sessionId)}`,
    `lop=${lastOperation}`,
    `est=${establishedAt}`,
    `to=${sessionTimeoutMs}`,
    ...(lastXid < 0 ? [] : [`lcxid=0x${lastXid.toString(16)}`]),
    `lzxid=0x${hex(zxidLong(lastZxid))}`,
    `lresp=${lastAnsweredAt}`,
    `llat=${lastLatencyMs}`,
    `minlat=${stats.minLatencyMs}`,
    `avglat=${stats.avgLatencyMs}`,
    `maxlat=${stats.maxLatencyMs}`,
  ].join(',');
}

function connectionLines(view: ServerView, isBrief: boolean): string {
  return [...view.connections()].map((connection) => connectionLine(connection, isBrief)).join('');
}

/** `cons`. */
export function consText(view: ServerView): string {
  return `${connectionLines(view, false)}\n`;
}

/** `srvr`, and `stat` with its list of clients. */
export function srvrText(view: ServerView, serving: ServingView, withClients: boolean): string {
  const proposals = view.quorum()?.leading?.proposalBytes;
  return [
    `Zookeeper version: ${view.version}\n`,
    serving.mode === 'read-only' ? 'READ-ONLY mode; serving only read-only clients\n' : '',
    withClients ? `Clients:\n${connectionLines(view, true)}\n` : '',
    statsText(view, serving),
    `Node count: ${serving.store.nodeCount}\n`,
    serving.mode === 'leader' && proposals !== undefined
      ? `Proposal sizes last/min/max: ${proposals.last}/${proposals.min}/${proposals.max}\n`
      : '',
  ].join('');
}

function statsText(view: ServerView, { mode, outstanding, store }: ServingView): string {
  const { latencyMs, packetsReceived, packetsSent } = view.metrics.stats;
  return [
    `Latency min/avg/max: ${latencyMs.min}/${javaDouble(latencyMs.avg)}/${latencyMs.max}\n`,
    `Received: ${packetsReceived}\n`,
    `Sent: ${packetsSent}\n`,
    `Connections: ${[...view.connections()].length}\n`,
    `Outstanding: ${outstanding}\n`,
    `Zxid: 0x${hex(zxidLong(store.lastZxid))}\n`,
    `Mode: ${mode}\n`,
  ].join('');
}
