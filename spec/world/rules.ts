/** The environment of the servers: deliveries, time, clients, connections, faults. Each rule is one kind of step. */
import { enabledAction } from '../kit/protocol.js';
import type { Rule, Update, View } from '../kit/system.js';
import type { Event, Message } from '../model/messages.js';
import type { ServerId } from '../model/quorum.js';
import { stopped } from '../model/state.js';
import type { Local } from '../model/state.js';
import { left } from './bounds.js';
import type { BudgetName } from './bounds.js';
import { afterWrites } from './disk.js';
import type { Disk } from './disk.js';
import { clearLoop, closeEnd, delivery, lanesOf } from './effects.js';
import { sideOf } from './link.js';
import type { Link, Mail, Side } from './link.js';
import { deliverRule, eventRule, headOf } from './server-rules.js';
import type { Occasion, World } from './server-rules.js';

/** Is `event` taken by server `i` as it stands? A condition on the server alone, whatever the event carries. */
function takes(world: World, i: ServerId, event: Event): (s: Local) => boolean {
  const env = world.places.env(i);
  return (s) => enabledAction(world.dispatch, s, event, env).kind === 'one';
}

function spend(world: World, name: BudgetName): Update {
  return { slot: world.places.budget, apply: 'spend', operand: name };
}

/** An occasion that costs one unit of a budget. */
function budgeted(world: World, name: string, budget: BudgetName): Occasion {
  return {
    name,
    reads: [{ slot: world.places.budget, view: left[budget] }],
    allow: (_s, [remaining]) => ((remaining as number) > 0 ? [spend(world, budget)] : `the bound on ${budget} is used up`),
  };
}

const linkHead: Readonly<Record<Side, View>> = {
  0: headOf('head from side 0', (link: Link) => link.queues[0]),
  1: headOf('head from side 1', (link: Link) => link.queues[1]),
};
const mailHead: Readonly<Record<Side, View>> = {
  0: headOf('head from side 0', (mail: Mail) => (mail.up ? mail.queues[0] : [])),
  1: headOf('head from side 1', (mail: Mail) => (mail.up ? mail.queues[1] : [])),
};
const loopHead: View = headOf('head', (queue: readonly Message[]) => queue);

/** A message of the quorum port, of the election port, or of the server to itself, arrives. */
export function deliveries(world: World): readonly Rule[] {
  const { places } = world;
  return places.layout.servers.flatMap((i) => [
    ...places.peersOf(i).map((j) => {
      const side = sideOf(j, i);
      const slot = places.link(j, i);
      return deliverRule(
        world,
        i,
        j,
        `deliver ${String(j)}→${String(i)}`,
        { slot, view: linkHead[side] },
        { slot, apply: 'pop', operand: side },
      );
    }),
    ...places.peersOf(i).flatMap((j) => {
      const side = sideOf(j, i);
      const slot = places.mail(j, i);
      if (slot === undefined) return [];
      return [
        deliverRule(
          world,
          i,
          j,
          `notify ${String(j)}→${String(i)}`,
          { slot, view: mailHead[side] },
          { slot, apply: 'pop', operand: side },
        ),
      ];
    }),
    ...(places.layout.voters.includes(i)
      ? [
          deliverRule(
            world,
            i,
            i,
            `self ${String(i)}`,
            { slot: places.loop(i), view: loopHead },
            { slot: places.loop(i), apply: 'pop', operand: null },
          ),
        ]
      : []),
  ]);
}

/** The disk finishes everything that waits, and what was held behind it leaves. */
export function flushes(world: World): readonly Rule[] {
  const { places } = world;
  return places.layout.servers.flatMap((i) => {
    const slot = places.disk(i);
    if (slot === undefined) return [];
    return [
      {
        name: `flush ${String(i)}`,
        gate: { slot, view: { name: 'has writes', of: (disk: Disk) => disk.pending.length > 0 } },
        reads: [{ slot }],
        outcomes: (values: readonly unknown[]) => {
          const { held } = values[0] as Disk;
          const updates: Update[] = [{ slot, apply: 'flush', operand: null }];
          for (const send of held) updates.push(...delivery(places, i, send.to, send.message));
          return [{ action: 'Flush', args: String(i), updates, lanes: lanesOf(places, i, held) }];
        },
        refusal: () => `Flush(${String(i)}): nothing waits for the disk`,
      },
    ];
  });
}

/** Elections: silence after a quorum agreed, and silence before. */
export function electionTimers(world: World, bounded: boolean): readonly Rule[] {
  const { places } = world;
  if (!places.layout.mail) return [];
  const silence = (i: ServerId): Occasion => {
    const peers = places.peersOf(i);
    const resend = budgeted(world, 'repeat', 'resends');
    const reads = peers.map((j) => ({ slot: places.mail(j, i) ?? -1, view: mailHead[sideOf(j, i)] }));
    return {
      name: 'repeat',
      reads: [...resend.reads, ...reads],
      allow: (s, [remaining, ...heads]) => {
        if (heads.some((head) => head !== null)) return 'a notification is on its way';
        return bounded ? resend.allow(s, [remaining]) : [];
      },
    };
  };
  const always = (name: string): Occasion => ({ name, reads: [], allow: () => [] });
  return places.layout.servers.flatMap((i) => [
    eventRule(world, i, always('finalize'), () => ({ type: 'FinalizeWait' }), takes(world, i, { type: 'FinalizeWait' })),
    eventRule(world, i, silence(i), () => ({ type: 'ElectionTimeout' }), takes(world, i, { type: 'ElectionTimeout' })),
  ]);
}

const listens = (j: ServerId): View => ({
  name: `listens to ${String(j)}`,
  of: (s: Local) => s.role === 'leading' && s.leading?.learners[j] === undefined,
});
const connectable: View = { name: 'connectable', of: (link: Link) => link.up && !link.live && !link.ends[0] && !link.ends[1] };

/** A learner opens its connection to the leader it elected, or finds that nobody listens there. */
export function connections(world: World, bounded: boolean): readonly Rule[] {
  const { places } = world;
  return places.layout.servers.flatMap((j) =>
    places
      .peersOf(j)
      .filter((i) => places.layout.voters.includes(i))
      .flatMap((i) => {
        const link = places.link(i, j);
        const seesListener = [
          { slot: places.server(i), view: listens(j) },
          { slot: link, view: connectable },
        ];
        const connect: Occasion = {
          name: 'connect',
          args: `${String(j)} to ${String(i)}`,
          reads: seesListener,
          allow: (_s, [listening, free]) => {
            if (listening !== true) return `server ${String(i)} does not listen`;
            return free === true
              ? [{ slot: link, apply: 'open', operand: null }]
              : 'the link is cut or an old connection is not yet closed';
          },
        };
        const timeout = budgeted(world, 'give up', 'timeouts');
        const giveUp: Occasion = {
          ...connect,
          name: 'give up',
          reads: [...timeout.reads, ...seesListener],
          allow: (s, [remaining, listening, free]) => {
            if (listening === true && free === true) return 'the connection could be opened';
            return bounded ? timeout.allow(s, [remaining]) : [];
          },
        };
        const wants = (s: Local): boolean => s.vote.leader === i;
        const connected = takes(world, j, { type: 'Connected', to: i });
        const failed = takes(world, j, { type: 'ConnectFailed' });
        return [
          eventRule(world, j, connect, () => ({ type: 'Connected', to: i }), connected),
          eventRule(
            world,
            j,
            giveUp,
            () => ({ type: 'ConnectFailed' }),
            (s) => wants(s) && failed(s),
          ),
        ];
      }),
  );
}

/** One end notices that its connection is broken. Until it does, it goes on believing. */
export function detections(world: World): readonly Rule[] {
  const { places } = world;
  return places.layout.servers.flatMap((i) =>
    places.peersOf(i).map((j) => {
      const slot = places.link(i, j);
      const side = sideOf(i, j);
      const occasion: Occasion = {
        name: 'notice',
        args: `${String(i)} of ${String(j)}`,
        reads: [{ slot, view: { name: `broken for side ${String(side)}`, of: (link: Link) => link.ends[side] && !link.live } }],
        allow: (_s, [broken]) => (broken === true ? [{ slot, apply: 'close', operand: side }] : 'the connection is not broken'),
      };
      const event: Event = { type: 'Disconnected', peer: j };
      return eventRule(world, i, occasion, () => event, takes(world, i, event));
    }),
  );
}

/** A leader waits too long for a quorum. Losing an established one is noticed for free; the rest costs a time-out. */
export function quorumTimers(world: World, bounded: boolean): readonly Rule[] {
  return world.places.layout.voters.map((i) => {
    const timeout = budgeted(world, 'quorum time-out', 'timeouts');
    const occasion: Occasion = {
      ...timeout,
      allow: (s, seen) => (bounded && s.phase !== 'broadcast' ? timeout.allow(s, seen) : []),
    };
    return eventRule(world, i, occasion, () => ({ type: 'QuorumTimeout' }), takes(world, i, { type: 'QuorumTimeout' }));
  });
}

/** Clients write and sync, ticks pass, snapshots are taken: each within its budget. Values count on from `written`, so all differ. */
export function load(world: World, txns: number, written: number): readonly Rule[] {
  const value = ([remaining]: readonly unknown[]): number => written + txns - (remaining as number) + 1;
  const snapshot = (s: Local): Event => ({ type: 'SnapshotTaken', zxid: s.lastCommitted });
  return world.places.layout.servers.flatMap((i) => [
    eventRule(
      world,
      i,
      budgeted(world, 'write', 'txns'),
      (seen) => ({ type: 'ClientWrite', value: value(seen) }),
      takes(world, i, { type: 'ClientWrite', value: 0 }),
    ),
    eventRule(
      world,
      i,
      budgeted(world, 'sync', 'syncs'),
      () => ({ type: 'ClientSync' }),
      takes(world, i, { type: 'ClientSync' }),
    ),
    eventRule(world, i, budgeted(world, 'tick', 'pings'), () => ({ type: 'Tick' }), takes(world, i, { type: 'Tick' })),
    eventRule(
      world,
      i,
      budgeted(world, 'snapshot', 'snapshots'),
      (_seen, s) => snapshot(s),
      (s) => takes(world, i, snapshot(s))(s),
    ),
  ]);
}

const RUNS: View = { name: 'runs', of: (s: Local) => s.role !== 'down' };
const STOPPED: View = { name: 'stopped', of: (s: Local) => s.role === 'down' };

/** A server dies between any two durable writes: some prefix of what waited for the disk has reached it. */
export function crashes(world: World): readonly Rule[] {
  const { places } = world;
  return places.layout.servers.map((i) => {
    const server = places.server(i);
    const disk = places.disk(i);
    const wires = [
      ...places.peersOf(i).map((j) => closeEnd(places, i, j)),
      ...places.peersOf(i).flatMap((j) => {
        const mail = places.mail(i, j);
        return mail === undefined ? [] : [{ slot: mail, apply: 'clear', operand: sideOf(i, j) }];
      }),
      ...(places.layout.voters.includes(i) ? [clearLoop(places, i)] : []),
      spend(world, 'crashes'),
    ];
    const lanes = [{ kind: 'lost' as const, lane: places.lane(i), text: 'crash' }];
    return {
      name: `crash ${String(i)}`,
      gate: { slot: server, view: RUNS },
      reads: [{ slot: places.budget, view: left.crashes }, { slot: disk ?? server }],
      outcomes: ([remaining, value]: readonly unknown[]) => {
        if ((remaining as number) <= 0) return [];
        if (disk === undefined) {
          const dead: Update = { slot: server, set: stopped(value as Local, i) };
          return [{ action: 'Crash', args: String(i), updates: [dead, ...wires], lanes }];
        }
        const before = value as Disk;
        return [...before.pending.keys(), before.pending.length].map((kept) => {
          const dead: Update = { slot: server, set: stopped(afterWrites(before, kept), i) };
          const updates = [dead, { slot: disk, apply: 'crash', operand: kept }, ...wires];
          const args =
            before.pending.length === 0
              ? String(i)
              : `${String(i)} keeping ${String(kept)} of ${String(before.pending.length)} writes`;
          return { action: 'Crash', args, updates, lanes };
        });
      },
      refusal: () => `Crash(${String(i)}): the bound on crashes is used up`,
    };
  });
}

/** A stopped server starts again from its disk. */
export function starts(world: World): readonly Rule[] {
  const always: Occasion = { name: 'start', reads: [], allow: () => [] };
  return world.places.layout.servers.map((i) =>
    eventRule(world, i, always, () => ({ type: 'Start' }), STOPPED.of as (s: Local) => boolean),
  );
}

const UP: View = { name: 'up', of: (link: Link) => link.up };
const CUT: View = { name: 'cut', of: (link: Link) => !link.up };

function onPair(world: World, i: ServerId, j: ServerId, apply: 'cut' | 'heal'): Update[] {
  const mail = world.places.mail(i, j);
  const link = { slot: world.places.link(i, j), apply, operand: null };
  return mail === undefined ? [link] : [link, { slot: mail, apply, operand: null }];
}

/** Two servers stop hearing each other, all in flight between them is lost, and later they hear each other again. */
export function partitions(world: World): readonly Rule[] {
  return pairs(world).map(([i, j]) => ({
    name: `partition ${String(i)}-${String(j)}`,
    gate: { slot: world.places.link(i, j), view: UP },
    reads: [{ slot: world.places.budget, view: left.partitions }],
    outcomes: ([remaining]: readonly unknown[]) =>
      (remaining as number) > 0
        ? [
            {
              action: 'Partition',
              args: `${String(i)}, ${String(j)}`,
              updates: [...onPair(world, i, j, 'cut'), spend(world, 'partitions')],
            },
          ]
        : [],
    refusal: () => `Partition(${String(i)}, ${String(j)}): the bound on partitions is used up`,
  }));
}

export function heals(world: World): readonly Rule[] {
  return pairs(world).map(([i, j]) => ({
    name: `heal ${String(i)}-${String(j)}`,
    gate: { slot: world.places.link(i, j), view: CUT },
    reads: [],
    outcomes: () => [{ action: 'Heal', args: `${String(i)}, ${String(j)}`, updates: onPair(world, i, j, 'heal') }],
    refusal: () => `Heal(${String(i)}, ${String(j)}): they are not partitioned`,
  }));
}

function pairs(world: World): readonly (readonly [ServerId, ServerId])[] {
  const { places } = world;
  return places.layout.servers.flatMap((i) =>
    places
      .peersOf(i)
      .filter((j) => i < j)
      .map((j) => [i, j] as const),
  );
}
