/** What `mntr` and the admin server's `monitor` tell (`MonitorCommand`, `dumpMonitorValues`). */
import { entriesOf, entryText } from '#impl/metrics/sample.js';
import { samplesOf } from './gauges.js';
import type { QuorumView, ServerView, ServingView } from './server-view.js';

const NO_MASTER = -1;

export function mntrText(view: ServerView, serving: ServingView): string {
  const facts = Object.entries(monitorFacts(view, serving)).map(([name, value]) => [name, String(value)] as const);
  const metrics = samplesOf(view)
    .flatMap(entriesOf)
    .map((entry) => [entry.name, entryText(entry)] as const);
  return [...facts, ...metrics].map(([name, value]) => `zk_${name}\t${value}\n`).join('');
}

export function monitorFields(view: ServerView, serving: ServingView): Readonly<Record<string, string | number>> {
  const metrics = samplesOf(view)
    .flatMap(entriesOf)
    .map(({ name, value }) => [name, value] as const);
  return { ...monitorFacts(view, serving), ...Object.fromEntries(metrics) };
}

/** Those that are no metrics, and come first. */
function monitorFacts(view: ServerView, { mode }: ServingView): Readonly<Record<string, string | number>> {
  const quorum = view.quorum();
  return {
    version: view.version,
    server_state: mode,
    ...(quorum === null || mode === 'read-only' ? {} : { peer_state: peerState(quorum) }),
    ...(quorum === null || mode !== 'observer' ? {} : { observer_master_id: quorum.leader?.id ?? NO_MASTER }),
  };
}

/** `QuorumPeer.getDetailedPeerState`: `leading - broadcast`. */
function peerState({ peerState: state, phase, syncMode }: QuorumView): string {
  return [state, ...(phase === 'election' ? [] : [phase]), ...(syncMode === 'none' ? [] : [syncMode])].join(' - ');
}
