/**
 * Lines of several servers as a picture: one column a server, time downwards, a row a line. Lines of different servers are in an order in which
 * they may have happened.
 *
 *              server 1                    server 2
 *       41     │ PROPOSAL 1.3 ▶2           │
 *      118     │                           │ ▷ PROPOSAL 1.3 of 1
 *      119     │                           ✗ FollowerOnProposal
 */
import type { TraceEvent } from '#traces/format/event.js';
import { fromTraceZxid } from '#traces/format/translate.js';
import { showZxid } from '#spec/model/zxid.js';
import type { Divergence, ReadLine } from '../conformance.js';
import { recordedOperation, showOperation } from '../disk-operations.js';
import { messageOf, showMessage } from '../messages.js';
import { showClientZxid } from '../show.js';

export const LANE_LEGEND = '▶ sent to   ▷ received   ● step   ▪ disk   ◇ of a client   ◆ to a client   ✗ here';

const PAGE_WIDTH = 100;
const MARGIN = 9;
const NARROWEST = 24;

/** The rows of the picture, of the servers that have lines in it. */
export function lanePicture(lines: readonly ReadLine[], { server, file, line }: Divergence): readonly string[] {
  const servers = [...new Set(lines.map((each) => each.server))].sort((a, b) => a - b);
  const width = Math.max(NARROWEST, Math.floor((PAGE_WIDTH - MARGIN) / Math.max(1, servers.length)));
  const head = `${' '.repeat(MARGIN)}${servers.map((each) => `server ${each}`.padEnd(width)).join('')}`.trimEnd();
  const rows = lines.map((each) => {
    const here = each.server === server && each.file === file && each.number === line;
    const cells = servers.map((column) => {
      const text = column === each.server ? `${here ? '✗' : '│'} ${brief(each.event)}` : '│';
      return (text.length < width ? text : `${text.slice(0, width - 2)}…`).padEnd(width);
    });
    return `${String(each.number).padStart(MARGIN - 2)}  ${cells.join('')}`.trimEnd();
  });
  return [head, ...rows];
}

/** An event in a few words. */
function brief(event: TraceEvent): string {
  switch (event.t) {
    case 'trace':
      return `begins, run ${event.run}`;
    case 'recovered':
      return `recovered ${event.entries} entries`;
    case 'entry':
      return `entry ${showZxid(fromTraceZxid(event.zxid))}`;
    case 'open':
    case 'close':
      return `${event.t} ${event.peer}`;
    case 'in':
    case 'mail-in':
      return `▷ ${showMessage(messageOf(event.m))} of ${event.peer}`;
    case 'out':
    case 'mail-out':
      return `▶${event.peer} ${showMessage(messageOf(event.m))}`;
    case 'step':
      return `● ${event.action}`;
    case 'write':
      return `▪ ${event.n}: ${event.write.kind === 'roll' ? 'roll' : showOperation(recordedOperation(event.write))}`;
    case 'durable':
      return `▪ durable ${event.n}`;
    case 'delivered':
      return `delivered ${showZxid(fromTraceZxid(event.zxid))}`;
    case 'client-open':
      return `◇${event.client} opened`;
    case 'client-close':
      return `◇${event.client} closed`;
    case 'request':
      return `◇${event.client} asks xid ${event.xid}, op ${event.op}`;
    case 'reply':
      return `◆${event.client} xid ${event.xid} at ${showClientZxid(fromTraceZxid(event.zxid))}${event.err === 0 ? '' : `, error ${event.err}`}`;
    case 'watch-event':
      return `◆${event.client} event ${event.type} at ${showClientZxid(fromTraceZxid(event.zxid))}`;
    case 'stop':
      return 'stop';
  }
}
