/**
 * The version that `srvr`, `envi` and `mntr` tell. Clients and scripts read ZooKeeper's version from its start (kazoo: digits and points
 * up to a dash), so it begins with the level that is spoken; what follows says who speaks.
 */

/** The release whose protocol, files and commands these are. */
const ZOOKEEPER_LEVEL = '3.9.4';

/** `3.9.4-zabkeeper-0.1.0, built on …`; `own` is the version in package.json. */
export function fullVersion(own: string, builtOn = 'unknown'): string {
  return `${ZOOKEEPER_LEVEL}-zabkeeper-${own}, built on ${builtOn}`;
}
