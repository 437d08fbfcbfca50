import type { Rule } from '../../../kit/system.js';
import { follows } from '../../../model/zxid.js';
import { indexOfZxid, lastZxid } from '../history.js';
import type { Model } from '../model.js';
import { followerReceives } from '../receive.js';
import { absentFromHistory } from '../violations.js';

/** A follower logs a proposal and acknowledges it (DSN'11 step 3.2). One that NEWLEADER had brought is dropped, without a further acknowledgement. */
export function followerProcessPROPOSE(model: Model): readonly Rule[] {
  return followerReceives(model, {
    id: 'FollowerProcessPROPOSE',
    type: 'PROPOSE',
    fields: ['history', 'currentEpoch'],
    then: ({ history, currentEpoch }, { zxid, value }, i, j) => {
      if (follows(lastZxid(history), zxid)) {
        return {
          patch: { history: [...history, { zxid, value, ackSid: [], epoch: currentEpoch }] },
          send: { message: { type: 'ACK', zxid }, to: [j] },
        };
      }
      const index = indexOfZxid(history, zxid);
      return index > 0 && index <= history.length ? {} : { violation: absentFromHistory('PROPOSE', i, zxid) };
    },
  });
}
