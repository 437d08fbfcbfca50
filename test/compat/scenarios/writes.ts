/** Every way in which a write can be refused, and which reason wins where there are several; what a write changes. */
import type { Acl } from '#impl/wire/data-records.js';
import { OPEN_ACL } from '../../driver/driver.js';
import { scenario } from '../stage.js';
import type { Ask, Scenario } from '../stage.js';

const data = new Uint8Array([1, 2, 3]);

function create(path: string, flags = 0, acl: readonly Acl[] | null = OPEN_ACL): Ask {
  return ['create', { path, data, acl, flags }];
}

function aclOf(scheme: string, id: string, perms = 31): readonly Acl[] {
  return [{ perms, id: { scheme, id } }];
}

function ttl(path: string, ttlMs: bigint, flags = 5): Ask {
  return ['createTTL', { path, data, acl: OPEN_ACL, flags, ttl: ttlMs }];
}

const remove = (path: string, version = -1): Ask => ['delete', { path, version }];
const set = (path: string, version = -1): Ask => ['setData', { path, data, version }];
const stat = (path: string): Ask => ['exists', { path, watch: false }];

const BAD_PATHS = [
  '',
  'a',
  'a/b',
  '//',
  '/w/',
  '/w//x',
  '/w/.',
  '/w/..',
  '/w/../x',
  '/w/./x',
  '/w/x\u0000y',
  '/w/x\u0001',
  '/w/x\u007f',
  '/w/x\u009f',
  '/w/x\ud800',
  '/w/x\uf8ff',
  '/w/x\ufff0',
  '/w/x\ufffe',
];

const GOOD_PATHS = ['/w/...', '/w/.x', '/w/x.', '/w/x y', '/w/\u00e4\u20ac', '/w/\u00a0', '/w/\uf900', '/w/\uffef'];

export const writes: readonly Scenario[] = [
  scenario('create: paths', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(a, create('/w'), create('/w'), create('/'), create('/no/such'));
    for (const path of BAD_PATHS) await stage.askAll(a, create(path));
    for (const path of GOOD_PATHS) await stage.askAll(a, create(path), remove(path));
    await stage.askAll(a, stat('/w'), remove('/w'));
  }),
  scenario('create: flags', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(a, create('/f'), create('/f/e', 1), create('/f/s-', 2), create('/f/es-', 3));
    await stage.askAll(a, create('/f/x', 7), create('/f/x', -1), create('/f/x', 255), create('no', 7));
    await stage.askAll(a, create('/f/', 2), create('/f/e/child'), create('/f/e/s-', 2), create('/f/e', 1));
    await stage.askAll(a, ['create2', { path: '/f/c2', data: null, acl: OPEN_ACL, flags: 0 }], stat('/f/c2'));
    await stage.askAll(
      a,
      ['create2', { path: '/f/c2-', data, acl: OPEN_ACL, flags: 3 }],
      ['getData', { path: '/f/e', watch: false }],
    );
    await stage.ask(a, 'getChildren2', { path: '/f', watch: false });
  }),
  scenario('create: containers and nodes with a time to live', async (stage) => {
    const a = await stage.connect('a');
    const container = (path: string, flags = 4): Ask => ['createContainer', { path, data, acl: OPEN_ACL, flags }];
    await stage.askAll(a, create('/t'), container('/t/c'), container('/t/c'), container('/t/bad', 9), stat('/t/c'));
    await stage.askAll(a, ttl('/t/ttl', 1_000_000n), ttl('/t/ttl-', 1n, 6), stat('/t/ttl'), ttl('/t/x', 0n), ttl('/t/x', -1n));
    await stage.askAll(a, ttl('/t/max', (1n << 40n) - 1n), ttl('/t/over', 1n << 40n), ttl('/t/odd', 5n, 0), ttl('/t/eph', 5n, 1));
    // Not asked: createTTL with flags 0 and a ttl of -1, which ends a server of Apache's for good: its log cannot be replayed.
    await stage.askAll(a, ['getChildren2', { path: '/t', watch: false }], create('/t/c/inner'), create('/t/ttl/inner'));
  }),
  scenario('create: access lists', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(a, create('/l'));
    for (const acl of [
      null,
      [],
      aclOf('world', 'nobody'),
      aclOf('none', 'x'),
      aclOf('auth', ''),
      aclOf('digest', 'one'),
      aclOf('digest', 'a:b:c'),
      aclOf('ip', '1.2.3'),
      aclOf('ip', '1.2.3.4/33'),
      aclOf('ip', 'x'),
      aclOf('super', 'x:y'),
      aclOf('', ''),
    ]) {
      await stage.askAll(a, create('/l/x', 0, acl));
    }
    await stage.askAll(a, create('/no/such', 0, []), create('bad', 0, []), create('bad', 9, []));
    await stage.askAll(a, create('/l/ip', 0, aclOf('ip', '127.0.0.1/8')));
    await stage.askAll(a, create('/l/v6', 0, aclOf('ip', '::1')));
    await stage.askAll(a, create('/l/twice', 0, [...OPEN_ACL, ...OPEN_ACL]));
    await stage.askAll(a, create('/l/none', 0, aclOf('world', 'anyone', 0)));
    await stage.askAll(a, create('/l/all', 0, aclOf('world', 'anyone', -1)));
    for (const path of ['/l/ip', '/l/twice', '/l/none', '/l/all']) await stage.ask(a, 'getACL', { path });
    await stage.askAll(a, ['auth', { type: 0, scheme: 'digest', auth: new TextEncoder().encode('u:p') }]);
    await stage.askAll(a, create('/l/auth', 0, aclOf('auth', '')), ['getACL', { path: '/l/auth' }]);
  }),
  scenario('delete and setData', async (stage) => {
    const a = await stage.connect('a');
    for (const path of [
      '/',
      '/zookeeper',
      '/zookeeper/quota',
      '/zookeeper/config',
      '',
      'a',
      '/d\u0000',
      '/missing',
      '/no/such',
    ]) {
      await stage.askAll(a, remove(path));
    }
    await stage.askAll(
      a,
      create('/d'),
      create('/d/c'),
      remove('/d', 3),
      remove('/d', 0),
      remove('/d'),
      set('/d', 1),
      set('/d', 0),
    );
    await stage.askAll(
      a,
      set('/d', 0),
      set('/d', -2),
      set('/d'),
      remove('/d/c', 1),
      remove('/d/c', 0),
      stat('/d'),
      remove('/d/'),
    );
    for (const path of ['', 'a', '/d/', '/d/..', '/d\u0000', '/missing', '//', '/zookeeper/config']) {
      await stage.askAll(a, set(path));
    }
    await stage.askAll(a, ['setData', { path: '/d', data: null, version: -1 }], ['getData', { path: '/d', watch: false }]);
    await stage.askAll(a, set('/', 5), set('/'), ['getData', { path: '/', watch: false }]);
    await stage.ask(a, 'setData', { path: '/', data: null, version: -1 });
  }),
  scenario('access lists: who may do what', async (stage) => {
    const a = await stage.connect('a');
    const setAcl = (path: string, acl: readonly Acl[] | null, version = -1): Ask => ['setACL', { path, acl, version }];
    await stage.askAll(a, create('/p'), create('/p/c'));
    for (const perms of [0, 1, 2, 4, 8, 16, 17]) {
      await stage.askAll(
        a,
        create(`/p/${perms}`, 0, OPEN_ACL),
        create(`/p/${perms}/c`),
        setAcl(`/p/${perms}`, aclOf('world', 'anyone', perms)),
      );
      const path = `/p/${perms}`;
      await stage.askAll(a, stat(path), ['getData', { path, watch: false }], ['getChildren', { path, watch: false }]);
      await stage.askAll(a, ['getAllChildrenNumber', { path }], ['getACL', { path }], ['sync', { path }]);
      await stage.askAll(
        a,
        set(path, 9),
        create(`${path}/new`),
        remove(`${path}/c`),
        setAcl(path, aclOf('world', 'anyone', perms), 9),
      );
      await stage.ask(a, 'multi', [{ op: 'check', body: { path, version: 0 } }]);
    }
    for (const path of ['', 'a', '/p/', '/missing', '/p\u0000']) await stage.askAll(a, setAcl(path, OPEN_ACL), setAcl(path, []));
    await stage.askAll(a, setAcl('/p', null), setAcl('/p', []), setAcl('/p', OPEN_ACL, 5), setAcl('/p', OPEN_ACL, 0), stat('/p'));
    await stage.askAll(
      a,
      setAcl('/p', aclOf('digest', 'u:Jq7wMyA/w2Vd5WIDAKdu4OIIFEQ=', 1)),
      ['getACL', { path: '/p' }],
      stat('/p'),
    );
    await stage.ask(a, 'auth', { type: 0, scheme: 'digest', auth: new TextEncoder().encode('u:p') });
    await stage.askAll(a, ['getACL', { path: '/p' }], stat('/p'), setAcl('/p', OPEN_ACL), ['whoAmI', {}]);
  }),
  scenario('sequence numbers count creations', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(a, create('/q'), create('/q/n-', 2), create('/q/n-', 2), create('/q/plain'), create('/q/n-', 2));
    await stage.askAll(a, remove('/q/n-0000000000'), remove('/q/plain'), create('/q/n-', 2), create('/q/', 2), stat('/q'));
    await stage.askTogether(a, create('/q/p-', 2), create('/q/p-', 2), remove('/q/p-0000000006'), create('/q/p-', 2), stat('/q'));
  }),
];
