/** Apache ZooKeeper's own servers, `QuorumPeerMain`: one alone or an ensemble. */
import { apacheClassPath, APACHE_VERSION, JAVA, SMALL_JVM } from './class-path.js';
import { valueOf } from './cache.js';
import { startEnsemble } from './ensemble.js';
import type { EnsembleOptions, PeerEnsemble, Software } from './ensemble.js';

/** Read as system properties under just this name; every other unknown key of `zoo.cfg` becomes `zookeeper.<key>`. */
const OUTSIDE_CONFIG: ReadonlySet<string> = new Set([
  'jute.maxbuffer',
  'readonlymode.enabled',
  'znode.container.checkIntervalMs',
  'znode.container.maxPerMinute',
  'znode.container.maxNeverUsedIntervalMs',
]);

/** Needs `apacheClassPath()`. A benchmark passes JVM options of its own, or none. */
export function apacheSoftware(jvmOptions: readonly string[] = SMALL_JVM): Software {
  const classPath = valueOf(apacheClassPath());
  return {
    name: `Apache ZooKeeper ${APACHE_VERSION}`,
    outsideConfig: OUTSIDE_CONFIG,
    command: (configFile, properties) => [
      JAVA,
      ...jvmOptions,
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
      ...Object.entries(properties).map(([key, value]) => `-D${key}=${value}`),
      '-cp',
      classPath,
      'org.apache.zookeeper.server.quorum.QuorumPeerMain',
      configFile,
    ],
  };
}

export function startApacheEnsemble(options: EnsembleOptions = {}): Promise<PeerEnsemble> {
  return startEnsemble(apacheSoftware(), options);
}
