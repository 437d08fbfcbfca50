/** Puts a protocol into a world: slots, rules, properties. The result is what a checker explores. */
import { applyUpdates } from '../kit/evaluate.js';
import { applyStep, dispatchOf } from '../kit/protocol.js';
import type { Protocol } from '../kit/protocol.js';
import type { Kind, Rule, System, Update, Value } from '../kit/system.js';
import type { Local } from '../model/state.js';
import { durableOf, stopped } from '../model/state.js';
import { Log } from '../model/log.js';
import { ZERO } from '../model/zxid.js';
import { goLooking } from '../actions/election/votes.js';
import { invariantsOf, PROPERTY_TEXTS } from '../properties/catalogue.js';
import { syncedQuorum } from '../properties/liveness/synced-quorum.js';
import { ghostKind, NO_PAST } from '../properties/observers/history.js';
import type { Ghost } from '../properties/observers/history.js';
import { sometimesOf } from '../properties/sometimes.js';
import { budgetKind, initialBudget } from './bounds.js';
import type { Bounds } from './bounds.js';
import { elections, joins, withoutElection } from './coarse.js';
import { diskKind, idleDisk } from './disk.js';
import { delivery } from './effects.js';
import { placesOf, slotsOf } from './layout.js';
import type { Layout } from './layout.js';
import { IDLE_LINK, IDLE_MAIL, linkKind, loopKind, mailKind } from './link.js';
import {
  connections,
  crashes,
  deliveries,
  detections,
  electionTimers,
  flushes,
  heals,
  load,
  partitions,
  quorumTimers,
  starts,
} from './rules.js';
import type { World } from './server-rules.js';
import { show } from './show.js';

/** `mail` false in the layout means: election and discovery are the coarse step. */
export interface WorldOptions {
  readonly layout: Layout;
  readonly bounds: Bounds;
}

/** Java keeps one unsent notification a peer, the newest. */
const MAIL_CAPACITY = 1;

export const KINDS: Readonly<Record<string, Kind>> = {
  server: { name: 'server', operators: {} },
  disk: diskKind,
  link: linkKind,
  mail: mailKind(MAIL_CAPACITY),
  loop: loopKind,
  budget: budgetKind,
  ghost: ghostKind,
};

/** Actions of the environment, beside the protocol's own. `Ignore`: an input is consumed without effect. */
const ENVIRONMENT = ['Ignore', 'Crash', 'Partition', 'Heal'];

function worldOf(protocol: Protocol, { layout, bounds }: WorldOptions): World {
  return {
    places: placesOf(layout),
    dispatch: dispatchOf(protocol),
    normalize: layout.mail ? (s) => s : withoutElection,
    within: (s) => s.acceptedEpoch <= bounds.epoch && s.round <= bounds.rounds,
  };
}

function electing(world: World, bounded: boolean): readonly Rule[] {
  return world.places.layout.mail
    ? [...electionTimers(world, bounded), ...connections(world, bounded)]
    : [...elections(world), ...joins(world)];
}

/**
 * The rules by which the ensemble makes progress, in the order a search should prefer: what is on its way arrives, disks
 * finish, broken connections are noticed, elections go on, and only then does anybody lose patience.
 */
export function progressRules(protocol: Protocol, layout: Layout, bounds: Bounds = UNBOUNDED): readonly Rule[] {
  const world = worldOf(protocol, { layout, bounds });
  return [
    ...deliveries(world),
    ...flushes(world),
    ...heals(world),
    ...starts(world),
    ...detections(world),
    ...electing(world, false),
    ...quorumTimers(world, false),
  ];
}

/** What the environment does to the ensemble, within bounds: clients, crashes, partitions. `written`: values used before. */
export function environmentRules(protocol: Protocol, layout: Layout, bounds: Bounds, written: number): readonly Rule[] {
  const world = worldOf(protocol, { layout, bounds });
  return [...load(world, bounds.txns, written), ...crashes(world), ...starts(world), ...partitions(world), ...heals(world)];
}

/** Elections a recovery may take beyond those of the search. Without a ceiling a failing recovery would be tried for ever. */
const EXTRA_ELECTIONS = 2;

function recovering(bounds: Bounds): Bounds {
  return { ...UNBOUNDED, epoch: bounds.epoch + EXTRA_ELECTIONS, rounds: bounds.rounds + EXTRA_ELECTIONS };
}

export const UNBOUNDED: Bounds = {
  crashes: Infinity,
  partitions: Infinity,
  txns: Infinity,
  timeouts: Infinity,
  restarts: Infinity,
  syncs: Infinity,
  resends: Infinity,
  pings: Infinity,
  snapshots: Infinity,
  epoch: Infinity,
  rounds: Infinity,
};

export function systemOf(protocol: Protocol, options: WorldOptions, initial: readonly Value[]): System {
  const world = worldOf(protocol, options);
  const { layout, bounds } = options;
  const { places } = world;
  const rules = [
    ...deliveries(world),
    ...flushes(world),
    ...electing(world, true),
    ...detections(world),
    ...quorumTimers(world, true),
    ...environmentRules(protocol, layout, bounds, (initial[places.ghost] as Ghost).broadcasts.length),
  ];
  return {
    name: protocol.id,
    kinds: KINDS,
    slots: slotsOf(layout),
    initial: [initial],
    rules,
    actions: actionsOf(protocol, layout),
    invariants: invariantsOf(places),
    sometimes: sometimesOf(places),
    reachable: [{ ...syncedQuorum(places), rules: progressRules(protocol, layout, recovering(bounds)) }],
    properties: PROPERTY_TEXTS,
    deadlockIsError: false,
    lanes: layout.servers.map((i) => `server ${String(i)}`),
    show,
  };
}

/** What a composition can do at all: no election of L1 in a coarse world, no observers' actions without observers. */
function actionsOf(protocol: Protocol, layout: Layout): readonly string[] {
  const coarse = layout.mail ? [] : ['ElectionAndDiscovery', 'JoinLeader'];
  const disk = layout.disk === 'async' ? ['Flush'] : [];
  const alone = protocol.actions.map((action) => action.id).filter((id) => !protocol.hidden.includes(id));
  return [...alone, ...coarse, ...disk, ...ENVIRONMENT];
}

/** Every server has just started with empty disks and looks for a leader; its first notifications are on their way. */
export function coldStart(layout: Layout, bounds: Bounds): readonly Value[] {
  const places = placesOf(layout);
  const values: Value[] = slotsOf(layout).map(({ kind }) => {
    if (kind === 'link') return IDLE_LINK;
    if (kind === 'mail') return IDLE_MAIL;
    if (kind === 'loop') return [];
    if (kind === 'budget') return initialBudget(bounds);
    return NO_PAST;
  });
  const empty = { acceptedEpoch: 0, currentEpoch: 0, history: Log.startingAt(ZERO), snapshotZxid: ZERO };
  const notifications: Update[] = [];
  for (const i of layout.servers) {
    const down = stopped(empty, i);
    const step = goLooking(down, places.env(i));
    const started: Local = layout.mail ? applyStep(down, step) : withoutElection(applyStep(down, step));
    values[places.server(i)] = started;
    const disk = places.disk(i);
    if (disk !== undefined) values[disk] = idleDisk(durableOf(started));
    notifications.push(...(step.send ?? []).flatMap((send) => delivery(places, i, send.to, send.message)));
  }
  return applyUpdates(values, notifications, slotsOf(layout), KINDS);
}
