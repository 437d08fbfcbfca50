/** Starts the commands of the server from source, for tests, and talks to the servers as an operator does. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves to the first text of standard output, or of standard error, that matches; rejects where the process ends before. */
  readonly says: (pattern: RegExp, on?: 'stdout' | 'stderr') => Promise<string>;
}

export function run(...words: readonly string[]): Run {
  const child = spawn(process.execPath, ['--import', 'tsx', 'impl/main.ts', ...words], { cwd: root });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject).on('close', (code, signal) => {
      resolve({ code, signal });
    });
  });
  const says = async (pattern: RegExp, on: 'stdout' | 'stderr' = 'stdout'): Promise<string> => {
    const gone = ended.then(() => 'gone' as const);
    for (;;) {
      const found = pattern.exec(texts[on])?.[0];
      if (found !== undefined) return found;
      const next = await Promise.race([once(child[on], 'data'), gone]);
      if (next === 'gone') throw new Error(`it ended without saying ${String(pattern)}:\n${texts.stdout}\n${texts.stderr}`);
    }
  };
  return { child, ended, stdout: () => texts.stdout, stderr: () => texts.stderr, says };
}

/** What `--json` prints. */
export interface Document {
  readonly connectString: string;
  readonly servers: readonly {
    readonly id: number;
    readonly role: string;
    readonly mode: string;
    readonly pid: number;
    readonly client: string;
    readonly admin: string | null;
    readonly dataDir: string;
    readonly config: string;
    readonly log: string;
  }[];
}

export async function document(ensemble: Run): Promise<Document> {
  const line = await ensemble.says(/^\{.*\}\n/);
  return JSON.parse(line) as Document;
}

/** Sends a four-letter word; the answer. */
export function ask(address: string, word: string): Promise<string> {
  const [host = '', port = ''] = address.split(':');
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), host, () => socket.write(word));
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => (answer += text)).on('error', reject);
    socket.on('close', () => {
      resolve(answer);
    });
  });
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Nobody tells of the end of a process that is not one's own child. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  const deadline = performance.now() + 30_000;
  while (pids.some(isAlive)) {
    assert.ok(performance.now() < deadline, `still there: ${pids.filter(isAlive).join(', ')}`);
    await pause(50);
  }
}
