/**
 * Null where text or a list is due: a length of -1. kazoo sends the empty string so, as in the id of `auth:`.
 *
 * Left out is what Apache falls over: ids of other schemes, paths of writes, paths of watches, tokens of SASL.
 */
import { JuteWriter } from '#impl/wire/jute-writer.js';
import { opCode } from '#impl/wire/op-codes.js';
import type { ClientOp } from '#impl/wire/client-protocol.js';
import type { Driver } from '../../driver/driver.js';
import { OPEN_ACL } from '../../driver/driver.js';
import { scenario } from '../stage.js';
import type { Scenario, Stage } from '../stage.js';

type Text = string | null;

function body(write: (writer: JuteWriter) => void): Uint8Array {
  const writer = new JuteWriter();
  write(writer);
  return writer.take();
}

function text(writer: JuteWriter, value: Text): void {
  if (value === null) writer.null();
  else writer.ustring(value);
}

function createBody(path: Text, scheme: Text, id: Text): Uint8Array {
  return body((writer) => {
    text(writer, path);
    writer.null();
    writer.int(1);
    writer.int(31);
    text(writer, scheme);
    text(writer, id);
    writer.int(0);
  });
}

/** A read with a null path, with what may stand behind it. */
function nullPath(more: number): Uint8Array {
  return body((writer) => {
    writer.null();
    for (let left = more; left > 0; left--) writer.int(1);
  });
}

function setWatchesBody(paths: readonly (readonly Text[] | null)[]): Uint8Array {
  return body((writer) => {
    writer.long(0n);
    for (const list of paths) {
      if (list === null) {
        writer.null();
        continue;
      }
      writer.int(list.length);
      for (const path of list) text(writer, path);
    }
  });
}

async function asUser(stage: Stage): Promise<Driver> {
  const a = await stage.connect('a');
  await stage.ask(a, 'create', { path: '/null', data: null, acl: OPEN_ACL, flags: 0 });
  await stage.ask(a, 'auth', { type: 0, scheme: 'digest', auth: new TextEncoder().encode('u:p') });
  return a;
}

const READS: readonly ClientOp[] = ['exists', 'getData', 'getACL', 'getChildren', 'getChildren2', 'getAllChildrenNumber'];

export const nulls: readonly Scenario[] = [
  scenario('null: the id of auth', async (stage) => {
    const a = await asUser(stage);
    await stage.askBytes(a, opCode('create'), createBody('/null/auth', 'auth', null));
    await stage.ask(a, 'getACL', { path: '/null/auth' });
    const b = await stage.connect('b');
    await stage.askBytes(b, opCode('create'), createBody('/null/nobody', 'auth', null));
    await stage.ask(b, 'sync', { path: '/' });
  }),
  scenario('null: paths of reads', async (stage) => {
    const a = await stage.connect('a');
    for (const op of READS) await stage.askBytes(a, opCode(op), nullPath(1));
    await stage.ask(a, 'sync', { path: '/' });
  }),
  scenario('null: lists of setWatches', async (stage) => {
    const a = await stage.connect('a');
    await stage.askBytes(a, opCode('setWatches'), setWatchesBody([[], [], []]), -8);
    await stage.askBytes(a, opCode('setWatches'), setWatchesBody([null, [], []]), -8);
    await stage.askBytes(a, opCode('setWatches'), setWatchesBody([[], null, null]), -8);
    await stage.askBytes(a, opCode('setWatches2'), setWatchesBody([[], [], [], null, null]), -8);
    await stage.askBytes(a, opCode('setWatches'), setWatchesBody([[null], [], []]), -8);
    await stage.ask(a, 'sync', { path: '/' });
  }),
  scenario('null: auth without a secret, without a scheme, without anything', async (stage) => {
    const none = await stage.connect('none');
    await stage.attemptBytes(none, opCode('auth'), new Uint8Array(0), -4);
    await stage.attempt(none, 'whoAmI', {});
    for (const [name, scheme, secret] of [
      ['a', 'digest', null],
      ['b', null, 'u:p'],
      ['c', null, null],
    ] as const) {
      const driver = await stage.connect(name);
      const packet = body((writer) => {
        writer.int(0);
        text(writer, scheme);
        text(writer, secret);
      });
      await stage.attemptBytes(driver, opCode('auth'), packet, -4);
      await stage.attempt(driver, 'whoAmI', {});
    }
  }),
];
