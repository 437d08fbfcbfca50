/** Each word against the text that Apache 3.9.4's code prints for the same server (`org.apache.zookeeper.server.command`). */
import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { answerFourLetterWord, argumentLength, fourLetterWord } from '#impl/admin/four-letter-words.js';
import type { ServerView } from '#impl/admin/server-view.js';
import { fixture, MEMBERSHIP } from './fixture.js';
import type { FixtureOptions } from './fixture.js';

const VERSION = '3.9.4-zabkeeper-0.1.0, built on 2025-01-02 03:04 UTC';
const NOT_SERVING = 'This ZooKeeper instance is not currently serving requests';

const WORDS = 'conf cons crst dirs dump envi gtmk ruok stmk srst srvr stat wchc wchp wchs mntr isro hash'.split(' ');

function ask(word: string, view: ServerView): Promise<string> {
  return answerFourLetterWord(word, view, 'all');
}

function answerOf(word: string, options: FixtureOptions = {}): Promise<string> {
  return ask(word, fixture(options).view);
}

function lines(...all: readonly string[]): string {
  return all.map((line) => `${line}\n`).join('');
}

test('words: the four bytes of each are known, read as a signed int or not; others are lengths of frames', () => {
  for (const word of WORDS) {
    const bytes = Buffer.from(word, 'latin1');
    assert.equal(fourLetterWord(bytes.readInt32BE()), word);
    assert.equal(fourLetterWord(bytes.readUInt32BE()), word);
  }
  assert.equal(fourLetterWord(0xfff4_fffd), 'telnet close');
  assert.equal(fourLetterWord(0xfff4_fffd | 0), 'telnet close');
  for (const code of [0, 45, 0xf_ffff, -1, Buffer.from('Srvr').readInt32BE()]) assert.equal(fourLetterWord(code), undefined);
});

test('words: every known word answers, serving or not, and nothing throws', async () => {
  for (const mode of [null, 'standalone', 'leader', 'follower', 'observer', 'read-only'] as const) {
    for (const word of WORDS) assert.equal(typeof (await answerOf(word, { mode })), 'string', `${word} of ${mode ?? 'nobody'}`);
  }
});

test('words: what is not listed is refused by name, except srvr', async () => {
  const { view } = fixture();
  const allowed = new Set(['ruok']);
  assert.equal(await answerFourLetterWord('ruok', view, allowed), 'imok');
  assert.equal(await answerFourLetterWord('stat', view, allowed), 'stat is not executed because it is not in the whitelist.\n');
  assert.match(await answerFourLetterWord('srvr', view, new Set()), /^Mode: standalone$/m);
  assert.equal(
    await answerFourLetterWord('telnet close', view, allowed),
    'telnet close is not executed because it is not in the whitelist.\n',
  );
  assert.equal(await answerFourLetterWord('telnet close', view, 'all'), '');
});

test('words: a refused stmk sets nothing', async () => {
  const { view } = fixture();
  await answerFourLetterWord('stmk', view, new Set(), new Uint8Array(8));
  assert.equal(view.trace.mask, 306n);
});

test('words: a server that serves nobody says so', async () => {
  const { view } = fixture({ mode: null });
  const any = new Set(['envi', 'gtmk', 'isro', 'ruok', 'stmk', 'hash']);
  for (const word of WORDS.filter((each) => !any.has(each))) assert.equal(await ask(word, view), `${NOT_SERVING}\n`, word);
  assert.equal(await ask('hash', view), NOT_SERVING);
  assert.equal(await ask('isro', view), 'null');
  assert.equal(await ask('ruok', view), 'imok');
});

test('words: crst and srst of a server that serves nobody reset nothing', async () => {
  const { view, connections } = fixture({ mode: null });
  await ask('crst', view);
  await ask('srst', view);
  assert.equal(connections[0].stats.packetsReceived, 3);
  assert.equal(view.metrics.stats.packetsReceived, 4);
});

const SRVR = [
  'Latency min/avg/max: 0/0.6667/1',
  'Received: 4',
  'Sent: 2',
  'Connections: 2',
  'Outstanding: 1',
  'Zxid: 0x30000001a',
];

test('srvr', async () => {
  assert.equal(await answerOf('srvr'), lines(`Zookeeper version: ${VERSION}`, ...SRVR, 'Mode: standalone', 'Node count: 11'));
});

test('srvr: a leader tells the sizes of its proposals', async () => {
  assert.equal(
    await answerOf('srvr', { mode: 'leader' }),
    lines(`Zookeeper version: ${VERSION}`, ...SRVR, 'Mode: leader', 'Node count: 11', 'Proposal sizes last/min/max: 36/32/48'),
  );
});

test('srvr: a read-only server says so twice', async () => {
  const text = await answerOf('srvr', { mode: 'read-only' });
  assert.ok(
    text.startsWith(lines(`Zookeeper version: ${VERSION}`, 'READ-ONLY mode; serving only read-only clients', SRVR[0] ?? '')),
  );
  assert.match(text, /^Mode: read-only$/m);
});

test('srvr: kazoo finds the version, zkServer.sh the mode', async () => {
  const text = await answerOf('srvr', { mode: 'follower' });
  assert.equal(/(\d+(?:\.\d+)+)-/.exec(text)?.[1], '3.9.4');
  assert.equal(/^Mode: (.*)$/m.exec(text)?.[1], 'follower');
});

test('stat: the clients in brief', async () => {
  assert.equal(
    await answerOf('stat'),
    lines(
      `Zookeeper version: ${VERSION}`,
      'Clients:',
      ' /10.0.0.7:50000[5](queued=1,recved=3,sent=2)',
      ' /[::1]:50001[0](queued=0,recved=1,sent=0)',
      '',
      ...SRVR,
      'Mode: standalone',
      'Node count: 11',
    ),
  );
});

test('cons: what is known of each session', async () => {
  assert.equal(
    await answerOf('cons'),
    lines(
      ' /10.0.0.7:50000[5](queued=1,recved=3,sent=2,sid=0x100000000000001,lop=PING,est=1700000000000,to=30000,lcxid=0x2,' +
        'lzxid=0x30000001a,lresp=1700000000300,llat=0,minlat=0,avglat=2,maxlat=6)',
      ' /[::1]:50001[0](queued=0,recved=1,sent=0)',
      '',
    ),
  );
});

test('crst: connections start anew, and show no cxid', async () => {
  const { view } = fixture();
  assert.equal(await ask('crst', view), 'Connection stats reset.\n');
  assert.equal(
    await ask('cons', view),
    lines(
      ' /10.0.0.7:50000[5](queued=1,recved=0,sent=0,sid=0x100000000000001,lop=NA,est=1700000000000,to=30000,' +
        'lzxid=0xffffffffffffffff,lresp=0,llat=0,minlat=0,avglat=0,maxlat=0)',
      ' /[::1]:50001[0](queued=0,recved=0,sent=0)',
      '',
    ),
  );
});

test('srst: the server starts anew, its leader’s proposals too', async () => {
  const { view } = fixture({ mode: 'leader' });
  assert.equal(await ask('srst', view), 'Server stats reset.\n');
  const text = await ask('srvr', view);
  assert.match(text, /^Latency min\/avg\/max: 0\/0\.0\/0\nReceived: 0\nSent: 0$/m);
  assert.match(text, /^Proposal sizes last\/min\/max: -1\/-1\/-1$/m);
  assert.match(await ask('mntr', view), /^zk_cnt_readlatency\t0$/m);
});

const EPHEMERALS = [
  'ephemeral nodes dump:',
  'Sessions with Ephemerals (2):',
  '0x100000000000001:',
  '\t/app/a',
  '\t/app/b',
  '0x8100000000000000:',
  '\t/app/c',
  'Connections dump:',
];

test('dump: who expires when, where that is decided', async () => {
  assert.equal(
    await answerOf('dump'),
    lines(
      'SessionTracker dump:',
      'Session Sets (2)/(2):',
      '1 expire at Tue Nov 14 22:13:22 UTC 2023:',
      '\t0x100000000000001',
      '1 expire at Tue Nov 14 22:13:24 UTC 2023:',
      '\t0x8100000000000000',
      ...EPHEMERALS,
    ),
  );
});

test('dump: a learner knows all sessions, as signed numbers in order, and no times', async () => {
  assert.equal(
    await answerOf('dump', { mode: 'follower' }),
    lines(
      'SessionTracker dump:',
      'Global Sessions(2):',
      '0x8100000000000000\t4000ms',
      '0x100000000000001\t30000ms',
      ...EPHEMERALS,
    ),
  );
});

test('wchs, wchp, wchc: watches on nodes, not those on children', async () => {
  assert.equal(await answerOf('wchs'), lines('2 connections watching 2 paths', 'Total watches:3'));
  assert.equal(await answerOf('wchp'), lines('/app', '\t0x100000000000001', '/app/a', '\t0x100000000000001', '\t0x0', ''));
  assert.equal(await answerOf('wchc'), lines('0x100000000000001', '\t/app', '\t/app/a', '0x0', '\t/app/a', ''));
});

test('hash: zxids in hexadecimal, digests as Java’s longs', async () => {
  assert.equal(await answerOf('hash'), lines('300000000: 5', '300000080: -2'));
});

test('isro, ruok, gtmk: no newline', async () => {
  assert.equal(await answerOf('isro'), 'rw');
  assert.equal(await answerOf('isro', { mode: 'read-only' }), 'ro');
  assert.equal(await answerOf('ruok'), 'imok');
  assert.equal(await answerOf('gtmk'), '306');
});

test('stmk: eight bytes behind the word; gtmk tells them', async () => {
  const { view } = fixture();
  assert.deepEqual(
    WORDS.filter((word) => argumentLength(word) > 0),
    ['stmk'],
  );
  const argument = new Uint8Array(12).subarray(4);
  new DataView(argument.buffer, 4).setBigInt64(0, -5n);
  assert.equal(await answerFourLetterWord('stmk', view, 'all', argument), '-5');
  assert.equal(await ask('gtmk', view), '-5');
  assert.equal(await answerFourLetterWord('stmk', view, 'all', argument.subarray(1)), '');
  assert.equal(await ask('gtmk', view), '-5');
});

test('envi: the version, and where the process runs', async () => {
  const text = await answerOf('envi', { mode: null });
  const [title, ...entries] = text.split('\n');
  assert.equal(title, 'Environment:');
  assert.equal(entries[0], `zookeeper.version=${VERSION}`);
  assert.equal(entries.pop(), '');
  for (const entry of entries) assert.match(entry, /^[a-z.]+=.+$/);
  assert.ok(entries.includes(`user.dir=${process.cwd()}`));
  assert.ok(entries.includes(`node.version=${process.version}`));
});

async function withFolders(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zabkeeper-admin-'));
  try {
    await mkdir(join(folder, 'data/version-2/deeper'), { recursive: true });
    await mkdir(join(folder, 'log/version-2'), { recursive: true });
    await writeFile(join(folder, 'data/myid'), '1\n');
    await writeFile(join(folder, 'data/version-2/snapshot.0'), new Uint8Array(100));
    await writeFile(join(folder, 'data/version-2/deeper/file'), new Uint8Array(11));
    await writeFile(join(folder, 'log/version-2/log.1'), new Uint8Array(1000));
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('dirs: what lies in both folders', async () => {
  await withFolders(async (folder) => {
    const config = { dataDir: join(folder, 'data'), dataLogDir: join(folder, 'log') };
    assert.equal(await answerOf('dirs', { config }), lines('datadir_size: 111', 'logdir_size: 1000'));
  });
  assert.equal(await answerOf('dirs'), lines('datadir_size: 0', 'logdir_size: 0'));
});

const CONF = [
  'clientPort=2181',
  'secureClientPort=-1',
  'dataDir=/nowhere/data/version-2',
  'dataDirSize=0',
  'dataLogDir=/nowhere/log/version-2',
  'dataLogSize=0',
  'tickTime=2000',
  'maxClientCnxns=60',
  'minSessionTimeout=4000',
  'maxSessionTimeout=40000',
  'clientPortListenBacklog=-1',
  'serverId=1',
];
const QUORUM_CONF = ['initLimit=10', 'syncLimit=5', 'electionAlg=3', 'electionPort=3888', 'quorumPort=2888', 'peerType=0'];

test('conf: alone, in an ensemble, read-only', async () => {
  assert.equal(await answerOf('conf'), lines(...CONF));
  assert.equal(await answerOf('conf', { mode: 'follower' }), lines(...CONF, ...QUORUM_CONF, 'membership: ') + MEMBERSHIP);
  assert.equal(await answerOf('conf', { mode: 'read-only' }), lines(...CONF, ...QUORUM_CONF));
});

test('conf: an observer', async () => {
  const text = await answerOf('conf', { mode: 'observer', config: { serverId: 4 } });
  assert.match(text, /^electionPort=3890\nquorumPort=2890\npeerType=1$/m);
});

/** A line of `mntr`, as monitoring tools take it apart. */
const LINE = /^zk_([^\t]+)\t(.*)$/;

async function mntr(options: FixtureOptions): Promise<ReadonlyMap<string, string>> {
  const text = await answerOf('mntr', options);
  assert.ok(text.endsWith('\n'));
  const entries = text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [, name, value] = LINE.exec(line) ?? [];
      assert.ok(name !== undefined && value !== undefined, line);
      return [name, value] as const;
    });
  assert.equal(new Set(entries.map(([name]) => name)).size, entries.length, 'no name twice');
  return new Map(entries);
}

test('mntr: version and state first, gauges, counters, summaries', async () => {
  const told = await mntr({});
  assert.deepEqual([...told].slice(0, 2), [
    ['version', VERSION],
    ['server_state', 'standalone'],
  ]);
  const expected = {
    avg_latency: '0.6667',
    min_latency: '0',
    max_latency: '1',
    packets_received: '4',
    packets_sent: '2',
    num_alive_connections: '2',
    outstanding_requests: '1',
    uptime: '12345',
    znode_count: '11',
    watch_count: '4',
    ephemerals_count: '3',
    global_sessions: '2',
    local_sessions: '0',
    last_client_response_size: '-1',
    connection_request_count: '0',
    avg_readlatency: '1.0',
    cnt_readlatency: '2',
    sum_readlatency: '2',
    p50_readlatency: '1',
    p999_readlatency: '1',
    avg_updatelatency: '0.0',
    cnt_fsynctime: '0',
    app_quota_count_limit_per_namespace: '5',
    app_quota_bytes_limit_per_namespace: '1000',
    app_quota_count_usage_per_namespace: '4',
    app_quota_bytes_usage_per_namespace: '5',
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(told.get(name), value, name);
  for (const name of ['peer_state', 'quorum_size', 'learners', 'p50_fsynctime']) assert.ok(!told.has(name), name);
});

test('mntr: what a leader, a follower and an observer add', async () => {
  const leader = await mntr({ mode: 'leader' });
  const expected = {
    server_state: 'leader',
    peer_state: 'leading - broadcast',
    quorum_size: '2',
    learners: '4',
    synced_followers: '2',
    synced_non_voting_followers: '1',
    synced_observers: '1',
    pending_syncs: '1',
    leader_uptime: '5000',
    last_proposal_size: '36',
    min_proposal_size: '32',
    max_proposal_size: '48',
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(leader.get(name), value, name);
  const follower = await mntr({ mode: 'follower' });
  assert.equal(follower.get('peer_state'), 'following - broadcast - diff');
  assert.ok(!follower.has('learners') && !follower.has('observer_master_id'));
  assert.equal((await mntr({ mode: 'observer' })).get('observer_master_id'), '2');
});
