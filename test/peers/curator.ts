/** Apache Curator, the client library of recipes: its session (`curator/CuratorSession.java`) played to an ensemble. */
import { fileURLToPath } from 'node:url';
import { valueOf } from './cache.js';
import type { Found } from './cache.js';
import { classPathOf, compiledWith } from './class-path.js';
import { runJava } from './java.js';

const VERSION = '5.7.1';
const SOURCES = fileURLToPath(new URL('curator/', import.meta.url));

/** A class path with the session's classes, and the ZooKeeper client that Curator depends on. */
export function curatorSession(): Found<string> {
  const jars = classPathOf(`curator-${VERSION}`, [
    ['org.apache.curator', 'curator-recipes', VERSION],
    ['org.slf4j', 'slf4j-simple', '2.0.13'],
  ]);
  return compiledWith(jars, SOURCES);
}

/** The transcript. Throws with what Java said where the session could not be played to its end. */
export function playCuratorSession(connectString: string): Promise<string> {
  return runJava(valueOf(curatorSession()), 'CuratorSession', [connectString]);
}
