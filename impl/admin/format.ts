/** Ids, addresses and times as Java prints them. */
import { showHostPort } from '#impl/wire/host-port.js';
import type { HostPort } from '#impl/wire/host-port.js';
import type { Zxid } from '#spec/model/zxid.js';
import type { Digest } from '#spec/service/tree/digest.js';

const NO_ZXID = -1n;
const MAPPED_IPV4 = '::ffff:';

/** `Long.toHexString`: no sign, no leading zeros. */
export function hex(long: bigint): string {
  return BigInt.asUintN(64, long).toString(16);
}

/** Both halves as Java's signed long; -1 for none. */
export function zxidLong(zxid: Zxid | null): bigint {
  return zxid === null ? NO_ZXID : BigInt.asIntN(64, (BigInt(zxid.epoch) << 32n) | BigInt(zxid.counter));
}

export function digestLong({ high, low }: Digest): bigint {
  return BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low));
}

/** An IPv4 address that came to a socket for both families is shown as IPv4. */
export function addressText({ host, port }: HostPort): string {
  return showHostPort({ host: host.startsWith(MAPPED_IPV4) ? host.slice(MAPPED_IPV4.length) : host, port });
}

/** `Date.toString`, in UTC: `Thu Jan 01 00:00:00 UTC 1970`. */
export function dateText(at: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(at).toUTCString().split(/,? /);
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}
