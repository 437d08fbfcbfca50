/** Apache's own client: its session (`java/PeerSession.java`) played to an ensemble, and its command line. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { valueOf } from './cache.js';
import type { Found } from './cache.js';
import { apacheClassPath, compiledWith, JAVA, SMALL_JVM } from './class-path.js';
import { outputOf } from './run.js';

const SOURCES = fileURLToPath(new URL('java/', import.meta.url));

const JVM_OPTIONS: readonly string[] = [
  ...SMALL_JVM,
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
  '-Dzookeeper.sasl.client=false',
];

/** A class path with the session's classes. */
export function javaSession(): Found<string> {
  return compiledWith(apacheClassPath(), SOURCES);
}

/** What a Java program printed. Throws with what it said where it failed. */
export function runJava(classPath: string, main: string, args: readonly string[]): Promise<string> {
  return outputOf(spawn(JAVA, [...JVM_OPTIONS, '-cp', classPath, main, ...args], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/**
 * The transcript. The servers must know `super:secret` by its digest, and enforce quotas. Throws with what Java said where the session
 * could not be played to its end.
 */
export function playJavaSession(connectString: string): Promise<string> {
  return runJava(valueOf(javaSession()), 'PeerSession', [connectString]);
}

/** What `zkCli.sh -server … COMMAND` prints, without what it says of its connection. Throws if the command fails. */
export async function zkCli(connectString: string, ...command: readonly string[]): Promise<string> {
  const classPath = valueOf(apacheClassPath());
  const output = await runJava(classPath, 'org.apache.zookeeper.ZooKeeperMain', ['-server', connectString, ...command]);
  const noise = /^(?:Connecting to .*|WATCHER::|WatchedEvent .*|)$/;
  return output
    .split('\n')
    .filter((line) => !noise.test(line))
    .join('\n');
}
