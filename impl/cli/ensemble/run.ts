/** An ensemble from start to end: started, waited for, told of, watched, stopped. */
import { rmSync } from 'node:fs';
import { EXIT } from '../exit-codes.js';
import { stopRequests } from '../signals.js';
import type { EnsembleFolder } from './folders.js';
import { removeFolder } from './folders.js';
import type { Member } from './member.js';
import type { ServingMember } from './report.js';

/** After this long without all of them serving, the missing ones are named. */
const PATIENCE_MS = 15_000;

/** A server that was asked to stop and did not is killed. */
const STOP_MS = 15_000;

export interface EnsembleRun {
  readonly start: () => Promise<readonly Member[]>;
  readonly folder: EnsembleFolder;
  /** Called once, when all serve. */
  readonly onServing: (members: readonly ServingMember[]) => void;
  readonly complain: (line: string) => void;
}

/** The exit code. */
export async function runEnsemble({ start, folder, onServing, complain }: EnsembleRun): Promise<number> {
  let members: readonly Member[] = [];
  const stop = stopRequests(['SIGINT', 'SIGTERM', 'SIGHUP'], () => {
    for (const member of members) member.kill();
    if (folder.isTemporary) rmSync(folder.path, { recursive: true, force: true });
  });
  members = await start();
  const watch = new Watch(members, complain);
  const served = await Promise.race([watch.allServe(), stop.asked.then(() => undefined), watch.anyFailed]);
  if (served !== undefined) {
    onServing(served);
    await Promise.race([stop.asked, watch.allFailed]);
  }
  watch.isStopping = true;
  await Promise.all(members.map((member) => stopMember(member, complain)));
  stop.forget();
  if (folder.isTemporary && watch.failures > 0) complain(`kept for you to look at: ${folder.path}`);
  else if (folder.isTemporary) await removeFolder(folder);
  return watch.failures === 0 ? EXIT.ok : EXIT.unexpected;
}

/** Tells of servers that end without having been asked to. */
class Watch {
  isStopping = false;
  failures = 0;
  readonly anyFailed: Promise<undefined>;
  readonly allFailed: Promise<undefined>;
  private readonly members: readonly Member[];
  private readonly complain: (line: string) => void;

  constructor(members: readonly Member[], complain: (line: string) => void) {
    this.members = members;
    this.complain = complain;
    const failed = members.map((member) => this.failureOf(member));
    this.anyFailed = Promise.race(failed);
    this.allFailed = Promise.all(failed).then(() => undefined);
  }

  async allServe(): Promise<readonly ServingMember[]> {
    const missing = new Set(this.members);
    const timer = setTimeout(() => {
      const names = [...missing].map(({ plan }) => `server ${plan.id} (${plan.logFile})`);
      this.complain(`still waiting for ${names.join(', ')}`);
    }, PATIENCE_MS);
    timer.unref();
    const all = await Promise.all(
      this.members.map(async (member) => {
        const serving = await member.serving;
        missing.delete(member);
        return { member, serving };
      }),
    );
    clearTimeout(timer);
    return all;
  }

  private async failureOf(member: Member): Promise<undefined> {
    const how = await member.ended;
    if (this.isStopping) return undefined;
    this.failures++;
    this.complain(`server ${member.plan.id} ended unexpectedly (${how}); its log is ${member.plan.logFile}`);
    return undefined;
  }
}

async function stopMember(member: Member, complain: (line: string) => void): Promise<void> {
  const timer = setTimeout(() => {
    complain(`server ${member.plan.id} does not stop: killed`);
    member.kill();
  }, STOP_MS);
  member.stop();
  await member.ended;
  clearTimeout(timer);
}
