/** Apache Kafka as it was while it still needed ZooKeeper: a broker, and a topic's life with it (`kafka/KafkaSession.java`). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { valueOf } from './cache.js';
import type { Found } from './cache.js';
import { classPathOf, compiledWith, JAVA, SMALL_JVM } from './class-path.js';
import { runJava } from './java.js';
import { HOST } from './ports.js';
import { serverPorts } from './server-ports.js';

/** The last line of releases with ZooKeeper. */
const VERSION = '3.9.0';
const SOURCES = fileURLToPath(new URL('kafka/', import.meta.url));

/** A class path with the session's classes. */
export function kafka(): Found<string> {
  return compiledWith(classPathOf(`kafka-${VERSION}`, [['org.apache.kafka', 'kafka_2.13', VERSION]]), SOURCES);
}

export interface KafkaBroker {
  /** What happens to `topic`, a line a step, and to one that is then deleted. */
  play(topic: string, ...deleted: readonly string[]): Promise<string>;
  /** Lets it shut down in its own way; answers its exit code. */
  close(): Promise<number | null>;
}

/** One broker; its metadata goes below `/kafka` of the ensemble. */
export async function startKafka(connectString: string): Promise<KafkaBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'zabkeeper-kafka-'));
  const [port = 0] = await serverPorts(1);
  const properties = {
    'broker.id': '1',
    'zookeeper.connect': `${connectString}/kafka`,
    'zookeeper.session.timeout.ms': '9000',
    listeners: `PLAINTEXT://${HOST}:${port}`,
    'log.dirs': join(folder, 'logs'),
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'group.initial.rebalance.delay.ms': '0',
  };
  const config = join(folder, 'server.properties');
  writeFileSync(
    config,
    Object.entries(properties)
      .map(([key, value]) => `${key}=${value}\n`)
      .join(''),
  );
  const logFile = join(folder, 'broker.log');
  const log = openSync(logFile, 'w');
  const classPath = valueOf(kafka());
  const jvm = [...SMALL_JVM, '-Xmx384m', '-cp', classPath, 'kafka.Kafka', config];
  const child = spawn(JAVA, jvm, { stdio: ['ignore', log, log] });
  closeSync(log);
  process.once('exit', () => child.kill('SIGKILL'));
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const gone = ended.then(([code]) => {
    throw new Error(`the broker ended with ${code ?? 'a signal'}: ${readFileSync(logFile, 'utf8')}`);
  });
  gone.catch(() => undefined);
  return {
    play: (topic, ...deleted) => Promise.race([runJava(classPath, 'KafkaSession', [`${HOST}:${port}`, topic, ...deleted]), gone]),
    close: async () => {
      child.kill('SIGTERM');
      const [code] = await ended;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}
