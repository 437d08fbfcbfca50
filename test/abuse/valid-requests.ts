/** One frame of every operation that a client may send, as a start for mutations. */
import { OPEN_ACL } from '../driver/driver.js';
import { ZERO } from '#spec/model/zxid.js';
import { nodeBody } from '../guarantees/expect.js';
import { requestFrame } from './bytes.js';

const path = '/abuse/node';

export const VALID_REQUESTS: readonly Uint8Array[] = [
  requestFrame(1, 'create', nodeBody(path, 'data')),
  requestFrame(2, 'create2', nodeBody(`${path}-`, 'data', 3)),
  requestFrame(3, 'createContainer', nodeBody(`${path}-c`, null, 4)),
  requestFrame(4, 'createTTL', { ...nodeBody(`${path}-t`, null, 5), ttl: 1000n }),
  requestFrame(5, 'delete', { path, version: -1 }),
  requestFrame(6, 'exists', { path, watch: true }),
  requestFrame(7, 'getData', { path: '/abuse', watch: true }),
  requestFrame(8, 'setData', { path: '/abuse', data: Buffer.from('data'), version: -1 }),
  requestFrame(9, 'getACL', { path }),
  requestFrame(10, 'setACL', { path, acl: OPEN_ACL, version: -1 }),
  requestFrame(11, 'getChildren', { path: '/abuse', watch: true }),
  requestFrame(12, 'getChildren2', { path: '/abuse', watch: false }),
  requestFrame(13, 'sync', { path }),
  requestFrame(-2, 'ping', {}),
  requestFrame(14, 'multi', [
    { op: 'create', body: nodeBody(`${path}-m`) },
    { op: 'check', body: { path, version: 0 } },
    { op: 'setData', body: { path, data: null, version: 1 } },
    { op: 'delete', body: { path: `${path}-m`, version: -1 } },
  ]),
  requestFrame(15, 'multiRead', [
    { op: 'getData', body: { path, watch: false } },
    { op: 'getChildren', body: { path, watch: false } },
  ]),
  requestFrame(16, 'reconfig', { joiningServers: null, leavingServers: '1', newMembers: null, curConfigId: -1n }),
  requestFrame(17, 'checkWatches', { path: '/abuse', type: 3 }),
  requestFrame(18, 'removeWatches', { path: '/abuse', type: 3 }),
  requestFrame(-4, 'auth', { type: 0, scheme: 'digest', auth: Buffer.from('a:b') }),
  requestFrame(-8, 'setWatches', { relativeZxid: ZERO, dataWatches: [path], existWatches: [path], childWatches: [path] }),
  requestFrame(-8, 'setWatches2', {
    relativeZxid: ZERO,
    dataWatches: [path],
    existWatches: [path],
    childWatches: [path],
    persistentWatches: [path],
    persistentRecursiveWatches: [path],
  }),
  requestFrame(19, 'sasl', { token: Buffer.from('token') }),
  requestFrame(20, 'getEphemerals', { prefixPath: '/abuse' }),
  requestFrame(21, 'getAllChildrenNumber', { path: '/abuse' }),
  requestFrame(22, 'addWatch', { path, mode: 1 }),
  requestFrame(23, 'whoAmI', {}),
  requestFrame(24, 'createSession', { timeOut: 1000 }),
  requestFrame(25, 'deleteContainer', { path }),
  requestFrame(26, 'closeSession', {}),
];
