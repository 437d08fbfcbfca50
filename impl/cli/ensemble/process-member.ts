/** A server in a process of its own: this program again, with the command `server`. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isServingMessage } from '../child-message.js';
import type { LogLevel } from '../options.js';
import type { Member, Serving } from './member.js';
import type { MemberPlan } from './plan.js';

/** Compiled, the program is a file like any other; from source it needs tsx. */
function program(): readonly string[] {
  if (!import.meta.url.endsWith('.ts')) return [fileURLToPath(new URL('../../main.js', import.meta.url))];
  return ['--import', import.meta.resolve('tsx'), fileURLToPath(new URL('../../main.ts', import.meta.url))];
}

export function startProcess(plan: MemberPlan, logLevel: LogLevel): Promise<Member> {
  const log = openSync(plan.logFile, 'a');
  const record = plan.recordFile === null ? [] : ['--record', plan.recordFile];
  const child = spawn(process.execPath, [...program(), 'server', plan.configFile, '--log-level', logLevel, ...record], {
    // A group of its own: a Ctrl-C is for this process, which then asks its servers to stop. They also do when it is gone.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const serving = new Promise<Serving>((resolve) => {
    child.on('message', (message) => {
      if (isServingMessage(message)) resolve(message);
    });
  });
  const ended = new Promise<string>((resolve) => {
    child.on('exit', (code, signal) => {
      resolve(code === null ? `signal ${signal ?? 'unknown'}` : `exit code ${code}`);
    });
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('spawn', () => {
      resolve({
        plan,
        // A process that was spawned has one.
        pid: child.pid ?? 0,
        serving,
        ended,
        stop: () => child.kill('SIGTERM'),
        kill: () => child.kill('SIGKILL'),
      });
    });
  });
}
