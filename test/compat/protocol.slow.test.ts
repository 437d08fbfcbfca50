/**
 * The client protocol frame by frame: each scenario is played to Apache ZooKeeper and to us, alone and in ensembles of three through
 * each role, and the transcripts must be the same.
 *
 * Accepted differences, with reasons, are in `differences.ts`. What transcripts leave out is said in `normal-form.ts`.
 */
import { after, before, describe, test } from 'node:test';
import { needs } from '../peers/cache.js';
import { apacheClassPath } from '../peers/class-path.js';
import { expectedOfUs } from './differences.js';
import { portsFrom, ROLES } from './roles.js';
import type { Role } from './roles.js';
import { scenariosFor } from './scenarios/index.js';
import { assertSame } from './same.js';
import { quotas } from './scenarios/quotas.js';
import { vanishing } from './scenarios/vanishing.js';
import { unlisted } from './scenarios/words.js';
import { play } from './stage.js';
import type { Scenario } from './stage.js';
import { IS_OURS, startPair } from './subjects.js';
import type { Pair } from './subjects.js';

const SCENARIO_TIMEOUT_MS = 60_000;

interface Setting extends Role {
  readonly name: string;
  readonly scenarios: readonly Scenario[];
}

const QUOTAS = { enforceQuota: 'true' };
const CHECKED_OFTEN = { 'znode.container.checkIntervalMs': '200' };

function withProperties({ options, mode }: Role, properties: Readonly<Record<string, string>>): Role {
  return { options: { ...options, properties }, mode };
}

const SETTINGS: readonly Setting[] = [
  ...Object.entries(ROLES).map(([name, role]) => ({ name, ...role, scenarios: scenariosFor(name) })),
  { name: 'quotas, alone', ...withProperties(ROLES.alone, QUOTAS), scenarios: quotas },
  // Not through a follower: Apache's leader checks quotas by what it has applied, and a follower may tell of a write before that.
  { name: 'quotas, leader', ...withProperties(ROLES.leader, QUOTAS), scenarios: quotas },
  { name: 'vanishing nodes, alone', ...withProperties(ROLES.alone, CHECKED_OFTEN), scenarios: vanishing },
  { name: 'vanishing nodes, follower', ...withProperties(ROLES.follower, CHECKED_OFTEN), scenarios: vanishing },
  {
    name: 'few words',
    options: { servers: 1, properties: { '4lw.commands.whitelist': 'ruok, srvr' } },
    mode: 'standalone',
    scenarios: unlisted,
  },
];

for (const { name, options, mode, scenarios } of SETTINGS) {
  describe(`protocol, ${name}`, needs(apacheClassPath()), () => {
    let pair: Pair;
    let reference: readonly number[] = [];
    let subject: readonly number[] = [];

    before(async () => {
      pair = await startPair(options);
      reference = await portsFrom(pair.reference, mode);
      subject = await portsFrom(pair.subject, mode);
    });

    after(async () => {
      await pair.close();
    });

    for (const each of scenarios) {
      test(each.name, { timeout: SCENARIO_TIMEOUT_MS }, async () => {
        // Both, even if one fails, so that the next scenario finds them alike.
        const [expected, actual] = await Promise.allSettled([play(each, reference), play(each, subject)]);
        if (expected.status === 'rejected') throw expected.reason;
        if (actual.status === 'rejected') throw actual.reason;
        const due = IS_OURS ? expectedOfUs(each.name, expected.value) : expected.value;
        assertSame(actual.value, due);
      });
    }
  });
}
