/** A server in this process. */
import pino from 'pino';
import type { Logger } from 'pino';
import { EXIT } from '../exit-codes.js';
import { createLogger } from '../logger.js';
import type { LogLevel } from '../options.js';
import type { OpenRecorder, Recorder } from '../recording.js';
import type { Member } from './member.js';
import type { MemberPlan } from './plan.js';

/** `openRecorder`: for plans that are to be recorded. */
export async function startHere(plan: MemberPlan, logLevel: LogLevel, openRecorder: OpenRecorder): Promise<Member> {
  const file = pino.destination({ dest: plan.logFile, sync: true });
  const log = createLogger(logLevel, plan.id, file);
  // Loaded here, so that the other commands do not load a server.
  const { startServer } = await import('#impl/server/server.js');
  const recorder = await recorderOf(plan, log, openRecorder);
  if (recorder === null) return ended(plan, file, EXIT.unexpected);
  const started = await startServer(plan.config, log, recorder === undefined ? {} : { recorder });
  if (!started.ok) {
    const { code, message, exitCode } = started.error;
    log.fatal({ code }, message);
    await recorder?.stop(false);
    return ended(plan, file, exitCode);
  }
  const { server } = started;
  return {
    plan,
    pid: process.pid,
    serving: server.serving.then(() => ({
      clientAddress: server.clientAddress,
      adminAddress: server.adminAddress,
      mode: server.mode,
    })),
    ended: server.ended.then(async (code) => {
      await recorder?.stop(code === EXIT.ok);
      file.end();
      return `exit code ${code}`;
    }),
    stop: () => void server.close(),
    kill: nothing,
  };
}

/** Undefined: none is wanted. Null: it cannot be had. */
async function recorderOf(plan: MemberPlan, log: Logger, openRecorder: OpenRecorder): Promise<Recorder | null | undefined> {
  if (plan.recordFile === null) return undefined;
  const { recorderFor } = await import('../recording.js');
  return recorderFor(openRecorder, plan.recordFile, plan.config, log);
}

/** One that did not start. */
function ended(plan: MemberPlan, log: { end(): void }, exitCode: number): Member {
  log.end();
  const never = new Promise<never>(() => undefined);
  return {
    plan,
    pid: process.pid,
    serving: never,
    ended: Promise.resolve(`exit code ${exitCode}`),
    stop: nothing,
    kill: nothing,
  };
}

function nothing(): void {
  // Nobody to tell.
}
