/**
 * Schemes by which clients prove who they are (`ServerAuthenticationProvider`). `world` and `auth` are words of access lists
 * and have no scheme here; `super` is an id that the `digest` scheme grants. A server adds its own (`x509`, `sasl`) to the map.
 */
import { isAddressBlock, isInBlock } from './ip-address.js';
import { Code } from '../error-code.js';
import { decodeUtf8 } from '../tree/utf8.js';
import type { Id } from './acl.js';

export interface AuthScheme {
  readonly scheme: string;
  /** Whether its ids stand for a proved identity; `auth` in an access list means all of those. */
  readonly authenticated: boolean;
  readonly isValid: (aclId: string) => boolean;
  readonly matches: (id: string, aclId: string) => boolean;
  /** What `whoAmI` shows of an id. */
  readonly userName: (id: string) => string;
}

export type AuthSchemes = ReadonlyMap<string, AuthScheme>;

const digestScheme: AuthScheme = {
  scheme: 'digest',
  authenticated: true,
  isValid: (aclId) => partsOf(aclId).length === 2,
  matches: (id, aclId) => id === aclId,
  userName: (id) => partsOf(id)[0] ?? '',
};

const ipScheme: AuthScheme = {
  scheme: 'ip',
  authenticated: false,
  isValid: isAddressBlock,
  matches: isInBlock,
  userName: (id) => id,
};

export const standardSchemes: AuthSchemes = new Map([digestScheme, ipScheme].map((each) => [each.scheme, each]));

/** As Java's `split(":")`: empty parts at the end do not count. */
function partsOf(id: string): readonly string[] {
  return id.replace(/:+$/, '').split(':');
}

export interface DigestOptions {
  /** Base64 of the hash (SHA-1 by default) of a text's UTF-8: this package computes neither. */
  readonly hash: (text: string) => string;
  /** `super:` and a hash; whoever digests to it may do anything. */
  readonly superDigest?: string;
}

/** The ids that `user:password` proves, by the `digest` scheme. */
export function digestIds(auth: Uint8Array, { hash, superDigest }: DigestOptions): readonly Id[] {
  const text = decodeUtf8(auth);
  const id = `${text.split(':', 1)[0] ?? ''}:${hash(text)}`;
  const proved: Id = { scheme: 'digest', id };
  return id === superDigest ? [{ scheme: 'super', id: '' }, proved] : [proved];
}

export type Authenticated = { readonly ok: true; readonly ids: readonly Id[] } | { readonly ok: false; readonly code: Code };

/** The answer to an auth packet. `ip` adds the peer's address again, which the connection has had from its first byte. */
export function authenticate(scheme: string, auth: Uint8Array, peer: string, options: DigestOptions): Authenticated {
  if (scheme === 'digest') return { ok: true, ids: digestIds(auth, options) };
  if (scheme === 'ip') return { ok: true, ids: [{ scheme: 'ip', id: peer }] };
  return { ok: false, code: Code.AUTHFAILED };
}

export interface ClientInfo {
  readonly authScheme: string;
  readonly user: string;
}

export function whoAmI(ids: readonly Id[], schemes: AuthSchemes): readonly ClientInfo[] {
  return ids.map(({ scheme, id }) => ({ authScheme: scheme, user: schemes.get(scheme)?.userName(id) ?? '' }));
}
