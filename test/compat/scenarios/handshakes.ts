/** Handshakes: what is asked, what is settled for, and what is refused without a word. */
import { OPEN_ACL } from '../../driver/driver.js';
import { connectFrame } from '../../driver/handshake.js';
import { scenario } from '../stage.js';
import type { Scenario } from '../stage.js';

const FAR_AHEAD = { epoch: 0x7fff_fffe, counter: 1 };
const NEGATIVE = { epoch: 0x8000_0000, counter: 5 };

function withRest(frame: Uint8Array, more: number): Uint8Array {
  const bytes = new Uint8Array(frame.length + more);
  bytes.set(frame);
  new DataView(bytes.buffer).setInt32(0, frame.length + more - 4);
  return bytes;
}

function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

export const handshakes: readonly Scenario[] = [
  scenario('the response has the field that the request has', async (stage) => {
    await stage.handshake('read-write', { readOnly: false });
    await stage.handshake('also read-only', { readOnly: true });
    await stage.handshake('before 3.4', { readOnly: null });
    await stage.handshake('version 7', { protocolVersion: 7 });
  }),
  scenario('timeouts are clamped', async (stage) => {
    for (const timeoutMs of [1, 0, -1, 999, 1000, 1001, 9999, 10_000, 10_001, 0x7fff_ffff, -0x8000_0000]) {
      await stage.handshake(`timeout ${timeoutMs}`, { timeoutMs });
    }
  }),
  scenario('passwords of new sessions are the server’s', async (stage) => {
    await stage.handshake('null', { passwd: null });
    await stage.handshake('empty', { passwd: new Uint8Array(0) });
    await stage.handshake('long', { passwd: new Uint8Array(40).fill(1) });
  }),
  scenario('a client that has seen what the server has not is turned away', async (stage) => {
    const a = await stage.connect('a');
    const { epoch, counter } = await a.ping();
    await stage.handshake('level', { lastZxidSeen: { epoch, counter } });
    await stage.handshake('far ahead', { lastZxidSeen: FAR_AHEAD });
    await stage.handshake('far ahead, read-only', { lastZxidSeen: FAR_AHEAD, readOnly: true });
    await stage.handshake('negative', { lastZxidSeen: NEGATIVE });
    await stage.handshake('far ahead, old session', {
      lastZxidSeen: FAR_AHEAD,
      sessionId: a.sessionId,
      passwd: a.passwd,
    });
    await stage.ask(a, 'exists', { path: '/', watch: false });
  }),
  scenario('sessions that are not', async (stage) => {
    const a = await stage.connect('a');
    const { sessionId, passwd } = a;
    await stage.handshake('unknown', { sessionId: 0x7f00_0000_0000_0001n, passwd });
    await stage.handshake('unknown, negative', { sessionId: -5n, passwd });
    await stage.handshake('unknown, before 3.4', { sessionId: 0x7f00_0000_0000_0001n, passwd, readOnly: null });
    await stage.ask(a, 'exists', { path: '/', watch: false });
    await stage.ask(a, 'closeSession', {});
    await stage.closed(a);
    await stage.handshake('closed', { sessionId, passwd });
  }),
  scenario('a session with a wrong password', async (stage) => {
    const a = await stage.connect('a');
    const { sessionId, passwd } = a;
    await stage.handshake('wrong password', { sessionId, passwd: new Uint8Array(16).fill(9) });
    // Apache closes the session's connection before it looks at the password: see `differences.ts`.
    await stage.attempt(a, 'sync', { path: '/' });
    await stage.handshake('empty password', { sessionId, passwd: new Uint8Array(0) });
    await stage.handshake('null password', { sessionId, passwd: null });
    await stage.handshake('password and more', { sessionId, passwd: new Uint8Array([...passwd, 0]) });
    const b = await stage.connect('b', { sessionId, passwd });
    await stage.ask(b, 'closeSession', {});
    await stage.closed(b);
  }),
  scenario('a session taken up again closes the former connection', async (stage) => {
    const a = await stage.connect('a', { timeoutMs: 4000 });
    const { sessionId, passwd } = a;
    const b = await stage.connect('b', { sessionId, passwd, timeoutMs: 7000 });
    await stage.closed(a);
    await stage.ask(b, 'create', { path: '/taken-up', data: null, acl: OPEN_ACL, flags: 1 });
    await stage.ask(b, 'getEphemerals', { prefixPath: null });
    const c = await stage.connect('c', { sessionId, passwd });
    await stage.closed(b);
    await stage.ask(c, 'getEphemerals', { prefixPath: '/' });
    await stage.ask(c, 'closeSession', {});
    await stage.closed(c);
    const d = await stage.connect('d');
    await stage.ask(d, 'exists', { path: '/taken-up', watch: false });
  }),
  scenario(
    'a session taken up at another server',
    async (stage) => {
      const a = await stage.connect('a');
      await stage.ask(a, 'create', { path: '/moved', data: null, acl: OPEN_ACL, flags: 1 });
      const { sessionId, passwd } = a;
      const b = await stage.connect('b', { sessionId, passwd, timeoutMs: 7000 }, 1);
      await stage.settle(b);
      await stage.ask(b, 'getData', { path: '/moved', watch: false });
      // The former connection learns that it has lost the session by writing.
      await stage.attempt(a, 'setData', { path: '/moved', data: null, version: -1 });
      await stage.closed(a);
      await stage.ask(b, 'setData', { path: '/moved', data: null, version: 0 });
      await stage.ask(b, 'closeSession', {});
      await stage.closed(b);
    },
    'ensemble',
  ),
  scenario('bytes behind the request, requests behind the handshake', async (stage) => {
    const close = hex('00000008 00000001 fffffff5');
    // Ids differ between ensembles, so only the lengths of the response and of the reply to closeSession are told.
    for (const [name, frame] of [
      ['rest', withRest(connectFrame({ port: 0 }), 5)],
      ['no field, no rest', connectFrame({ port: 0, readOnly: null })],
    ] as const) {
      await stage.exchangeLength(name, new Uint8Array([...frame, ...close]));
    }
  }),
  scenario('nonsense instead of a handshake', async (stage) => {
    await stage.exchange('negative length', hex('ffffffff'));
    await stage.exchange('very negative length', hex('80000000'));
    await stage.exchange('over jute.maxbuffer', hex('00100000'));
    await stage.exchange('HTTP', new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'));
    await stage.exchange('empty frame', hex('00000000'));
    await stage.exchange('short frame', hex('00000004 00000000'));
    await stage.exchange('password cut off', hex('0000001c 00000000 0000000000000000 00001388 0000000000000000 00000010'));
    await stage.exchange('password of -2 bytes', hex('0000001c 00000000 0000000000000000 00001388 0000000000000000 fffffffe'));
  }),
];
