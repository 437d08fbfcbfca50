/** Jars by Maven: those of Apache ZooKeeper 3.9.4 (servers, client, tools), and any others. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedFolder } from './cache.js';
import type { Found } from './cache.js';

export const APACHE_VERSION = '3.9.4';

export const JAVA = 'java';
const JAVAC = 'javac';

/** Small and quick to start: many JVMs share the machine. */
export const SMALL_JVM: readonly string[] = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];

const MAVEN = 'mvn';
const MAVEN_TIMEOUT_MS = 180_000;

/** Group, artifact, version. */
export type Artifact = readonly [string, string, string];

/** `metrics-core` and `snappy-java` are optional to ZooKeeper's own POM, and servers do not start without them. */
const APACHE: readonly Artifact[] = [
  ['org.apache.zookeeper', 'zookeeper', APACHE_VERSION],
  ['commons-cli', 'commons-cli', '1.5.0'],
  ['io.dropwizard.metrics', 'metrics-core', '4.1.12.1'],
  ['org.xerial.snappy', 'snappy-java', '1.1.10.5'],
  ['org.slf4j', 'slf4j-simple', '2.0.13'],
];

function pom(artifacts: readonly Artifact[]): string {
  const dependencies = artifacts.map(
    ([group, artifact, version]) =>
      `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`,
  );
  return [
    '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>',
    '<groupId>none</groupId><artifactId>none</artifactId><version>1</version><packaging>pom</packaging>',
    `<dependencies>${dependencies.join('\n')}</dependencies></project>`,
  ].join('\n');
}

/** Copies, not references: what Maven keeps for itself may be cleared at any time. */
function fetchJars(folder: string, name: string, artifacts: readonly Artifact[]): string | null {
  if (spawnSync(JAVA, ['-version']).status !== 0) return 'no Java';
  writeFileSync(join(folder, 'pom.xml'), pom(artifacts));
  const goals = ['-q', '-B', 'dependency:copy-dependencies', `-DoutputDirectory=${join(folder, 'jars')}`];
  const maven = spawnSync(MAVEN, goals, { cwd: folder, timeout: MAVEN_TIMEOUT_MS });
  return maven.status === 0 ? null : `no Maven, or not the artifacts of ${name}`;
}

/** A class path for `java -cp`, with what these artifacts depend on; found once a machine, some 10 s if Maven has to fetch the jars. */
export function classPathOf(name: string, artifacts: readonly Artifact[]): Found<string> {
  const jars = cachedFolder(name, (folder) => fetchJars(folder, name, artifacts));
  if (!jars.ok) return jars;
  if (spawnSync(JAVA, ['-version']).status !== 0) return { ok: false, why: 'no Java' };
  return { ok: true, value: join(jars.value, 'jars', '*') };
}

export function apacheClassPath(): Found<string> {
  return classPathOf(`apache-${APACHE_VERSION}`, APACHE);
}

/** All Java sources of `folder`, with the jars of `classPath`: compiled into the cache when either has changed. */
export function compiledWith(classPath: Found<string>, folder: string): Found<string> {
  if (!classPath.ok) return classPath;
  const sources = readdirSync(folder)
    .filter((name) => name.endsWith('.java'))
    .map((name) => join(folder, name));
  const hash = createHash('sha256').update(classPath.value);
  for (const source of sources) hash.update(readFileSync(source));
  const classes = cachedFolder(`java-${hash.digest('hex').slice(0, 16)}`, (target) => {
    const javac = spawnSync(JAVAC, ['-nowarn', '-cp', classPath.value, '-d', target, ...sources], { encoding: 'utf8' });
    if (javac.error !== undefined) return 'no javac';
    if (javac.status !== 0) throw new Error(`javac: ${javac.stderr}`);
    return null;
  });
  return classes.ok ? { ok: true, value: `${classes.value}:${classPath.value}` } : classes;
}
