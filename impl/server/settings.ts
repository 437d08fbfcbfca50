/** The settings that the service goes by, from a server's configuration. */
import type { ServerConfig } from '#impl/config/server-config.js';
import { createHash } from 'node:crypto';
import { standardSchemes } from '#spec/service/acl/auth-scheme.js';
import type { AuthSchemes, DigestOptions } from '#spec/service/acl/auth-scheme.js';
import type { WriteRules } from '#spec/service/write/view.js';

export function writeRules({ skipAcl, enforceQuota, reconfigEnabled, digestAuth }: ServerConfig): WriteRules {
  return { skipAcl, schemes: schemesOf(digestAuth.enabled), enforceQuota, reconfigEnabled };
}

function schemesOf(digests: boolean): AuthSchemes {
  return digests ? standardSchemes : new Map([...standardSchemes].filter(([scheme]) => scheme !== 'digest'));
}

/** How passwords are hashed (`DigestAuthenticationProvider.generateDigest`). */
export function digestOptions({ digestAuth: { algorithm, superDigest } }: ServerConfig): DigestOptions {
  const hash = (text: string): string => createHash(algorithm).update(text, 'utf8').digest('base64');
  return superDigest === null ? { hash } : { hash, superDigest };
}
