/**
 * Writes that cannot be decoded. On a quorum of Apache's such a request gets the zxid before it, is never committed, and stops every
 * write from then on, so only servers that stand alone are compared.
 */
import type { ClientOp } from '#impl/wire/client-protocol.js';
import { opCode } from '#impl/wire/op-codes.js';
import { scenario } from '../stage.js';
import type { Scenario, Stage } from '../stage.js';

const OPERATIONS: readonly ClientOp[] = ['create', 'delete', 'setData', 'setACL', 'create2', 'createContainer', 'createTTL'];

const END = 'ffffffff01ffffffff';
const REMOVE = '0000000200ffffffff000000012fffffffff';
const READ = '0000000400ffffffff000000012f00';

async function askEach(stage: Stage, op: ClientOp, ...bodies: readonly string[]): Promise<void> {
  const a = await stage.connect('a');
  for (const body of bodies) await stage.askBytes(a, opCode(op), Buffer.from(body, 'hex'));
  await stage.ask(a, 'sync', { path: '/' });
}

export const malformed: readonly Scenario[] = [
  scenario(
    'writes that cannot be decoded',
    async (stage) => {
      const a = await stage.connect('a');
      for (const op of OPERATIONS) {
        await stage.askBytes(a, opCode(op), new Uint8Array(0));
        await stage.askBytes(a, opCode(op), Buffer.from('0000000a2f', 'hex'));
      }
      await stage.ask(a, 'sync', { path: '/' });
    },
    'alone',
  ),
  scenario(
    'multis that cannot be decoded',
    async (stage) => {
      const nested = `0000000e00ffffffff${END}${END}`;
      const flags = `0000000100ffffffff000000022f79ffffffff0000000000000007${END}`;
      await askEach(stage, 'multi', '', 'ffffffff', REMOVE, `${READ}${END}`, `${REMOVE}${READ}${END}`, nested, flags);
    },
    'alone',
  ),
  scenario('a multiRead that writes', (stage) => askEach(stage, 'multiRead', `${REMOVE}${END}`), 'alone'),
  scenario('a sync of nothing', (stage) => askEach(stage, 'sync', ''), 'alone'),
];
