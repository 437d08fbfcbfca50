import { LeaderOnClientWrite } from '../actions/broadcast/leader-on-client-write.js';
import { action } from '../kit/action.js';
import { Log } from '../model/log.js';
import { nextZxid, zxid } from '../model/zxid.js';
import type { Mutant } from './mutant.js';

/** A 64-bit zxid incremented past its 32 low bits: the next epoch's number, which nobody agreed on. */
export const counterWraps: Mutant = {
  id: 'counter-wraps',
  means: 'At the end of the counter the leader does not step down; the counter runs over into the epoch.',
  cites: 'ZK-1277; Leader.propose, XidRolloverException',
  killedBy: 'ZxidUniqueness',
  protocol: 'zab-coarse',
  options: { nodes: 3, observers: 0, seedState: 'last-counter', bounds: { crashes: 0, partitions: 0, txns: 1 } },
  depth: 4,
  alsoKills: ['LogNotAheadOfPromise', 'NoBadAck'],
  extension: {
    drop: ['LeaderRollsOverOnClientWrite'],
    replace: [
      action({
        ...LeaderOnClientWrite,
        when: {},
        then: (s, input, env) => {
          const next = nextZxid(s.history.lastZxid, s.currentEpoch);
          const wrapped = next.counter < env.counterLimit ? next : zxid(next.epoch + 1, 0);
          const entries = [...s.history.after(s.history.base), { zxid: wrapped, value: input.value }];
          return {
            write: [{ history: Log.of(entries) }],
            send: [{ to: env.self, message: { type: 'ACK', zxid: wrapped }, after: 'synced' }],
          };
        },
      }),
    ],
  },
};
