/** `zkCli.sh`: what its commands print of Apache ZooKeeper and of us. Accepted differences: none. */
import { test } from 'node:test';
import { needs } from '../peers/cache.js';
import { apacheClassPath } from '../peers/class-path.js';
import { zkCli } from '../peers/java.js';
import { assertSame } from './same.js';
import { startPair } from './subjects.js';

const TIMEOUT_MS = 300_000;

const COMMANDS: readonly (readonly string[])[] = [
  ['ls', '/'],
  ['create', '/cli', 'data'],
  ['create', '-s', '/cli/s-', 'data'],
  ['create', '-c', '/cli/container'],
  ['create', '-t', '600000', '/cli/ttl', 'data'],
  ['get', '-s', '/cli'],
  ['set', '-s', '/cli', 'other'],
  ['stat', '/cli'],
  ['ls', '-s', '/cli'],
  ['ls', '-R', '/'],
  ['getAcl', '-s', '/cli'],
  ['setAcl', '-s', '/cli/s-0000000000', 'world:anyone:r'],
  ['getAllChildrenNumber', '/cli'],
  ['getEphemerals'],
  ['whoami'],
  ['sync', '/cli'],
  ['setquota', '-n', '10', '/cli'],
  ['listquota', '/cli'],
  ['delquota', '/cli'],
  ['config'],
  ['delete', '/cli/ttl'],
  ['deleteall', '/cli'],
  ['ls', '/'],
];

/** Zxids become their rank, times and the addresses of servers are left out; children come in the order that the client sorts them. */
function normal(outputs: readonly string[]): string {
  const text = outputs
    .join('\n')
    .replaceAll(/^([cm]time) = .*$/gm, '$1')
    .replaceAll(/:\d+/g, ':PORT')
    .replaceAll(/^version=.*$/gm, 'version');
  const zxid = /Zxid = 0x([0-9a-f]+)/g;
  const all = [...new Set([...text.matchAll(zxid)].map((match) => BigInt(`0x${match[1] ?? ''}`)))];
  all.sort((one, other) => (one < other ? -1 : 1));
  return text.replaceAll(zxid, (_, digits: string) => `Zxid = #${all.indexOf(BigInt(`0x${digits}`))}`);
}

async function session(connectString: string): Promise<string> {
  const outputs: string[] = [];
  for (const command of COMMANDS) {
    outputs.push(`$ ${command.join(' ')}`);
    outputs.push(await zkCli(connectString, ...command));
  }
  return normal(outputs);
}

test('zkCli: a command at a time', { ...needs(apacheClassPath()), timeout: TIMEOUT_MS }, async () => {
  const pair = await startPair({ servers: 3 });
  try {
    // One server, so that no command reads what is older than what the former wrote.
    const both = [pair.reference, pair.subject].map(({ connectString }) => session(connectString.split(',')[0] ?? ''));
    const [theirs = [], ours = []] = (await Promise.all(both)).map((text) => text.split('\n'));
    assertSame(ours, theirs);
  } finally {
    await pair.close();
  }
});
