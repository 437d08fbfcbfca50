/** Operations that do not go together: codes with other codes' flags, requests behind a close, identities that come late. */
import type { ClientOp } from '#impl/wire/client-protocol.js';
import { OPEN_ACL } from '../../driver/driver.js';
import { scenario } from '../stage.js';
import type { Ask, Scenario } from '../stage.js';

const data = new Uint8Array([1]);
const create = (path: string, flags = 0): Ask => ['create', { path, data, acl: OPEN_ACL, flags }];
const auth = (secret: string): Ask => ['auth', { type: 0, scheme: 'digest', auth: new TextEncoder().encode(secret) }];

const mine = [{ perms: 31, id: { scheme: 'auth', id: '' } }];
const createMine = (path: string): Ask => ['create', { path, data, acl: mine, flags: 0 }];

function createBy(op: ClientOp, path: string, flags: number): Ask {
  const body = { path, data, acl: OPEN_ACL, flags };
  if (op === 'createTTL') return [op, { ...body, ttl: 100_000n }];
  return [op, body] as Ask;
}

export const mixtures: readonly Scenario[] = [
  // Apache takes the kind of node from the operation, and whether it is sequential or ephemeral from the flags.
  ...(['create', 'create2', 'createContainer', 'createTTL'] as const).map((op) =>
    scenario(`${op} with every flag`, async (stage) => {
      const a = await stage.connect('a');
      await stage.ask(a, 'create', { path: '/mix', data, acl: OPEN_ACL, flags: 0 });
      for (let flags = 0; flags <= 6; flags++) {
        // An ephemeral container: to Apache's leader ephemeral until it has applied it, then not, so what a child is told varies.
        if (op === 'createContainer' && (flags === 1 || flags === 3)) continue;
        await stage.askAll(a, createBy(op, `/mix/${flags}`, flags), create(`/mix/${flags}/child`));
        await stage.ask(a, 'exists', { path: `/mix/${flags}`, watch: false });
      }
      await stage.askAll(a, ['getEphemerals', { prefixPath: null }], ['getChildren2', { path: '/mix', watch: false }]);
    }),
  ),
  scenario('an identity counts for what is asked after it', async (stage) => {
    const a = await stage.connect('a');
    const asks = [createMine('/late'), auth('u:p'), createMine('/late'), createMine('/later')] as const;
    // Not in the order of arrival: replies to auth overtake others.
    for (const { type, zxid, err } of await Promise.all(asks.map(([op, body]) => a.request(op, body as never)))) {
      stage.log(`${type} ${stage.form.zxid(zxid)} ${err}`);
    }
    stage.skip(a);
    await stage.askAll(a, ['getACL', { path: '/late' }], ['getACL', { path: '/later' }]);
  }),
  scenario('a sequence of dots is no bad path', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(
      a,
      create('/dots'),
      create('/dots/.', 2),
      create('/dots/..', 2),
      create('/dots/./', 2),
      create('/dots//', 2),
    );
    await stage.ask(a, 'getChildren', { path: '/dots', watch: false });
  }),
  scenario('ephemerals of two sessions, one of which closes', async (stage) => {
    const a = await stage.connect('a');
    const b = await stage.connect('b');
    await stage.askAll(a, create('/two'), create('/two/a', 1));
    await stage.askAll(b, create('/two/b', 1), ['delete', { path: '/two/a', version: -1 }], create('/two/a', 1));
    await stage.ask(a, 'closeSession', {});
    await stage.closed(a);
    await stage.askAll(b, ['getChildren2', { path: '/two', watch: false }], ['getEphemerals', { prefixPath: null }]);
  }),
  scenario('a thousand requests at once', async (stage) => {
    const a = await stage.connect('a');
    await stage.ask(a, 'create', { path: '/many', data: null, acl: OPEN_ACL, flags: 0 });
    await stage.ask(a, 'addWatch', { path: '/many', mode: 0 });
    const asks = Array.from({ length: 250 }, (_, index): readonly Ask[] => [
      ['setData', { path: '/many', data: new Uint8Array([index % 256]), version: index }],
      ['getData', { path: '/many', watch: false }],
      ['setData', { path: '/many', data: null, version: 0x7fff }],
      create('/many/n-', 2),
    ]);
    await stage.askTogether(a, ...asks.flat());
  }),
];
