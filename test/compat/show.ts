/**
 * Prints transcripts: `tsx test/compat/show.ts apache|zabkeeper alone|follower|leader|observer [part of a scenario's name]`.
 *
 * For reading what Apache does, and for `diff`.
 */
import assert from 'node:assert/strict';
import { apacheSoftware } from '../peers/apache.js';
import { startEnsemble } from '../peers/ensemble.js';
import { ZABKEEPER } from '../peers/zabkeeper.js';
import { portsFrom, ROLES } from './roles.js';
import { scenariosFor } from './scenarios/index.js';
import { play, SUPER_DIGEST } from './stage.js';

const [software, roleName = 'alone', part = ''] = process.argv.slice(2);
assert(software === 'apache' || software === 'zabkeeper', 'apache or zabkeeper?');
assert(roleName in ROLES, `one of ${Object.keys(ROLES).join(', ')}`);
const role = ROLES[roleName as keyof typeof ROLES];

const ensemble = await startEnsemble(software === 'apache' ? apacheSoftware() : ZABKEEPER, {
  ...role.options,
  properties: SUPER_DIGEST,
});
try {
  const ports = await portsFrom(ensemble, role.mode);
  for (const scenario of scenariosFor(roleName).filter(({ name }) => name.includes(part))) {
    console.log(`\n== ${scenario.name}`);
    for (const line of await play(scenario, ports)) console.log(line);
  }
} finally {
  for (const server of ensemble.servers) console.error(`-- log of ${server.id}\n${server.log()}`);
  await ensemble.close();
}
