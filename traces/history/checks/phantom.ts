/** Every zxid, every content that is read was written. */
import { zxidText } from '../format/zxid.js';
import type { Contradiction } from '../replay/contradiction.js';
import type { Check } from './check.js';

export const phantom: Check = {
  id: 'phantom',
  words: 'nobody reads what nobody wrote',
  source: 'consistency guarantees: reads tell committed writes',
};

/** What the reply tells was written by nobody: a zxid that is later than the reply, or no write to this path. */
export function isPhantom({ mismatch, reply, writerOf }: Contradiction): boolean {
  const { stat, hash } = mismatch.answer;
  if (stat === undefined) return false;
  if (Math.max(stat.czxid, stat.mzxid, stat.pzxid) > reply.zxid) return true;
  const writer = stat.mzxid > 0 ? writerOf(stat.mzxid) : null;
  if (writer === null) return false;
  const parts = writer.args.op === 'multi' ? writer.args.parts : [writer.args];
  return !parts.some(
    (part) => 'hash' in part && (hash === undefined || part.hash === hash) && mismatch.path.startsWith(part.path),
  );
}

export function phantomWords(zxid: number, path: string): string {
  return `${path} was told to have changed at ${zxidText(zxid)}, but no write that may have happened then explains it`;
}
