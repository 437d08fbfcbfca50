/** Properties of one step of one server: what must not go back. A crash is no step of the server, and may lose memory. */
import type { PropertyText, Violation } from '../kit/system.js';
import type { ServerId } from '../model/quorum.js';
import type { Local } from '../model/state.js';
import { compareZxids, showZxid } from '../model/zxid.js';

export function stepViolations(i: ServerId, before: Local, after: Local): readonly Violation[] {
  const violations: Violation[] = [];
  const server = `server ${String(i)}`;
  if (after.acceptedEpoch < before.acceptedEpoch || after.currentEpoch < before.currentEpoch) {
    const detail = `${server}: acceptedEpoch ${String(before.acceptedEpoch)} → ${String(after.acceptedEpoch)}, currentEpoch ${String(before.currentEpoch)} → ${String(after.currentEpoch)}`;
    violations.push({ property: 'EpochsMonotone', detail });
  }
  const wentBack = compareZxids(after.lastCommitted, before.lastCommitted) < 0;
  const changed = !before.history.upTo(before.lastCommitted).isPrefixOf(after.history);
  if (before.role !== 'down' && (wentBack || changed)) {
    const detail = `${server} had delivered ${before.history.upTo(before.lastCommitted).toString()}; now its log is ${after.history.toString()}, delivered up to ${showZxid(after.lastCommitted)}`;
    violations.push({ property: 'DeliveredMonotone', detail });
  }
  return violations;
}

export const STEP_TEXTS: readonly PropertyText[] = [
  {
    id: 'EpochsMonotone',
    means: 'Neither epoch of a server ever decreases.',
    cites: "DSN'11, f.p and f.a",
  },
  {
    id: 'DeliveredMonotone',
    means: 'While a server runs, what it has delivered is never taken back, changed or cut from its log.',
    cites: 'MS1 CommittedLogMonotonicity (monotonicRead)',
  },
];
