/** One server as a process of its own, on its own folder: killed, stopped, started again, asked how it is. */
import { spawn } from 'node:child_process';
import type { ChildProcess, Serializable } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fourLetterWord } from '../peers/ports.js';
import { until } from './until.js';

/** A stopped process takes connections, and says nothing. */
const ANSWER_MS = 1500;
const LOG_LINES_SHOWN = 60;

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export interface ServerOptions {
  readonly id: number;
  readonly clientPort: number;
  readonly dataDir: string;
  readonly command: readonly [string, ...string[]];
  /** Its name. */
  readonly software: string;
  /** It has a channel to this process: `tell`. */
  readonly takesOrders?: boolean;
}

export class ServerProcess {
  readonly id: number;
  readonly clientPort: number;
  readonly dataDir: string;
  readonly software: string;
  private readonly command: readonly [string, ...string[]];
  private readonly takesOrders: boolean;
  private child: ChildProcess | null = null;
  private isStopped = false;

  constructor({ id, clientPort, dataDir, command, software, takesOrders = false }: ServerOptions) {
    this.takesOrders = takesOrders;
    this.software = software;
    this.id = id;
    this.clientPort = clientPort;
    this.dataDir = dataDir;
    this.command = command;
  }

  get isRunning(): boolean {
    return this.child !== null;
  }

  /** Where snapshots and logs are. */
  get versionDir(): string {
    return join(this.dataDir, 'version-2');
  }

  start(): void {
    if (this.child !== null) throw new Error(`server ${this.id} runs`);
    const [program, ...args] = this.command;
    const log = openSync(this.logFile, 'a');
    const child = spawn(program, args, { stdio: this.takesOrders ? ['ignore', log, log, 'ipc'] : ['ignore', log, log] });
    closeSync(log);
    this.child = child;
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
      this.child = null;
    });
  }

  /** As a power cut ends a process. Answers when it has ended. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL'): Promise<void> {
    const { child } = this;
    if (child === null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    if (this.isStopped) this.resume();
    await gone;
  }

  /** Nothing where it has ended meanwhile. */
  tell(order: Serializable): void {
    this.child?.send(order, () => undefined);
  }

  stop(): void {
    this.isStopped = true;
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.isStopped = false;
    this.child?.kill('SIGCONT');
  }

  /** Everything that it has written to its standard output and error. */
  log(): string {
    return existsSync(this.logFile) ? readFileSync(this.logFile, 'utf8') : '';
  }

  logTail(lines = LOG_LINES_SHOWN): string {
    return this.log().trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** '' if it does not listen, or says nothing. */
  ask(word: string): Promise<string> {
    return fourLetterWord(this.clientPort, word, ANSWER_MS);
  }

  /** Null while it does not serve. */
  async mode(): Promise<string | null> {
    return /^Mode: (.+)$/m.exec(await this.ask('srvr'))?.[1] ?? null;
  }

  /** The last transaction that it has applied, as it shows it; null while it does not serve. */
  async zxid(): Promise<string | null> {
    return /^Zxid: (.+)$/m.exec(await this.ask('srvr'))?.[1] ?? null;
  }

  /** A number of `mntr`; null if there is none. */
  async metric(name: string): Promise<number | null> {
    const value = new RegExp(`^zk_${name}\t(.+)$`, 'm').exec(await this.ask('mntr'))?.[1];
    return value === undefined ? null : Number(value);
  }

  /** Its mode, once it serves. */
  serving(deadlineMs?: number): Promise<string> {
    return until(
      `server ${this.id} serves`,
      async () => {
        const mode = await this.mode();
        if (mode === null && this.child === null) throw new Error(`server ${this.id} ended before it served`);
        return mode;
      },
      deadlineMs,
    );
  }

  private get logFile(): string {
    return join(this.dataDir, 'process.log');
  }
}
