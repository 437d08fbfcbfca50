/** Every seed can be played, is a sound state, and is what it says it is. */
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { shown } from '#spec/kit/evaluate.js';
import { enabledSteps } from '#checker/replay/replay.js';
import type { System } from '#spec/kit/system.js';
import type { Local } from '#spec/model/state.js';
import { compareZxids } from '#spec/model/zxid.js';
import { protocols } from '#spec/catalogue.js';
import type { Link, Mail } from '#spec/world/link.js';
import { z } from '../models/servers.js';

/** A played seed, to be asked about. */
interface Scene {
  readonly voters: number;
  /** False where elections are one step. */
  readonly fine: boolean;
  readonly server: (id: number) => Local;
  readonly observers: readonly Local[];
  readonly link: (a: number, b: number) => Link;
  readonly mail: (a: number, b: number) => Mail;
  /** Ids of the actions that can be taken. */
  readonly enabled: readonly string[];
}

function sceneOf(system: System, voters: number, servers: number): Scene {
  const [values = []] = system.initial;
  const at = (name: string): unknown => {
    const slot = system.slots.findIndex((each) => each.name === name);
    assert.ok(slot >= 0, `no slot ${name}`);
    return values[slot];
  };
  const server = (id: number): Local => at(`server ${id}`) as Local;
  const pair = (a: number, b: number): string => `${Math.min(a, b)}-${Math.max(a, b)}`;
  return {
    voters,
    fine: system.slots.some(({ kind }) => kind === 'mail'),
    server,
    observers: range(voters + 1, servers).map(server),
    link: (a, b) => at(`link ${pair(a, b)}`) as Link,
    mail: (a, b) => at(`mail ${pair(a, b)}`) as Mail,
    enabled: enabledSteps(system, values).map(({ action }) => action),
  };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_unused, index) => first + index);
}

function assertServes(s: Local, leader: number, epoch: number): void {
  assert.deepEqual([s.phase, s.vote.leader, s.currentEpoch, s.acceptedEpoch], ['broadcast', leader, epoch, epoch]);
}

/** Server `leader` leads `epoch` in broadcast, and so do these follow it. */
function assertEstablished(scene: Scene, leader: number, epoch: number, followers: readonly number[]): void {
  assert.equal(scene.server(leader).role, 'leading');
  assertServes(scene.server(leader), leader, epoch);
  for (const follower of followers) {
    assert.equal(scene.server(follower).role, 'following');
    assertServes(scene.server(follower), leader, epoch);
  }
}

/** The first leader has one entry more than anybody else, and is down; what they share is delivered. */
function assertDivergedIsDown(scene: Scene): void {
  const last = scene.server(scene.voters);
  assert.equal(last.role, 'down');
  assert.equal(last.history.toString(), '⟨1.1=1 1.2=2⟩');
  for (const other of range(1, scene.voters - 1)) assert.equal(scene.server(other).history.toString(), '⟨1.1=1⟩');
}

const MEANT: Readonly<Record<string, (scene: Scene) => void>> = {
  cold: ({ voters, fine, server, mail }) => {
    for (const id of range(1, voters)) {
      const s = server(id);
      assert.deepEqual([s.role, s.acceptedEpoch, s.currentEpoch, s.history.length, s.vote.leader], ['looking', 0, 0, 0, id]);
    }
    if (fine) assert.ok(range(2, voters).every((id) => mail(1, id).queues.every((queue) => queue.length === 1)));
  },
  elected: ({ voters, server, link }) => {
    assert.deepEqual([server(voters).role, server(voters).phase], ['leading', 'discovery']);
    for (const id of range(1, voters - 1)) {
      const { role, phase, vote, connected } = server(id);
      assert.deepEqual([role, phase, vote.leader, connected], ['following', 'discovery', voters, false]);
      assert.equal(link(id, voters).live, false);
    }
  },
  promised: ({ server, link }) => {
    assert.deepEqual([server(1).role, server(1).acceptedEpoch, server(1).currentEpoch], ['looking', 1, 0]);
    assert.deepEqual([server(3).role, server(3).acceptedEpoch, server(3).currentEpoch], ['leading', 1, 0]);
    assert.deepEqual(server(3).leading?.learners[1], undefined);
    assert.deepEqual([link(1, 3).up, link(1, 3).live], [true, false]);
  },
  rejected: (scene) => {
    const [leader, back] = [scene.server(2), scene.server(3)];
    assert.equal(leader.role, 'leading');
    assert.deepEqual([back.acceptedEpoch, back.currentEpoch], [leader.acceptedEpoch, 1]);
    assert.ok(back.acceptedEpoch > back.currentEpoch);
    assert.ok(compareZxids(back.history.lastZxid, leader.history.lastZxid) > 0);
    assert.equal(leader.leading?.learners[3], undefined);
    assert.equal(scene.link(2, 3).live, false);
  },
  overpromised: ({ server, mail }) => {
    assert.deepEqual([server(1).role, server(1).acceptedEpoch, server(1).currentEpoch], ['looking', 2, 0]);
    assert.deepEqual([server(3).role, server(3).acceptedEpoch], ['leading', 1]);
    assert.equal(mail(1, 3).queues[1][0]?.vote.leader, 3);
  },
  established: (scene) => {
    assertEstablished(scene, scene.voters, 1, range(1, scene.voters - 1));
    for (const id of range(1, scene.voters)) assert.equal(scene.server(id).history.length, 0);
  },
  s1: (scene) => {
    const { voters, server, link } = scene;
    assertEstablished(scene, voters, 1, range(1, voters - 1));
    for (const id of range(1, voters)) assert.deepEqual(server(id).lastCommitted, z('1.1'));
    assert.equal(server(voters).history.toString(), '⟨1.1=1 1.2=2⟩');
    for (const id of range(1, voters - 1)) {
      assert.equal(server(id).history.toString(), '⟨1.1=1⟩');
      assert.deepEqual(link(id, voters).queues, [[], [{ type: 'PROPOSAL', zxid: z('1.2'), value: 2 }]]);
    }
  },
  diverged: (scene) => {
    assertDivergedIsDown(scene);
    const others = range(1, scene.voters - 1).map(scene.server);
    const elected = others.every((s) => s.phase !== 'election' && s.vote.leader === scene.voters - 1);
    assert.ok(elected || others.every((s) => s.role === 'looking'));
    assert.equal(elected, scene.fine);
  },
  rejoin: (scene) => {
    assertDivergedIsDown(scene);
    assertEstablished(scene, scene.voters - 1, 2, range(1, scene.voters - 2));
  },
  behind: (scene) => {
    const [first, leader] = [scene.server(1), scene.server(scene.voters)];
    assert.equal(first.role, 'down');
    assertEstablished(scene, scene.voters, 1, range(2, scene.voters - 1));
    assert.ok(compareZxids(first.history.lastZxid, leader.snapshotZxid) < 0);
  },
  lagging: (scene) => {
    const [first, leader] = [scene.server(1), scene.server(scene.voters)];
    assert.equal(first.role, 'down');
    assertEstablished(scene, scene.voters, 1, range(2, scene.voters - 1));
    assert.equal(leader.history.after(first.history.lastZxid).length, 2);
    assert.ok(first.history.has(leader.snapshotZxid));
  },
  'two-leaders': (scene) => {
    const { voters, server, link } = scene;
    assertEstablished(scene, voters, 1, []);
    assertEstablished(scene, voters - 1, 2, range(1, voters - 2));
    for (const id of range(1, voters - 1)) assert.deepEqual([link(id, voters).up, link(id, voters).live], [false, false]);
    assert.equal(range(1, voters).filter((id) => server(id).role === 'leading').length, 2);
  },
  'last-counter': (scene) => {
    assertEstablished(scene, scene.voters, 1, range(1, scene.voters - 1));
    assert.ok(scene.enabled.includes('LeaderRollsOverOnClientWrite'));
    assert.ok(!scene.enabled.includes('LeaderOnClientWrite'));
  },
  'observer-away': (scene) => {
    assertEstablished(scene, scene.voters, 1, range(1, scene.voters - 1));
    assert.deepEqual(
      scene.observers.map(({ role }) => role),
      ['down'],
    );
  },
};

/** Seeds whose scripts are for three voters. */
const THREE_ONLY = ['promised', 'rejected', 'overpromised'];
/** Seeds that mean something where one voter is alone. */
const ALONE = ['cold', 'established', 'last-counter', 'observer-away'];

function isPlayed(seedState: string, nodes: number): boolean {
  if (nodes === 1) return ALONE.includes(seedState);
  return nodes === 3 || !THREE_ONLY.includes(seedState);
}

for (const { id: protocol, seeds, build, disks } of protocols.filter(({ observers }) => observers)) {
  test(`${protocol}: what every seed means is checked here`, () => {
    assert.deepEqual(
      seeds.map(({ id }) => id).filter((id) => !(id in MEANT)),
      [],
    );
  });

  for (const { id: seedState, means } of seeds) {
    for (const nodes of [1, 3, 5]) {
      const observers = seedState === 'observer-away' ? 1 : 0;
      const built = disks.map((disk) => ({ disk, model: build({ nodes, observers, disk, seedState, bounds: {} }) }));
      if (!isPlayed(seedState, nodes)) {
        test(`${protocol}, ${seedState}: refused for ${nodes === 1 ? '1 voter' : `${nodes} voters`}`, () => {
          for (const { model } of built) assert.match(model.ok ? '' : model.error, /has no seed state/);
        });
        continue;
      }
      test(`${protocol}, ${seedState}, voters ${nodes}: ${means}`, () => {
        for (const { disk, model } of built) {
          assert.ok(model.ok, model.ok ? '' : `${disk}: ${model.error}`);
          assertInvariantsHold(model.system);
          MEANT[seedState]?.(sceneOf(model.system, nodes, nodes + observers));
        }
      });
    }
  }
}

for (const { id: protocol, seeds, build } of protocols.filter(({ observers }) => !observers)) {
  test(`${protocol}: every seed can be played, and its invariants hold`, () => {
    for (const { id: seedState } of seeds) {
      for (const nodes of [3, 5]) {
        const model = build({ nodes, observers: 0, seedState, bounds: {} });
        assert.ok(model.ok, model.ok ? '' : model.error);
        assertInvariantsHold(model.system);
      }
    }
  });
}

function assertInvariantsHold({ initial, invariants }: System): void {
  for (const state of initial) {
    for (const { id, args, reads, holds } of invariants) assert.equal(holds(shown(reads, state)), true, `${id}(${args})`);
  }
}

/** A looking voter and a settled observer answer each other without end: see `unit/spec/actions/election`. */
test('every seed can be played beside an observer', () => {
  for (const { seeds, build } of protocols.filter(({ observers }) => observers)) {
    const refused = seeds.map(({ id }) => build({ nodes: 3, observers: 1, seedState: id, bounds: {} })).filter(({ ok }) => !ok);
    assert.deepEqual(
      refused.map((model) => (model.ok ? '' : model.error)),
      [],
    );
  }
});
