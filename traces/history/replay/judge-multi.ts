/** A multi and its answer: all parts or none, and the answers of the parts in the only form that they may have. */
import { ERR, errText, isOfTree } from '../errors.js';
import type { ArgumentsOf } from '../format/operations.js';
import type { PartResult } from '../format/results.js';
import { applyPart } from '../model/apply.js';
import type { Stamp } from '../model/apply.js';
import { compareWrite } from '../model/compare.js';
import type { Mismatch } from '../model/compare.js';
import type { Model } from '../model/model.js';

function formMismatch({ parts }: ArgumentsOf<'multi'>, answers: readonly PartResult[], failed: number): Mismatch | null {
  for (const [index, answer] of answers.entries()) {
    if (failed < 0 || index === failed) continue;
    const due = index < failed ? ERR.OK : ERR.RUNTIMEINCONSISTENCY;
    const path = parts[index]?.path ?? '';
    if (answer.err !== due) return { path, expected: errText(due), told: errText(answer.err), answer };
  }
  return null;
}

/** The tree is left as the multi leaves it. */
export function judgeMulti(
  model: Model,
  args: ArgumentsOf<'multi'>,
  answers: readonly PartResult[],
  stamp: Stamp,
): Mismatch | null {
  const { parts } = args;
  if (answers.length !== parts.length) {
    const answer = answers[0] ?? { err: ERR.OK };
    return { path: parts[0]?.path ?? '', expected: `${parts.length} results`, told: `${answers.length}`, answer };
  }
  const failed = answers.findIndex(({ err }) => err !== ERR.OK);
  const form = formMismatch(args, answers, failed);
  if (form !== null) return form;
  const mark = model.mark();
  for (const [index, part] of parts.entries()) {
    const answer = answers[index];
    if (answer === undefined || (failed >= 0 && index > failed)) break;
    // Refused for a reason that is not in the tree.
    if (index === failed && !isOfTree(answer.err)) break;
    const outcome = applyPart(model, part, stamp);
    // What a failed multi would have made is not told.
    const mismatch = compareWrite(part.path, outcome, failed < 0 ? answer : { err: answer.err });
    if (mismatch !== null) return mismatch;
  }
  if (failed >= 0) model.back(mark);
  return null;
}
