/** What tests of guarantees say again and again. */
import assert from 'node:assert/strict';
import type { KeeperErrorName } from '#impl/wire/error-codes.js';
import { keeperErrorCode } from '#impl/wire/error-codes.js';
import type { RequestBody } from '#impl/wire/client-protocol.js';
import type { Acl } from '#impl/wire/data-records.js';
import type { Zxid } from '#spec/model/zxid.js';
import { compareZxids } from '#spec/model/zxid.js';
import type { Arrival, Reply, WatchEvent } from '../driver/arrivals.js';
import { errorName, eventName } from '../driver/arrivals.js';
import { OPEN_ACL } from '../driver/driver.js';

/** The server answers with this error. */
export async function refused(asked: Promise<unknown>, error: KeeperErrorName): Promise<void> {
  await assert.rejects(asked, { name: 'KeeperFailure', error });
}

export function assertCode({ err }: Reply<unknown>, error: KeeperErrorName): void {
  assert.equal(errorName(err), error);
  assert.equal(err, keeperErrorCode(error));
}

export function textOf(data: Uint8Array | null): string | null {
  return data === null ? null : Buffer.from(data).toString('utf8');
}

/** An event as a test writes it: `NodeCreated /a`. */
export function shown({ type, path }: WatchEvent): string {
  return `${eventName(type)} ${path}`;
}

export function indexOfEvent(arrivals: readonly Arrival[], text: string): number {
  return arrivals.findIndex((arrival) => arrival.kind === 'event' && shown(arrival) === text);
}

/** Each later than the one before it. */
export function assertIncreasing(zxids: readonly Zxid[]): void {
  for (const [index, zxid] of zxids.entries()) {
    const before = zxids[index - 1];
    if (before !== undefined) assert.ok(compareZxids(before, zxid) < 0, `zxid ${index} is later than the one before it`);
  }
}

export function worldAcl(perms: number): Acl {
  return { perms, id: { scheme: 'world', id: 'anyone' } };
}

/** The body of a create of a node that is open to all; `flags` as in `CreateOptions`. */
export function nodeBody(path: string, data: string | null = null, flags = 0): RequestBody<'create'> {
  return { path, data: data === null ? null : Buffer.from(data), acl: OPEN_ACL, flags };
}
