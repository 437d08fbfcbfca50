/** Reads, operations about the connection, and frames that no client should send but servers must answer. */
import { OPEN_ACL } from '../../driver/driver.js';
import { scenario } from '../stage.js';
import type { Ask, Scenario } from '../stage.js';

const ODD_PATHS = ['', 'a', '/r/', '//', '/r/..', '/missing', '/no/such', '/r\u0000', '/zookeeper', '/zookeeper/config'];
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const create = (path: string, flags = 0): Ask => ['create', { path, data: text(path), acl: OPEN_ACL, flags }];

function pathBody(path: string, ...ints: readonly number[]): Uint8Array {
  const name = text(path);
  const bytes = Buffer.alloc(4 + name.length + 4 * ints.length);
  bytes.writeInt32BE(name.length);
  bytes.set(name, 4);
  for (const [index, value] of ints.entries()) bytes.writeInt32BE(value, 4 + name.length + 4 * index);
  return bytes;
}

export const reads: readonly Scenario[] = [
  scenario('reads of odd paths', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(a, create('/r'));
    for (const path of ODD_PATHS) {
      // The configuration differs between ensembles: ports.
      if (path !== '/zookeeper/config') await stage.askAll(a, ['getData', { path, watch: false }]);
      if (path !== '/zookeeper/config') await stage.askAll(a, ['exists', { path, watch: false }]);
      await stage.askAll(a, ['getACL', { path }], ['getChildren', { path, watch: false }], ['getAllChildrenNumber', { path }]);
      if (path !== '/zookeeper/config') await stage.askAll(a, ['getChildren2', { path, watch: false }], ['sync', { path }]);
    }
  }),
  scenario('counts and lists', async (stage) => {
    const a = await stage.connect('a');
    const b = await stage.connect('b');
    await stage.askAll(
      a,
      create('/n'),
      create('/n/a', 1),
      create('/n/ab', 1),
      create('/n/c'),
      create('/n/c/d', 1),
      create('/n2', 1),
    );
    await stage.askAll(b, create('/n/b', 1));
    for (const prefixPath of [null, '', '/', ' ', '/n', '/n/', '/n/a', '/missing', 'n']) {
      await stage.askAll(a, ['getEphemerals', { prefixPath }]);
    }
    for (const path of ['/', '/n', '/n/c', '/n/a', '/zookeeper']) await stage.ask(a, 'getAllChildrenNumber', { path });
    await stage.ask(b, 'getEphemerals', { prefixPath: null });
  }),
  scenario('who am I, and auth', async (stage) => {
    const a = await stage.connect('a');
    const auth = (scheme: string, secret: string): Ask => ['auth', { type: 0, scheme, auth: text(secret) }];
    await stage.askAll(a, ['whoAmI', {}], auth('digest', 'u:p'), auth('digest', 'u:p'), auth('digest', 'v:q'), ['whoAmI', {}]);
    await stage.askAll(a, auth('digest', 'nocolon'), auth('digest', ''), auth('ip', 'x'), ['whoAmI', {}]);
    for (const scheme of ['world', 'auth', 'super', 'nonesuch', '']) {
      const b = await stage.connect(`b-${scheme}`);
      await stage.askAll(b, auth(scheme, 'anyone'));
      await stage.closed(b);
    }
  }),
  scenario('the reply to an auth has the xid of its request', async (stage) => {
    const a = await stage.connect('a');
    await stage.askBytes(a, 100, Buffer.concat([Buffer.alloc(4), pathBody('digest'), pathBody('u:p')]), 77);
    await stage.askBytes(a, 11, new Uint8Array(0), 78);
    await stage.askBytes(a, 11, new Uint8Array(0), -2);
    await stage.askBytes(a, 11, new Uint8Array([1, 2, 3]), 0);
    await stage.askBytes(a, 3, pathBody('/', 0), -1000);
    await stage.askBytes(a, 3, pathBody('/', 0), 0);
    await stage.askBytes(a, 3, pathBody('/', 0), 0x7fff_ffff);
  }),
  scenario('a token of SASL where none is configured', async (stage) => {
    const a = await stage.connect('a');
    await stage.askAll(a, ['sasl', { token: text('x') }], ['sasl', { token: text('') }], ['sasl', { token: text('y') }]);
  }),
  // Apache lets clients send createSession (-10) and deleteContainer (20) as well: see the README of `impl/wire`.
  ...[0, 10, 13, 23, 99, 108, -1, 0x7fff_ffff].map((type) =>
    scenario(`operation ${type} does not exist for clients`, async (stage) => {
      const a = await stage.connect('a');
      await stage.askBytes(a, type, pathBody('/', 0));
      await stage.closed(a);
    }),
  ),
  scenario('reads whose body ends too soon', async (stage) => {
    const a = await stage.connect('a');
    for (const type of [3, 4, 6, 8, 12, 17, 18, 101, 104, 105, 106]) {
      await stage.askBytes(a, type, new Uint8Array(0));
      await stage.askBytes(a, type, Buffer.from('0000000a2f', 'hex'));
      await stage.askBytes(a, type, Buffer.from('fffffffe2f00', 'hex'));
    }
    await stage.askBytes(a, 103, Buffer.from('0000000a2f', 'hex'));
    await stage.askBytes(a, 22, Buffer.from('0000000400ffffffff', 'hex'));
    await stage.ask(a, 'exists', { path: '/', watch: false });
  }),
  scenario('bytes behind a body are let be', async (stage) => {
    const a = await stage.connect('a');
    await stage.askBytes(a, 3, pathBody('/', 0, 5, 6, 7));
    await stage.askBytes(a, 4, Buffer.concat([pathBody('/'), new Uint8Array([9])]));
    await stage.askBytes(a, 9, pathBody('/', 1));
    await stage.askBytes(a, 107, pathBody('/', 1));
  }),
  scenario('watches that are not there, and modes that are none', async (stage) => {
    const a = await stage.connect('a');
    for (const mode of [-1, 2, 3, 99]) await stage.ask(a, 'addWatch', { path: '/', mode });
    for (const path of ['', 'a', '/missing', '/x\u0000', '//']) await stage.ask(a, 'addWatch', { path, mode: 0 });
    for (const type of [-1, 0, 1, 2, 3, 4, 5, 6, 99]) {
      await stage.askAll(a, ['checkWatches', { path: '/nw', type }], ['removeWatches', { path: '/nw', type }]);
    }
    await stage.askAll(a, ['removeWatches', { path: 'bad', type: 3 }], ['checkWatches', { path: '', type: 3 }]);
  }),
  scenario('a frame longer than jute.maxbuffer closes the connection', async (stage) => {
    const a = await stage.connect('a');
    await stage.ask(a, 'create', { path: '/big', data: new Uint8Array(0xf_ffff - 100).fill(65), acl: OPEN_ACL, flags: 0 });
    await stage.ask(a, 'getData', { path: '/big', watch: false });
    await stage.ask(a, 'delete', { path: '/big', version: -1 });
    a.raw(Buffer.from('00100000', 'hex'));
    await stage.closed(a);
    const b = await stage.connect('b');
    b.raw(Buffer.from('ffffffff', 'hex'));
    await stage.closed(b);
    const c = await stage.connect('c');
    c.raw(Buffer.from('00000004 00000001'.replaceAll(' ', ''), 'hex'));
    await stage.closed(c);
    const d = await stage.connect('d');
    d.raw(Buffer.from('00000000', 'hex'));
    await stage.closed(d);
  }),
  scenario('reconfiguration that is off', async (stage) => {
    const a = await stage.connect('a');
    const nothing = { joiningServers: null, leavingServers: null, newMembers: null, curConfigId: -1n };
    await stage.askAll(a, ['reconfig', nothing], ['reconfig', { ...nothing, leavingServers: '3' }]);
  }),
];
