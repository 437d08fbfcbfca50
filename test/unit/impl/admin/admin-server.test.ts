/** The admin server over a real socket: its answers against what Apache 3.9.4's `Commands` puts together for the same server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AdminServer } from '#impl/admin/admin-server.js';
import { COMMANDS } from '#impl/admin/commands.js';
import type { ServerView } from '#impl/admin/server-view.js';
import { fixture } from './fixture.js';
import type { FixtureOptions } from './fixture.js';
import { get, getJson, serving } from './http.js';

const VERSION = '3.9.4-zabkeeper-0.1.0, built on 2025-01-02 03:04 UTC';

function adminOf(view: ServerView, commandUrl = '/commands'): AdminServer {
  return new AdminServer(view, { commandUrl, onDefect: (error) => assert.fail(String(error)) });
}

/** What a command answers, without `command` and `error`, which are held against `name` and null. */
async function run(path: string, name: string, options: FixtureOptions = {}): Promise<unknown> {
  let answered: unknown;
  await serving(adminOf(fixture(options).view), async (address) => {
    const { command, error, ...fields } = await getJson(address, `/commands/${path}`);
    assert.deepEqual([command, error], [name, null]);
    answered = fields;
  });
  return answered;
}

test('admin server: every command that Apache 3.9.4 has is known by all its names', () => {
  const names = COMMANDS.map((command) => command.names.join(' ')).toSorted();
  const apache = [
    'configuration conf config',
    'connection_stat_reset crst',
    'connections cons',
    'dirs',
    'dump',
    'environment env envi',
    'get_trace_mask gtmk',
    'hash',
    'initial_configuration icfg',
    'is_read_only isro',
    'last_snapshot lsnp',
    'leader lead',
    'monitor mntr',
    'observer_connection_stat_reset orst',
    'observers obsr',
    'restore rest',
    'ruok',
    'server_stats srvr',
    'set_trace_mask stmk',
    'snapshot snap',
    'stat_reset srst',
    'stats stat',
    'system_properties sysp',
    'voting_view',
    'watch_summary wchs',
    'watches wchc',
    'watches_by_path wchp',
    'zabstate',
  ];
  assert.deepEqual(
    names.filter((name) => name !== 'shed_connections shed'),
    apache,
  );
});

test('admin server: the list links every command, and says what is not available', async () => {
  await serving(adminOf(fixture().view), async (address) => {
    for (const path of ['/commands', '/commands/', '/commands?x=1']) {
      const { status, type, body } = await get(address, path);
      assert.deepEqual([status, type], [200, 'text/html; charset=utf-8']);
      assert.ok(body.includes('<a href="/commands/server_stats">server_stats</a>\n<br/>\n'));
      assert.ok(body.includes('restore (not available)\n<br/>\n'));
      assert.equal(body.match(/<br\/>/g)?.length, COMMANDS.length);
    }
  });
});

test('admin server: any name runs a command; the answer shows the first', async () => {
  await serving(adminOf(fixture({ mode: 'leader' }).view), async (address) => {
    for (const { names, kind } of COMMANDS) {
      if (kind === 'unavailable') continue;
      for (const name of names) {
        const answer = await getJson(address, `/commands/${name}`);
        assert.equal(answer['command'], names[0]);
        assert.ok('error' in answer);
        for (const key of Object.keys(answer).filter(
          () => !['env', 'envi', 'environment', 'sysp', 'system_properties'].includes(name),
        )) {
          assert.match(key, /^[a-z0-9_]+$/, `${name}: ${key}`);
        }
      }
    }
  });
});

test('admin server: an unknown command is answered with status 200, as by Apache', async () => {
  await serving(adminOf(fixture().view), async (address) => {
    const { status, body } = await get(address, '/commands/nonsense');
    assert.equal(status, 200);
    assert.equal(body, '{\n  "command" : "nonsense",\n  "error" : "Unknown command: nonsense"\n}');
    for (const odd of ['srvr/', 'constructor', '__proto__', '%00', '%zz', '<b>']) {
      assert.equal((await getJson(address, `/commands/${odd}`))['error'], `Unknown command: ${odd.replace('<b>', '%3Cb%3E')}`);
    }
  });
});

test('admin server: what is not available is answered with 501 and why, by GET and by POST', async () => {
  await serving(adminOf(fixture().view), async (address) => {
    for (const [name, primary] of [
      ['snap', 'snapshot'],
      ['restore', 'restore'],
      ['shed', 'shed_connections'],
    ] as const) {
      for (const method of ['GET', 'POST']) {
        const { status, body } = await get(address, `/commands/${name}`, method, method === 'POST' ? '{}' : undefined);
        const { command, error } = JSON.parse(body) as Readonly<Record<string, string>>;
        assert.deepEqual([status, command], [501, primary]);
        assert.match(error ?? '', new RegExp(`^${primary} is not available in zabkeeper: `));
      }
    }
  });
});

test('admin server: other paths and other methods', async () => {
  await serving(adminOf(fixture().view, '/zk'), async (address) => {
    for (const path of ['/', '/commands', '/commands/srvr', '/zkx']) assert.equal((await get(address, path)).status, 404);
    assert.equal((await get(address, '/zk/srvr')).status, 200);
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
      const { status, headers } = await get(address, '/zk/srst', method);
      assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD']);
    }
    const head = await get(address, '/zk/srvr', 'HEAD');
    assert.deepEqual([head.status, head.body], [200, '']);
  });
});

test('admin server: while nobody is served, only some commands answer', async () => {
  await serving(adminOf(fixture({ mode: null }).view), async (address) => {
    for (const { names, kind } of COMMANDS) {
      if (kind === 'unavailable') continue;
      const { error } = await getJson(address, `/commands/${names[0]}`);
      if (kind === 'serving') assert.equal(error, 'This ZooKeeper instance is not currently serving requests', names[0]);
      else assert.notEqual(error, 'This ZooKeeper instance is not currently serving requests', names[0]);
    }
    assert.deepEqual(await getJson(address, '/commands/zabstate'), {
      voting: false,
      zabstate: '',
      command: 'zabstate',
      error: null,
    });
  });
});

const SIZES = { last_buffer_size: -1, min_buffer_size: -1, max_buffer_size: -1 };
const STATS = {
  packets_sent: 2,
  packets_received: 4,
  fsync_threshold_exceed_count: 0,
  auth_failed_count: 0,
  client_response_stats: SIZES,
  data_dir_size: 0,
  log_dir_size: 0,
  last_processed_zxid: 0x3_0000_001a,
  outstanding_requests: 1,
  avg_latency: 0.6667,
  max_latency: 1,
  min_latency: 0,
  num_alive_client_connections: 2,
  provider_null: false,
  uptime: 12_345,
};

test('server_stats: alone, and leading', async () => {
  const common = { version: VERSION, read_only: false, client_response: SIZES, node_count: 11 };
  assert.deepEqual(await run('srvr', 'server_stats'), { ...common, server_stats: { ...STATS, server_state: 'standalone' } });
  assert.deepEqual(await run('srvr', 'server_stats', { mode: 'leader' }), {
    ...common,
    server_stats: { ...STATS, server_state: 'leader' },
    proposal_stats: { last_buffer_size: 36, min_buffer_size: 32, max_buffer_size: 48 },
  });
});

const BRIEF = [
  { remote_socket_address: '10.0.0.7:50000', interest_ops: 5, outstanding_requests: 1, packets_received: 3, packets_sent: 2 },
  { remote_socket_address: '[::1]:50001', interest_ops: 0, outstanding_requests: 0, packets_received: 1, packets_sent: 0 },
];

test('stats: with the clients in brief', async () => {
  const told = (await run('stat', 'stats')) as Readonly<Record<string, unknown>>;
  assert.deepEqual([told['connections'], told['secure_connections'], told['node_count']], [BRIEF, [], 11]);
});

test('connections: session ids are exact', async () => {
  await serving(adminOf(fixture().view), async (address) => {
    const { body } = await get(address, '/commands/cons');
    assert.ok(body.includes('"session_id" : 72057594037927937,'), '0x100000000000001, beyond what a double holds');
    const { connections } = JSON.parse(body) as { readonly connections: readonly unknown[] };
    assert.deepEqual(connections[0], {
      ...BRIEF[0],
      session_id: Number(0x100_0000_0000_0001n),
      last_operation: 'PING',
      established: 1_700_000_000_000,
      session_timeout: 30_000,
      last_cxid: 2,
      last_zxid: 0x3_0000_001a,
      last_response_time: 1_700_000_000_300,
      last_latency: 0,
      min_latency: 0,
      avg_latency: 2,
      max_latency: 6,
    });
  });
});

test('configuration, dirs, is_read_only, last_snapshot, ruok', async () => {
  assert.deepEqual(await run('config', 'configuration'), {
    client_port: 2181,
    data_dir: '/nowhere/data/version-2',
    data_log_dir: '/nowhere/log/version-2',
    tick_time: 2000,
    max_client_cnxns: 60,
    min_session_timeout: 4000,
    max_session_timeout: 40_000,
    server_id: 1,
    client_port_listen_backlog: -1,
  });
  assert.deepEqual(await run('dirs', 'dirs'), { datadir_size: 0, logdir_size: 0 });
  assert.deepEqual(await run('isro', 'is_read_only'), { read_only: false });
  assert.deepEqual(await run('isro', 'is_read_only', { mode: 'read-only' }), { read_only: true });
  assert.deepEqual(await run('lsnp', 'last_snapshot'), { zxid: '200000010', timestamp: 1_700_000_001_000 });
  assert.deepEqual(await run('ruok', 'ruok'), {});
});

test('dump, watches, watches_by_path, watch_summary, hash', async () => {
  const [wide, high] = ['72057594037927937', '-9151314442816847872'];
  await serving(adminOf(fixture().view), async (address) => {
    const { body } = await get(address, '/commands/dump');
    assert.ok(body.includes(`"1700000002000" : [ ${wide} ],\n    "1700000004000" : [ ${high} ]`));
    const { session_id_to_ephemeral_paths } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    assert.deepEqual(session_id_to_ephemeral_paths, { [wide]: ['/app/a', '/app/b'], [high]: ['/app/c'] });
    const watched = (await getJson(address, '/commands/wchc'))['session_id_to_watched_paths'];
    assert.deepEqual(watched, { [wide]: ['/app', '/app/a'], 0: ['/app/a'] });
    const byPath = (await get(address, '/commands/wchp')).body;
    assert.ok(byPath.includes(`"/app/a" : [ ${wide}, 0 ]`));
  });
  assert.deepEqual(await run('wchs', 'watch_summary'), { num_connections: 2, num_paths: 2, num_total_watches: 3 });
  const digests = [
    { zxid: 0x3_0000_0000, digest: 5, digest_version: 2 },
    { zxid: 0x3_0000_0080, digest: -2, digest_version: 2 },
  ];
  assert.deepEqual(await run('hash', 'hash'), { digests });
  const learner = (await run('dump', 'dump', { mode: 'follower' })) as Readonly<Record<string, unknown>>;
  assert.deepEqual(learner['expiry_time_to_session_ids'], {});
});

test('leader: who leads; a server that stands alone reports an error', async () => {
  assert.deepEqual(await run('lead', 'leader', { mode: 'leader' }), { is_leader: true, leader_id: 1, leader_ip: '127.0.0.1' });
  assert.deepEqual(await run('lead', 'leader', { mode: 'follower' }), { is_leader: false, leader_id: 2, leader_ip: 'h2' });
  await serving(adminOf(fixture().view), async (address) => {
    assert.deepEqual(await getJson(address, '/commands/leader'), { error: 'server is not initialized', command: 'leader' });
  });
});

test('zabstate, voting_view, observers', async () => {
  assert.deepEqual(await run('zabstate', 'zabstate', { mode: 'leader' }), {
    myid: 1,
    is_leader: true,
    quorum_address: ['127.0.0.1:2888'],
    election_address: ['127.0.0.1:3888'],
    client_address: '0.0.0.0:2181',
    voting: true,
    last_zxid: '0x30000001a',
    zab_epoch: 3,
    zab_counter: 26,
    zabstate: 'broadcast',
  });
  assert.deepEqual(await run('voting_view', 'voting_view'), { current_config: {} });
  const view = (await run('voting_view', 'voting_view', { mode: 'follower' })) as { readonly current_config: object };
  assert.deepEqual(view.current_config, {
    1: {
      server_addresses: ['127.0.0.1:2888'],
      election_addresses: ['127.0.0.1:3888'],
      client_address: '0.0.0.0:2181',
      learner_type: 'participant',
    },
    2: {
      server_addresses: ['h2:2889'],
      election_addresses: ['h2:3889'],
      client_address: '0.0.0.0:2181',
      learner_type: 'participant',
    },
  });
  assert.deepEqual(await run('obsr', 'observers', { mode: 'follower' }), { synced_observers: 0, observers: [] });
  const observer = {
    remote_socket_address: '10.0.0.4:4000',
    sid: 4,
    established: 1_700_000_000_000,
    queued_packets_size: 90,
    packets_received: 0,
    packets_sent: 7,
    requests: 0,
    last_zxid: 0x3_0000_001a,
  };
  assert.deepEqual(await run('obsr', 'observers', { mode: 'leader' }), { synced_observers: 1, observers: [observer] });
});

test('resets: connections, server, observers', async () => {
  const { view, connections } = fixture({ mode: 'leader' });
  await serving(adminOf(view), async (address) => {
    await getJson(address, '/commands/crst');
    assert.equal(connections[0].stats.packetsReceived, 0);
    await getJson(address, '/commands/srst');
    assert.equal(view.metrics.stats.packetsReceived, 0);
    assert.equal(view.quorum()?.leading?.proposalBytes.last, 36, 'stays, unlike with the four-letter word');
    await getJson(address, '/commands/orst');
    const learners = view.quorum()?.leading?.learners ?? [];
    assert.deepEqual(
      learners.map(({ stats }) => stats.packetsSent),
      [7, 7, 7, 0],
    );
  });
});

test('trace mask: told, set, refused', async () => {
  const { view } = fixture();
  await serving(adminOf(view), async (address) => {
    const set = async (query: string): Promise<unknown> => {
      const { tracemask, error } = await getJson(address, `/commands/set_trace_mask${query}`);
      return error ?? tracemask;
    };
    assert.equal(await set(''), 'setTraceMask requires long traceMask argument');
    for (const bad of ['x', '', '1.5', '9223372036854775808', '99999999999999999999']) {
      assert.equal(await set(`?traceMask=${bad}`), `setTraceMask requires long traceMask argument, got ${bad}`);
    }
    assert.equal(view.trace.mask, 306n);
    assert.equal(await set('?traceMask=-7&traceMask=8'), -7, 'the first counts');
    assert.equal((await getJson(address, '/commands/gtmk'))['tracemask'], -7);
  });
});

test('system_properties, initial_configuration: keys as given, secrets hidden', async () => {
  assert.deepEqual(await run('sysp', 'system_properties', { mode: null }), {
    'DigestAuthenticationProvider.superDigest': '(hidden)',
    dataDir: '/nowhere/data',
    'ssl.keyStore.password': '(hidden)',
    tickTime: '2000',
  });
  const lines = [
    'tickTime=2000',
    'dataDir=/nowhere/data',
    'DigestAuthenticationProvider.superDigest=(hidden)',
    'ssl.keyStore.password=(hidden)',
  ];
  assert.deepEqual(await run('icfg', 'initial_configuration'), {
    initial_configuration: lines.map((line) => `${line}\n`).join(''),
  });
});

test('secrets: no command tells one', async () => {
  await serving(adminOf(fixture({ mode: 'leader' }).view), async (address) => {
    for (const { names } of COMMANDS) {
      const { body } = await get(address, `/commands/${names[0]}`);
      assert.ok(!body.includes('hush') && !body.includes('abcdef'), names[0]);
    }
  });
});

test('monitor: the lines of mntr as numbers', async () => {
  const told = (await run('mntr', 'monitor', { mode: 'leader' })) as Readonly<Record<string, unknown>>;
  const expected = {
    version: VERSION,
    server_state: 'leader',
    peer_state: 'leading - broadcast',
    avg_latency: 0.6667,
    znode_count: 11,
    synced_followers: 2,
    cnt_readlatency: 2,
    app_quota_count_usage_per_namespace: 4,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(told[name], value, name);
});

test('environment: the version among others', async () => {
  const told = (await run('env', 'environment')) as Readonly<Record<string, unknown>>;
  assert.deepEqual([told['zookeeper.version'], told['user.dir']], [VERSION, process.cwd()]);
});
