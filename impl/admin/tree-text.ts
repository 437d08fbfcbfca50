/** Lines about sessions, ephemeral nodes, watches and digests (`DumpCommand`, `WatchCommand`, `DigestCommand`). */
import type { SessionId } from '#spec/service/tree/owner.js';
import type { Store } from '#spec/service/tree/store.js';
import { dateText, digestLong, hex, zxidLong } from './format.js';
import type { ServerView, ServingView, SessionExpiry, WatcherView, WatchesView } from './server-view.js';

/** `dump`. Which connections run out when is told by Java's NIO server alone, and not here, as by its Netty server. */
export function dumpText({
  store,
  expiries,
}: Pick<ServingView, 'store'> & { readonly expiries: Iterable<SessionExpiry> | null }): string {
  const sessions = expiries === null ? learnerSessions(store) : expirySets([...expiries]);
  return `SessionTracker dump:\n${sessions}ephemeral nodes dump:\n${ephemeralLines(store)}Connections dump:\n`;
}

/** `SessionTrackerImpl.dumpSessions`. */
function expirySets(expiries: readonly SessionExpiry[]): string {
  const count = expiries.reduce((sum, { sessions }) => sum + sessions.length, 0);
  const sets = expiries
    .toSorted((a, b) => a.at - b.at)
    .map(({ at, sessions }) => {
      const lines = sessions.map((session) => `\t0x${hex(session)}\n`).join('');
      return `${sessions.length} expire at ${dateText(at)}:\n${lines}`;
    });
  return `Session Sets (${expiries.length})/(${count}):\n${sets.join('')}`;
}

/** `LearnerSessionTracker.dumpSessions`. */
function learnerSessions({ sessions }: Store): string {
  const sorted = [...sessions].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = sorted.map(([session, timeoutMs]) => `0x${hex(session)}\t${timeoutMs}ms\n`);
  return `Global Sessions(${sessions.size}):\n${lines.join('')}`;
}

function ephemeralLines(store: Store): string {
  const owners = [...store.owners()];
  const lines = owners.map((owner) => {
    const paths = [...store.ephemeralsOf(owner)].map((path) => `\t${path}\n`);
    return `0x${hex(owner)}:\n${paths.join('')}`;
  });
  return `Sessions with Ephemerals (${owners.length}):\n${lines.join('')}`;
}

/** `wchs`. Like all reports on watches it counts those on nodes, not those on their children. */
export function wchsText({ data }: WatchesView): string {
  return `${data.watchers} connections watching ${data.paths} paths\nTotal watches:${data.size}\n`;
}

/** `wchp`. */
export function wchpText({ data }: WatchesView): string {
  const lines = [...data.entries()].map(
    ([path, watchers]) => `${path}\n${watchers.map(({ sessionId }) => `\t0x${hex(sessionId)}\n`).join('')}`,
  );
  return `${lines.join('')}\n`;
}

/** `wchc`. */
export function wchcText({ data }: WatchesView): string {
  const byWatcher = new Map<WatcherView, string[]>();
  for (const [path, watchers] of data.entries()) for (const watcher of watchers) fileUnder(byWatcher, watcher, path);
  const lines = [...byWatcher].map(
    ([{ sessionId }, paths]) => `0x${hex(sessionId)}\n${paths.map((path) => `\t${path}\n`).join('')}`,
  );
  return `${lines.join('')}\n`;
}

/** Watched paths by session, for the admin server. */
export function pathsBySession({ data }: WatchesView): ReadonlyMap<SessionId, readonly string[]> {
  const bySession = new Map<SessionId, string[]>();
  for (const [path, watchers] of data.entries()) for (const { sessionId } of watchers) fileUnder(bySession, sessionId, path);
  return bySession;
}

function fileUnder<K>(lists: Map<K, string[]>, key: K, path: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [path]);
  else list.push(path);
}

/** `hash`. */
export function hashText({ digests }: ServerView): string {
  return digests
    .entries()
    .map(({ zxid, digest }) => `${hex(zxidLong(zxid))}: ${digestLong(digest)}\n`)
    .join('');
}
