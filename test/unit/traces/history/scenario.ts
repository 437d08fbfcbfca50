/** A short real history with one of everything that the guarantees are about: what mutations are made of. */
import { recordTree } from '../../../feeders/final-trees.js';
import { HistoryRecorder } from '../../../feeders/history-recorder.js';
import { RecordedClient } from '../../../feeders/recorded-client.js';
import { OPEN_ACL } from '../../../driver/driver.js';
import type { Ensemble, Member } from '../../../guarantees/in-process.js';

const data = (text: string): Uint8Array => new TextEncoder().encode(text);
const node = (
  path: string,
  text: string,
  flags = 0,
): { path: string; data: Uint8Array; acl: typeof OPEN_ACL; flags: number } => ({
  path,
  data: data(text),
  acl: OPEN_ACL,
  flags,
});

async function connect(recorder: HistoryRecorder, member: Member, options: object = {}): Promise<RecordedClient> {
  const target = { server: `server-${member.id}`, port: member.port, timeoutMs: 30_000, ...options };
  return RecordedClient.open(recorder, target);
}

/** Reads, multis, sequential nodes. */
async function writeAndRead(writer: RecordedClient, reader: RecordedClient): Promise<void> {
  await writer.request('create', node('/s', 'root'));
  await writer.request('create2', node('/s/a', 'a0'));
  await writer.request('getData', { path: '/s/a', watch: false });
  await writer.request('setData', { path: '/s/a', data: data('a1'), version: 0 });
  await writer.request('getData', { path: '/s/a', watch: false });
  await reader.request('sync', { path: '/s' });
  await reader.request('getData', { path: '/s/a', watch: false });
  await reader.request('setData', { path: '/s/a', data: data('a2'), version: 1 });
  await writer.request('sync', { path: '/s' });
  await writer.request('getData', { path: '/s/a', watch: false });
  await writer.request('setData', { path: '/s/a', data: data('never'), version: 0 });
  await writer.request('delete', { path: '/s', version: -1 });
  for (const name of ['1', '2']) await writer.request('create', node('/s/seq-', name, 2));
  await writer.request('multi', [
    { op: 'create', body: node('/s/m1', 'm1') },
    { op: 'setData', body: { path: '/s/a', data: data('a3'), version: 2 } },
  ]);
  await writer.request('multi', [
    { op: 'create', body: node('/s/m2', 'm2') },
    { op: 'check', body: { path: '/s/a', version: 9 } },
  ]);
  await reader.request('sync', { path: '/s' });
  await reader.request('getData', { path: '/s/a', watch: false });
  await reader.request('getChildren2', { path: '/s', watch: false });
}

/** Watches that are told of one change, of another, and of none. */
async function watchAndTell(writer: RecordedClient, watcher: RecordedClient): Promise<void> {
  await watcher.request('sync', { path: '/s' });
  await watcher.request('getData', { path: '/s/a', watch: true });
  await watcher.request('exists', { path: '/s/new', watch: true });
  await watcher.request('getChildren', { path: '/s/m1', watch: true });
  await writer.request('setData', { path: '/s/a', data: data('a4'), version: -1 });
  await writer.request('create', node('/s/new', 'new'));
  await watcher.request('sync', { path: '/s' });
  await watcher.request('getData', { path: '/s/a', watch: false });
  await watcher.request('addWatch', { path: '/s', mode: 1 });
  await writer.request('setData', { path: '/s/new', data: data('new1'), version: -1 });
  await writer.request('setData', { path: '/s/new', data: data('new2'), version: -1 });
  await watcher.request('sync', { path: '/s' });
  await watcher.request('getData', { path: '/s/new', watch: false });
}

async function ephemerals(recorder: HistoryRecorder, members: readonly Member[], reader: RecordedClient): Promise<void> {
  const owner = await connect(recorder, members[0] as Member);
  await owner.request('create2', node('/s/eph', 'eph', 1));
  await reader.request('sync', { path: '/s' });
  await reader.request('exists', { path: '/s/eph', watch: false });
  await owner.request('closeSession', {});
  await owner.closed;
  await reader.request('sync', { path: '/s' });
  await reader.request('exists', { path: '/s/eph', watch: false });
}

/** A connection is lost, and what happened meanwhile is told at the next server. */
async function reconnect(recorder: HistoryRecorder, members: readonly Member[], writer: RecordedClient): Promise<void> {
  const before = await connect(recorder, members[1] as Member);
  await before.request('sync', { path: '/s' });
  await before.request('getData', { path: '/s/a', watch: true });
  await before.cut();
  await writer.request('setData', { path: '/s/a', data: data('a5'), version: -1 });
  const { sessionId, passwd, lastZxid, xidSoFar } = before;
  const again = { sessionId, passwd, lastZxidSeen: lastZxid, xidBefore: xidSoFar };
  const after = await connect(recorder, members[2] as Member, again);
  await after.request('sync', { path: '/s' });
  const nothing = { existWatches: [], childWatches: [] };
  await after.request('setWatches', { relativeZxid: lastZxid, dataWatches: ['/s/a'], ...nothing });
  await after.request('getData', { path: '/s/a', watch: false });
  await after.request('closeSession', {});
  await after.closed;
}

export async function recordScenario(ensemble: Ensemble): Promise<HistoryRecorder> {
  const recorder = new HistoryRecorder('scenario of the mutation tests');
  const { members } = ensemble;
  const [first, second, third] = members as readonly [Member, Member, Member];
  const writer = await connect(recorder, first);
  const reader = await connect(recorder, second);
  const watcher = await connect(recorder, third);
  await writeAndRead(writer, reader);
  await watchAndTell(writer, watcher);
  await ephemerals(recorder, members, reader);
  await reconnect(recorder, members, writer);
  for (const client of [writer, reader, watcher]) {
    await client.request('closeSession', {});
    await client.closed;
  }
  for (const { id, port } of members) await recordTree(recorder, `server-${id}`, port);
  return recorder;
}
