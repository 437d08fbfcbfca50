import type { Rule } from '../../../kit/system.js';
import { indexOfZxid } from '../history.js';
import type { Model } from '../model.js';
import { followerReceives } from '../receive.js';
import { absentFromHistory } from '../violations.js';

/** A follower delivers up to the leader's commit point and serves (DSN'11 step 2.4). */
export function followerProcessCOMMITLD(model: Model): readonly Rule[] {
  return followerReceives(model, {
    id: 'FollowerProcessCOMMITLD',
    type: 'COMMITLD',
    fields: ['history'],
    then: (self, { zxid }, i) => {
      const index = indexOfZxid(self.history, zxid);
      const isLogged = index >= 0 && index <= self.history.length;
      return {
        patch: { lastCommitted: { index, zxid }, zabState: 'BROADCAST' },
        violation: isLogged ? undefined : absentFromHistory('COMMITLD', i, zxid),
      };
    },
  });
}
