/** The commands of the admin server (`Commands` of 3.9). */
import type { Arguments, Command, Fields } from './command.js';
import { confFields } from './conf.js';
import { connectionLists, serverStatsFields } from './connection-fields.js';
import { environmentOf } from './environment.js';
import { folderSizes } from './folder-size.js';
import type { FolderSizes } from './folder-size.js';
import { digestLong, hex, zxidLong } from './format.js';
import { jsonObject } from './json.js';
import { monitorFields } from './monitor.js';
import { leaderFields, observersFields, syncedObservers, votingViewFields, zabStateFields } from './quorum-fields.js';
import type { ServerView, ServingView } from './server-view.js';
import { pathsBySession } from './tree-text.js';

/** Values that `system_properties` and `initial_configuration` do not show, though ZooKeeper does. */
const SECRET = /passw|secret|superdigest/i;
const HIDDEN = '(hidden)';

export const COMMANDS: readonly Command[] = [
  { names: ['configuration', 'conf', 'config'], kind: 'serving', run: confFields },
  { names: ['connection_stat_reset', 'crst'], kind: 'serving', run: resetConnections },
  { names: ['connections', 'cons'], kind: 'serving', run: (view) => connectionLists(view, false) },
  { names: ['dirs'], kind: 'serving', run: dirs },
  { names: ['dump'], kind: 'serving', run: dump },
  { names: ['environment', 'env', 'envi'], kind: 'any', run: ({ version }) => jsonObject(environmentOf(version)) },
  { names: ['get_trace_mask', 'gtmk'], kind: 'any', run: ({ trace }) => ({ tracemask: trace.mask }) },
  { names: ['hash'], kind: 'serving', run: hash },
  { names: ['initial_configuration', 'icfg'], kind: 'serving', run: initialConfiguration },
  { names: ['is_read_only', 'isro'], kind: 'serving', run: (_view, { mode }) => ({ read_only: mode === 'read-only' }) },
  { names: ['last_snapshot', 'lsnp'], kind: 'serving', run: lastSnapshot },
  { names: ['leader', 'lead'], kind: 'serving', run: leaderFields },
  { names: ['monitor', 'mntr'], kind: 'serving', run: monitorFields },
  { names: ['observer_connection_stat_reset', 'orst'], kind: 'serving', run: resetObservers },
  { names: ['observers', 'obsr'], kind: 'serving', run: observersFields },
  { names: ['restore', 'rest'], kind: 'unavailable', why: 'a snapshot is restored by copying it into dataDir before the start' },
  { names: ['ruok'], kind: 'serving', run: () => ({}) },
  { names: ['server_stats', 'srvr'], kind: 'serving', run: serverStats },
  { names: ['set_trace_mask', 'stmk'], kind: 'any', run: setTraceMask },
  { names: ['shed_connections', 'shed'], kind: 'unavailable', why: 'connections are not shed' },
  { names: ['snapshot', 'snap'], kind: 'unavailable', why: 'snapshots are taken by the server alone, and lie in dataDir' },
  { names: ['stat_reset', 'srst'], kind: 'serving', run: resetStats },
  { names: ['stats', 'stat'], kind: 'serving', run: stats },
  { names: ['system_properties', 'sysp'], kind: 'any', run: (view) => jsonObject(givenOf(view).toSorted(byKey)) },
  { names: ['voting_view'], kind: 'serving', run: votingViewFields },
  { names: ['watch_summary', 'wchs'], kind: 'serving', run: watchSummary },
  { names: ['watches', 'wchc'], kind: 'serving', run: watches },
  { names: ['watches_by_path', 'wchp'], kind: 'serving', run: watchesByPath },
  { names: ['zabstate'], kind: 'any', run: zabStateFields },
];

function sizesOf({ config }: ServerView): Promise<FolderSizes> {
  return folderSizes(config.dataDir, config.dataLogDir);
}

function resetConnections(view: ServerView): Fields {
  for (const connection of view.connections()) connection.stats.reset();
  return {};
}

function resetObservers(view: ServerView): Fields {
  for (const observer of syncedObservers(view)) observer.stats.reset();
  return {};
}

/** The sizes of proposals stay, unlike with the four-letter word. */
function resetStats({ metrics }: ServerView): Fields {
  metrics.reset();
  return {};
}

async function dirs(view: ServerView): Promise<Fields> {
  const { dataDir, dataLogDir } = await sizesOf(view);
  return { datadir_size: dataDir, logdir_size: dataLogDir };
}

/** Times are since 1970, where ZooKeeper's are since some start of the machine. A learner knows no times. */
function dump(_view: ServerView, serving: ServingView): Fields {
  const { store } = serving;
  const expiries = [...(serving.expiries() ?? [])].toSorted((a, b) => a.at - b.at);
  const owners = [...store.owners()];
  return {
    expiry_time_to_session_ids: jsonObject(expiries.map(({ at, sessions }) => [at, sessions])),
    session_id_to_ephemeral_paths: jsonObject(owners.map((owner) => [owner, [...store.ephemeralsOf(owner)]])),
  };
}

function hash({ digests }: ServerView): Fields {
  const shown = digests.entries().map(({ zxid, digest, version }) => {
    return { zxid: zxidLong(zxid), digest: digestLong(digest), digest_version: version };
  });
  return { digests: shown };
}

function lastSnapshot(view: ServerView): Fields {
  const info = view.lastSnapshot();
  return { zxid: hex(zxidLong(info?.zxid ?? null)), timestamp: info === null ? -1 : Math.floor(info.writtenAt) };
}

async function serverStats(view: ServerView, serving: ServingView): Promise<Fields> {
  return serverStatsFields(view, serving, await sizesOf(view));
}

async function stats(view: ServerView, serving: ServingView): Promise<Fields> {
  return { ...(await serverStats(view, serving)), ...connectionLists(view, true) };
}

function setTraceMask({ trace }: ServerView, args: Arguments): Fields {
  const text = args.get('traceMask');
  if (text === undefined) return { error: 'setTraceMask requires long traceMask argument' };
  const mask = /^[+-]?\d{1,19}$/.test(text) ? BigInt(text.replace('+', '')) : null;
  if (mask === null || mask !== BigInt.asIntN(64, mask)) {
    return { error: `setTraceMask requires long traceMask argument, got ${text}` };
  }
  trace.mask = mask;
  return { tracemask: mask };
}

function givenOf({ config }: ServerView): readonly (readonly [key: string, value: string])[] {
  return [...config.given].map(([key, value]) => [key, SECRET.test(key) ? HIDDEN : value]);
}

function byKey([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function initialConfiguration(view: ServerView): Fields {
  return {
    initial_configuration: givenOf(view)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  };
}

function watchSummary(_view: ServerView, { watches: { data } }: ServingView): Fields {
  return { num_connections: data.watchers, num_paths: data.paths, num_total_watches: data.size };
}

function watches(_view: ServerView, serving: ServingView): Fields {
  return { session_id_to_watched_paths: jsonObject(pathsBySession(serving.watches)) };
}

function watchesByPath(_view: ServerView, { watches: { data } }: ServingView): Fields {
  const entries = [...data.entries()].map(([path, watchers]) => [path, watchers.map(({ sessionId }) => sessionId)] as const);
  return { path_to_session_ids: jsonObject(entries) };
}
