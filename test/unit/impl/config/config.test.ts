/** Whole configurations: defaults, rules between keys, ensembles, and complaints that say what to do. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { Configured } from '#impl/config/build.js';
import { showProblem } from '#impl/config/errors.js';
import { formatProperties } from '#impl/config/properties.js';
import { configOf, readServerConfig } from '#impl/config/read.js';
import type { ServerConfig } from '#impl/config/server-config.js';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zabkeeper-config-'));
});
after(() => rm(folder, { recursive: true, force: true }));

function good(made: Configured): ServerConfig {
  assert.ok(made.ok, made.ok ? '' : made.problems.map((each) => showProblem(each, 'zoo.cfg')).join('\n'));
  return made.config;
}

/** `line code key` of each, and all of the text. */
function bad(made: Configured): { readonly short: readonly string[]; readonly text: string } {
  assert.ok(!made.ok, 'it was accepted');
  return {
    short: made.problems.map(({ code, line, key }) => `${line ?? '-'} ${code} ${key ?? '-'}`),
    text: made.problems.map((each) => showProblem(each, 'zoo.cfg')).join('\n'),
  };
}

async function read(text: string, myid?: string): Promise<Configured> {
  const [path, id] = [join(folder, 'zoo.cfg'), join(folder, 'myid')];
  await writeFile(path, text.replaceAll('DIR', folder));
  if (myid === undefined) await rm(id, { force: true });
  else await writeFile(id, myid);
  return readServerConfig(path);
}

const THREE = ['server.1=a:2888:3888', 'server.2=b:2888:3888', 'server.3=c:2888:3888'].join('\n');
const ENSEMBLE = `dataDir=DIR\nclientPort=2181\ntickTime=2000\ninitLimit=10\nsyncLimit=5\n${THREE}\n`;

test('config: the sample file of ZooKeeper stands alone', async () => {
  const config = good(await read('tickTime=2000\ninitLimit=10\nsyncLimit=5\ndataDir=DIR\nclientPort=2181\n'));
  assert.deepEqual(config.servers, []);
  assert.equal(config.serverId, 1);
  assert.deepEqual(config.clientAddress, { host: '0.0.0.0', port: 2181 });
  assert.equal(config.minSessionTimeoutMs, 4000);
  assert.equal(config.maxSessionTimeoutMs, 40_000);
  assert.deepEqual(config.given.get('tickTime'), '2000');
});

test('config: defaults are those of ZooKeeper 3.9', () => {
  const { given: _given, ...config } = good(configOf([['dataDir', '/data']]));
  assert.deepEqual(config, {
    serverId: 1,
    servers: [],
    clientAddress: null,
    listenOnAllIps: false,
    dataDir: '/data',
    dataLogDir: '/data',
    tickTimeMs: 3000,
    initLimit: 0,
    syncLimit: 0,
    connectToLearnerMasterLimit: 0,
    minSessionTimeoutMs: 6000,
    maxSessionTimeoutMs: 60_000,
    maxClientCnxns: 60,
    maxCnxns: 0,
    sessionlessTimeoutMs: 10_000,
    globalOutstandingLimit: 1000,
    maxBuffer: 1_048_575,
    largeRequestThreshold: -1,
    largeRequestMaxBytes: 104_857_600,
    leaderServes: true,
    snapCount: 100_000,
    snapSizeLimitBytes: 4 * 2 ** 30,
    txnLogSizeLimitBytes: 0,
    preallocBytes: 64 * 2 ** 20,
    forceSync: true,
    fsyncWarningMs: 1000,
    trustEmptySnapshot: false,
    createDatabase: true,
    createFolders: true,
    snapRetainCount: 3,
    purgeIntervalMs: 0,
    digests: true,
    extendedTypes: false,
    enforceQuota: false,
    skipAcl: false,
    reconfigEnabled: false,
    containerCheckIntervalMs: 60_000,
    containerMaxPerMinute: 10_000,
    containerMaxNeverUsedMs: 300_000,
    digestAuth: { enabled: true, superDigest: null, algorithm: 'SHA1' },
    election: {
      minNotificationIntervalMs: 200,
      maxNotificationIntervalMs: 60_000,
      connectTimeoutMs: 5000,
      bindRetries: 3,
    },
    fourLetterWords: new Set(['srvr']),
    admin: { address: { host: '0.0.0.0', port: 8080 }, commandUrl: '/commands' },
    metrics: null,
  });
});

test('config: a member of an ensemble knows itself by myid', async () => {
  const config = good(await read(ENSEMBLE, '2\n'));
  assert.equal(config.serverId, 2);
  assert.deepEqual(
    config.servers.map(({ id, role }) => [id, role]),
    [[1, 'participant'], [2, 'participant'], [3, 'participant']], // prettier-ignore
  );
  assert.equal(config.connectToLearnerMasterLimit, 10);
});

test('config: values with units, lists and addresses', () => {
  const config = good(
    configOf([
      ['dataDir', '/data'],
      ['clientPort', '0'],
      ['clientPortAddress', '[::1]'],
      ['autopurge.purgeInterval', '90m'],
      ['4lw.commands.whitelist', 'srvr, mntr ,ruok'],
      ['zookeeper.snapCount', '500'],
      ['forceSync', 'yes'],
      ['leaderServes', 'NO'],
      ['preAllocSize', '64'],
      ['metricsProvider.className', 'org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider'],
      ['admin.enableServer', 'False'],
    ]),
  );
  assert.deepEqual(config.clientAddress, { host: '::1', port: 0 });
  assert.equal(config.purgeIntervalMs, 5_400_000);
  assert.deepEqual(config.fourLetterWords, new Set(['srvr', 'mntr', 'ruok']));
  assert.equal(config.snapCount, 500);
  assert.equal(config.leaderServes, false);
  assert.equal(config.preallocBytes, 65_536);
  assert.deepEqual(config.metrics, { address: { host: '0.0.0.0', port: 7000 }, exportJvmInfo: true });
  assert.equal(config.admin, null);
});

test('config: all problems are told at once, in the order of the file, each with its line', async () => {
  const { short, text } = bad(
    await read(
      ['# nothing right', 'tickTime=0', 'clientPrt=2181', 'sslQuorum=true', 'b=\\u12', 'clientPortAddress=::1', THREE].join('\n'),
    ),
  );
  assert.deepEqual(short, [
    '2 ZAB-C004 tickTime',
    '3 ZAB-C003 clientPrt',
    '4 ZAB-C005 sslQuorum',
    '5 ZAB-C002 b',
    '6 ZAB-C006 clientPortAddress',
    '- ZAB-C006 -',
    '- ZAB-C006 -',
    '- ZAB-C006 -',
  ]);
  assert.match(text, /zoo\.cfg:3: ZAB-C003: clientPrt: .*; did you mean clientPort\?/);
  assert.match(text, /zoo\.cfg:2: ZAB-C004: tickTime: "0" is not what it takes; give a whole number from 1 to/);
  assert.match(text, /zoo\.cfg: ZAB-C006: dataDir is missing; name the folder/);
  assert.match(text, /zoo\.cfg: ZAB-C006: initLimit is missing; write initLimit=10/);
});

const REFUSED: readonly (readonly [lines: string, myid: string | undefined, short: string, text: RegExp])[] = [
  ['tickTime=x', undefined, '- ZAB-C006 -', /dataDir/],
  [`${ENSEMBLE}sslQuorum=TRUE`, '1', '9 ZAB-C005 sslQuorum', /There is no TLS/],
  [`${ENSEMBLE}group.1=1:2`, '1', '9 ZAB-C005 group.1', /Quorums are majorities/],
  [ENSEMBLE, undefined, '- ZAB-C010 -', /myid holds no number.*write this server’s number/],
  [ENSEMBLE, 'one', '- ZAB-C010 -', /myid holds no number/],
  [ENSEMBLE, '7', '- ZAB-C010 -', /myid says 7, and there is no server\.7 among server\.1, server\.2, server\.3/],
  [ENSEMBLE.replace('initLimit=10', 'initLimit=0'), '1', '4 ZAB-C004 initLimit', /above 0/],
  [ENSEMBLE.replace('syncLimit=5\n', ''), '1', '- ZAB-C006 -', /syncLimit is missing/],
  [ENSEMBLE.replace('syncLimit=5', 'syncLimit=five'), '1', '5 ZAB-C004 syncLimit', /whole number/],
  [`${ENSEMBLE}server.3=a:2888`, '1', '9 ZAB-C008 server.3', /cannot be read; write host:quorumPort:electionPort/],
  [`${ENSEMBLE}server.x=a:2888:3888`, '1', '9 ZAB-C008 server.x', /a server’s number is from 0 to 255/],
  [`${ENSEMBLE}server.256=d:2888:3888`, '1', '9 ZAB-C008 server.256', /from 0 to 255/],
  [`${ENSEMBLE}extendedTypesEnabled=true\nserver.255=d:2888:3888`, '1', '10 ZAB-C008 server.255', /from 0 to 254/],
  [`${ENSEMBLE}server.4=d:0:3888`, '1', '9 ZAB-C008 server.4', /cannot know which port 0 is/],
  [`${ENSEMBLE}server.4=d:2888:2888`, '1', '9 ZAB-C008 server.4', /two different ports/],
  [`${ENSEMBLE}server.4=a:2889:3888`, '1', '9 ZAB-C009 server.4', /a:3888 is that of server\.1 too/],
  [`${ENSEMBLE}server.4=d:2888:3888|e:2888:3888`, '1', '9 ZAB-C005 server.4', /one address/],
  [`${ENSEMBLE}server.4=d:2888:3888;2181;2281`, '1', '9 ZAB-C005 server.4', /no TLS/],
  [
    `${ENSEMBLE}server.1=a:2888:3888;2182`,
    '1',
    '2 ZAB-C007 clientPort',
    /0\.0\.0\.0:2181 is not the 0\.0\.0\.0:2182 of server\.1/,
  ],
  ['dataDir=DIR\nserver.1=a:1:2\nserver.2=b:1:2:observer', '1', '2 ZAB-C009 server.1', /stands alone has no observers/],
  ['dataDir=DIR\nserver.1=a:1:2:observer', '1', '2 ZAB-C009 server.1', /observers need participants/],
  ['dataDir=DIR\nstandaloneEnabled=false', '1', '- ZAB-C009 -', /an ensemble needs a participant/],
  ['dataDir=DIR\nclientPortAddress=::1', undefined, '2 ZAB-C006 clientPortAddress', /needs clientPort/],
  ['dataDir=DIR\nminSessionTimeout=90000', undefined, '2 ZAB-C007 minSessionTimeout', /90000 ms, is above the longest, 60000 ms/],
  ['dataDir=DIR\nmaxSessionTimeout=10', undefined, '2 ZAB-C007 maxSessionTimeout', /6000 ms, is above the longest, 10 ms/],
  ['dataDir=DIR\nfastleader.maxNotificationInterval=100', undefined, '2 ZAB-C007 fastleader.maxNotificationInterval', /interval/],
  ['dataDir=DIR\nelectionAlg=1', undefined, '2 ZAB-C005 electionAlg', /number 3/],
  ['dataDir=DIR\nzookeeper.tickTime=2000', undefined, '2 ZAB-C003 zookeeper.tickTime', /did you mean tickTime\?/],
  ['dataDir=DIR\nservr.1=a:1:2', undefined, '2 ZAB-C003 servr.1', /did you mean server\.1\?/],
  ['dataDir=DIR\nwhatIsThis=1', undefined, '2 ZAB-C003 whatIsThis', /--list-keys/],
];

test('config: what cannot work is refused, with the reason and what to do', async () => {
  for (const [lines, myid, short, text] of REFUSED) {
    const problems = bad(await read(lines, myid));
    assert.ok(problems.short.includes(short), `${lines}\n${problems.short.join('\n')}`);
    assert.match(problems.text, text, lines);
    if (!lines.startsWith('tickTime')) assert.equal(problems.short.length, 1, `${lines}\n${problems.text}`);
  }
});

const WARNED: readonly (readonly [lines: string, myid: string | undefined, warning: RegExp])[] = [
  ['dataDir=DIR\nforceSync=no', undefined, /^line 2: forceSync: DATA LOSS/],
  ['dataDir=DIR\nskipACL=yes', undefined, /^line 2: skipACL: access control is off/],
  ['dataDir=DIR\nreconfigEnabled=true', undefined, /^line 2: reconfigEnabled: .*unimplemented/],
  ['dataDir=DIR\nautopurge.snapRetainCount=1', undefined, /^line 2: .*: 3 are kept/],
  ['dataDir=DIR\nsnapCount=1', undefined, /^line 2: snapCount: taken as 2/],
  ['dataDir=DIR\ntickTime=1\ntickTime=2000', undefined, /^line 3: tickTime: takes the place of "1"/],
  ['dataDir=DIR\nsnapCount=9\nzookeeper.snapCount=8', undefined, /^line 3: zookeeper.snapCount: takes the place of "9"/],
  ['dataDir=DIR\n4lw.commands.whitelist=srvr,ruokk', undefined, /^line 2: .*no four-letter word is called ruokk/],
  ['dataDir=DIR\nmetricsProvider.httpPort=7001', undefined, /^line 2: .*no effect without PrometheusMetricsProvider/],
  [ENSEMBLE.replace(/server\.3.*/, ''), '1', /^2 participants: none may fail/],
  [`${ENSEMBLE}server.4=d:1:2`, '1', /^4 participants: one fewer/],
  [`${ENSEMBLE}peerType=observer`, '1', /^line 9: peerType: server\.1 says participant, and that holds/],
];

test('config: what works and should be known is a warning', async () => {
  for (const [lines, myid, warning] of WARNED) {
    const made = await read(lines, myid);
    good(made);
    assert.equal(made.warnings.filter((each) => warning.test(each)).length, 1, `${lines}\n${made.warnings.join('\n')}`);
  }
  assert.deepEqual((await read(ENSEMBLE, '1')).warnings, []);
});

test('config: one server line stands alone, and forms an ensemble where standaloneEnabled=false says so', async () => {
  const line = 'dataDir=DIR\ninitLimit=10\nsyncLimit=5\nserver.1=a:2888:3888;127.0.0.1:2181\n';
  for (const myid of [undefined, '1']) {
    const alone = good(await read(line, myid));
    assert.deepEqual({ ...alone.clientAddress, servers: alone.servers }, { host: '127.0.0.1', port: 2181, servers: [] });
  }
  const ensemble = good(await read(`${line}standaloneEnabled=false`, '1'));
  assert.deepEqual(
    ensemble.servers.map(({ id }) => id),
    [1],
  );
});

test('config: a client address in the own server line holds, where it does not contradict clientPort', async () => {
  const own = `${ENSEMBLE}server.1=a:2888:3888;10.0.0.1:2181\nserver.2=b:2888:3888;2199`;
  assert.deepEqual(good(await read(own, '1')).clientAddress, { host: '10.0.0.1', port: 2181 });
  assert.deepEqual(good(await read(own, '3')).clientAddress, { host: '0.0.0.0', port: 2181 });
  assert.deepEqual(bad(await read(`${own}\nclientPortAddress=10.0.0.2`, '1')).short, ['2 ZAB-C007 clientPort']);
});

test('config: options of a command line are over the file, without a warning and without a line', async () => {
  const path = join(folder, 'zoo.cfg');
  await writeFile(path, `dataDir=${folder}\ntickTime=2000\n`);
  const made = await readServerConfig(path, [['tickTime', '100']]);
  assert.equal(good(made).tickTimeMs, 100);
  assert.deepEqual(made.warnings, []);
  assert.deepEqual(bad(await readServerConfig(path, [['tickTime', '-1']])).short, ['- ZAB-C004 tickTime']);
});

test('config: a file that is not there, or is a folder, is a problem and not an exception', async () => {
  assert.match(bad(await readServerConfig(join(folder, 'none.cfg'))).text, /ZAB-C001: it cannot be read \(ENOENT\)/);
  assert.match(bad(await readServerConfig(folder)).text, /ZAB-C001: it cannot be read \(EISDIR\)/);
});

test('config: paths in UTF-8, and in Latin-1 as Java writes it', async () => {
  const path = join(folder, 'zoo.cfg');
  await writeFile(path, 'dataDir=/dätä');
  assert.equal(good(await readServerConfig(path)).dataDir, '/dätä');
  await writeFile(path, Buffer.from('dataDir=/dätä', 'latin1'));
  assert.equal(good(await readServerConfig(path)).dataDir, '/dätä');
});

test('config: a map and the file written from it say the same', async () => {
  const path = join(folder, 'zoo.cfg');
  const keys = fc.record({
    dataDir: fc.string({ unit: 'binary', minLength: 1 }).map((name) => `/${name.replace(/[\0-\x20]/g, '_')}`),
    tickTime: fc.integer({ min: 1, max: 10_000 }).map(String),
    clientPort: fc.nat({ max: 65_535 }).map(String),
    skipACL: fc.constantFrom('yes', 'no'),
    'jute.maxbuffer': fc.integer({ min: 1, max: 2 ** 31 - 1 }).map(String),
  });
  await fc.assert(
    fc.asyncProperty(keys, async (map) => {
      const entries = Object.entries(map);
      await writeFile(path, formatProperties(entries));
      assert.deepEqual(good(await readServerConfig(path)), good(configOf(entries)));
    }),
    { numRuns: 30 },
  );
});
