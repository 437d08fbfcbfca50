/** Ways to falsify a history. Each names the check that has to see it. */
import type { HistoryLine, LineOf } from '#traces/history/format/event.js';
import type { OperationName } from '#traces/history/format/operations.js';

export type Lines = readonly HistoryLine[];

export interface Mutation {
  readonly name: string;
  readonly check: string;
  /** Throws where the history has no place for it. */
  readonly apply: (lines: Lines) => Lines;
}

type Reply = LineOf<'reply'>;
type Request = LineOf<'request'>;

interface Exchange {
  readonly request: Request;
  readonly reply: Reply;
  /** Of the reply. */
  readonly index: number;
}

function exchanges(lines: Lines): readonly Exchange[] {
  const found: Exchange[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.t !== 'reply') continue;
    const request = lines.slice(0, index).findLast((each) => each.t === 'request' && each.c === line.c && each.xid === line.xid);
    if (request?.t === 'request') found.push({ request, reply: line, index });
  }
  return found;
}

function pathOf({ args }: Request): string {
  return 'path' in args ? args.path : '';
}

/** All of one operation on one path, in order. */
function all(lines: Lines, op: OperationName, path = ''): readonly Exchange[] {
  return exchanges(lines).filter(({ request }) => request.args.op === op && (path === '' || pathOf(request) === path));
}

function sure<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the history has no place for this mutation');
  return value;
}

function replace(lines: Lines, index: number, line: HistoryLine): Lines {
  return lines.with(index, line);
}

/** With `at` as its place says. */
function inOrder(lines: Lines): Lines {
  let at = 0;
  return lines.map((line) => {
    if (line.t === 'history') return line;
    at += 1;
    return { ...line, at };
  });
}

function withReply(lines: Lines, { reply, index }: Exchange, change: Partial<Reply>): Lines {
  return replace(lines, index, { ...reply, ...change });
}

function indexOfEvent(lines: Lines, isIt: (event: LineOf<'event'>) => boolean): number {
  const index = lines.findIndex((line) => line.t === 'event' && isIt(line));
  if (index < 0) throw new Error('the history has no such event');
  return index;
}

/** Behind the next reply of its connection. */
function later(lines: Lines, index: number): Lines {
  const event = lines[index] as LineOf<'event'>;
  const reply = lines.findIndex((line, at) => at > index && line.t === 'reply' && line.c === event.c && line.zxid >= event.zxid);
  return inOrder([...lines.slice(0, index), ...lines.slice(index + 1, reply + 1), event, ...lines.slice(reply + 1)]);
}

const swapReplies: Mutation = {
  name: 'two replies of one connection are swapped',
  check: 'fifo',
  apply: (lines) => {
    const [first, second] = all(lines, 'getData', '/s/a');
    const [one, two] = [sure(first), sure(second)];
    const swapped = replace(replace(lines, one.index, { ...one.reply, xid: two.reply.xid }), two.index, {
      ...two.reply,
      xid: one.reply.xid,
    });
    return swapped;
  },
};

const swapZxids: Mutation = {
  name: 'two writes that waited for each other have each other’s zxid',
  check: 'real-time',
  apply: (lines) => {
    const [one, two] = all(lines, 'setData', '/s/a').filter(({ reply }) => reply.err === 0);
    const [first, second] = [sure(one), sure(two)];
    return withReply(withReply(lines, first, { zxid: second.reply.zxid }), second, { zxid: first.reply.zxid });
  },
};

const doubleZxid: Mutation = {
  name: 'two writes have one zxid',
  check: 'total-order',
  apply: (lines) => {
    const [one, two] = all(lines, 'setData', '/s/new');
    return withReply(lines, sure(two), { zxid: sure(one).reply.zxid });
  },
};

const wrongSuccess: Mutation = {
  name: 'a write of an old version is said to be done',
  check: 'write-results',
  apply: (lines) => withReply(lines, sure(all(lines, 'setData', '/s/a').find(({ reply }) => reply.err !== 0)), { err: 0 }),
};

const wrongReason: Mutation = {
  name: 'a delete is refused for the wrong reason',
  check: 'write-results',
  apply: (lines) => withReply(lines, sure(all(lines, 'delete', '/s')[0]), { err: -103 }),
};

const lostWrite: Mutation = {
  name: 'a write that was acknowledged is not in any tree',
  check: 'reads',
  apply: (lines) => {
    const reads = all(lines, 'getData', '/s/a');
    const write = sure(all(lines, 'setData', '/s/a').findLast(({ reply }) => reply.err === 0));
    const before = sure(reads.findLast(({ index }) => index < write.index));
    const behind = sure(reads.find(({ index }) => index > write.index));
    return withReply(lines, behind, { result: before.reply.result });
  },
};

const olderStat: Mutation = {
  name: 'a read tells an older Stat than its zxid has',
  check: 'reads',
  apply: (lines) => {
    const reads = all(lines, 'getData', '/s/a');
    const old = sure(reads[0]);
    const read = sure(
      reads.find(({ request, reply }) => request.c !== old.request.c && reply.result.hash !== old.reply.result.hash),
    );
    return withReply(lines, read, { result: old.reply.result });
  },
};

const ownWriteUnseen: Mutation = {
  name: 'a client does not see its own write',
  check: 'own-writes',
  apply: (lines) => {
    const reads = all(lines, 'getData', '/s/a');
    const [first, second] = [sure(reads[0]), sure(reads[1])];
    return withReply(lines, second, { result: first.reply.result });
  },
};

const madeUpData: Mutation = {
  name: 'a read tells data that nobody wrote',
  check: 'phantom',
  apply: (lines) => {
    const read = sure(all(lines, 'getData', '/s/a')[2]);
    return withReply(lines, read, { result: { ...read.reply.result, hash: '0123456789abcdef' } });
  },
};

const madeUpZxid: Mutation = {
  name: 'a Stat tells a zxid that no write has',
  check: 'phantom',
  apply: (lines) => {
    const read = sure(all(lines, 'getData', '/s/a')[2]);
    const { stat } = read.reply.result;
    return withReply(lines, read, { result: { ...read.reply.result, stat: { ...sure(stat), pzxid: sure(stat).czxid - 2 } } });
  },
};

const tornMulti: Mutation = {
  name: 'one part of a multi is done, another not',
  check: 'atomic-multi',
  apply: (lines) => {
    const multi = sure(all(lines, 'multi')[1]);
    const parts = sure(multi.reply.result.parts);
    return withReply(lines, multi, { result: { parts: parts.with(0, { err: 0 }).with(1, { err: 0 }) } });
  },
};

const halfMulti: Mutation = {
  name: 'a reader sees one part of a multi, not the other',
  check: 'atomic-multi',
  apply: (lines) => {
    const multi = sure(all(lines, 'multi')[0]);
    const reads = all(lines, 'getData', '/s/a');
    const before = sure(reads.findLast(({ index }) => index < multi.index));
    return withReply(lines, sure(reads.find(({ index }) => index > multi.index)), { result: before.reply.result });
  },
};

const doubleSequence: Mutation = {
  name: 'a sequential number is given twice',
  check: 'sequential',
  apply: (lines) => {
    const [one, two] = all(lines, 'create', '/s/seq-');
    return withReply(lines, sure(two), { result: sure(one).reply.result });
  },
};

const backInTime: Mutation = {
  name: 'a client goes back in time after a reconnect',
  check: 'single-image',
  apply: (lines) => {
    const connect = sure(lines.find((line) => line.t === 'connect' && line.session !== '0x0')) as LineOf<'connect'>;
    const first = sure(exchanges(lines).find(({ reply }) => reply.c === connect.c));
    return withReply(lines, first, { zxid: connect.lastZxidSeen - 1 });
  },
};

const staleSync: Mutation = {
  name: 'a sync is answered by a server that is behind',
  check: 'sync',
  apply: (lines) => {
    const first = sure(
      all(lines, 'sync').find(
        ({ request }) => !exchanges(lines).some((other) => other.request.c === request.c && other.index < request.at),
      ),
    );
    return withReply(lines, first, { zxid: sure(all(lines, 'create')[0]).reply.zxid });
  },
};

const lostEvent: Mutation = {
  name: 'an event does not come',
  check: 'watch-lost',
  apply: (lines) =>
    inOrder(
      lines.toSpliced(
        indexOfEvent(lines, ({ path, zxid }) => path === '/s/a' && zxid > 0),
        1,
      ),
    ),
};

const lostMadeUp: Mutation = {
  name: 'setWatches does not tell of a change that was missed',
  check: 'watch-lost',
  apply: (lines) =>
    inOrder(
      lines.toSpliced(
        indexOfEvent(lines, ({ path, zxid }) => path === '/s/a' && zxid < 0),
        1,
      ),
    ),
};

const lateEvent: Mutation = {
  name: 'an event comes behind the new data',
  check: 'watch-before-data',
  apply: (lines) =>
    later(
      lines,
      indexOfEvent(lines, ({ path, zxid }) => path === '/s/a' && zxid > 0),
    ),
};

const doubleEvent: Mutation = {
  name: 'a watch tells twice',
  check: 'watch-one-shot',
  apply: (lines) => {
    const index = indexOfEvent(lines, ({ path, zxid }) => path === '/s/a' && zxid > 0);
    return inOrder(lines.toSpliced(index, 0, sure(lines[index])));
  },
};

const swapEvents: Mutation = {
  name: 'two events come in the wrong order',
  check: 'watch-order',
  apply: (lines) => {
    const first = indexOfEvent(lines, ({ path }) => path === '/s/new');
    const event = lines[first] as LineOf<'event'>;
    const second = lines.findIndex(
      (line, index) => index > first && line.t === 'event' && line.c === event.c && line.zxid > event.zxid,
    );
    const next = lines.findIndex(
      (line, index) =>
        index > second && line.t === 'event' && line.c === event.c && line.zxid > (lines[second] as typeof event).zxid,
    );
    return inOrder(lines.with(second, sure(lines[next])).with(next, sure(lines[second])));
  },
};

const strayEvent: Mutation = {
  name: 'an event comes that nobody asked for',
  check: 'watch-spurious',
  apply: (lines) => {
    const index = indexOfEvent(lines, ({ path, zxid }) => path === '/s/a' && zxid > 0);
    return inOrder(lines.toSpliced(index, 0, { ...(lines[index] as LineOf<'event'>), path: '/s/m1', type: 3 }));
  },
};

const keptEphemeral: Mutation = {
  name: 'an ephemeral node outlives its session',
  check: 'ephemerals',
  apply: (lines) => {
    const [alive, gone] = all(lines, 'exists', '/s/eph');
    return withReply(lines, sure(gone), { err: 0, result: sure(alive).reply.result });
  },
};

const earlyEphemeral: Mutation = {
  name: 'an ephemeral node is gone before its session',
  check: 'ephemerals',
  apply: (lines) => withReply(lines, sure(all(lines, 'exists', '/s/eph')[0]), { err: -101, result: {} }),
};

const revived: Mutation = {
  name: 'a session is opened again after it was closed',
  check: 'sessions',
  apply: (lines) => {
    const close = sure(all(lines, 'closeSession')[0]);
    const opened = sure(lines.find((line) => line.t === 'connected' && line.c === close.reply.c)) as LineOf<'connected'>;
    const last = lines.findIndex((line) => line.t === 'node');
    const connect: HistoryLine = {
      t: 'connect',
      at: 0,
      c: 99,
      server: 'server-1',
      session: opened.session,
      passwd: opened.passwd,
      lastZxidSeen: 0,
    };
    return inOrder(lines.toSpliced(last, 0, connect, { ...opened, c: 99 }));
  },
};

const doubleSession: Mutation = {
  name: 'a session id is given twice',
  check: 'sessions',
  apply: (lines) => {
    const opened = lines.filter((line) => line.t === 'connected');
    const index = lines.indexOf(sure(opened[1]));
    return replace(lines, index, { ...sure(opened[1]), session: sure(opened[0]).session });
  },
};

const differentTrees: Mutation = {
  name: 'one server has other data in the end',
  check: 'equal-trees',
  apply: (lines) => {
    const index = lines.findLastIndex((line) => line.t === 'node' && line.path === '/s/a');
    return replace(lines, index, { ...(lines[index] as LineOf<'node'>), hash: '0123456789abcdef' });
  },
};

const lostNode: Mutation = {
  name: 'a node is on no server in the end',
  check: 'equal-trees',
  apply: (lines) => {
    const left = lines.filter((line) => line.t !== 'node' || line.path !== '/s/m1');
    return inOrder(left.map((line) => (line.t === 'final' ? { ...line, nodes: line.nodes - 1 } : line)));
  },
};

export const MUTATIONS: readonly Mutation[] = [
  swapReplies,
  swapZxids,
  doubleZxid,
  wrongSuccess,
  wrongReason,
  lostWrite,
  olderStat,
  ownWriteUnseen,
  madeUpData,
  madeUpZxid,
  tornMulti,
  halfMulti,
  doubleSequence,
  backInTime,
  staleSync,
  lostEvent,
  lostMadeUp,
  lateEvent,
  doubleEvent,
  swapEvents,
  strayEvent,
  keptEphemeral,
  earlyEphemeral,
  revived,
  doubleSession,
  differentTrees,
  lostNode,
];
