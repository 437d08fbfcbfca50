import type { Rule } from '../../../kit/system.js';
import { sameZxid, showZxid } from '../../../model/zxid.js';
import type { Model } from '../model.js';
import { followerReceives } from '../receive.js';

/** A follower delivers the first entry it has not delivered (DSN'11 step 3.4). A COMMIT with nothing to deliver is only worth a warning. */
export function followerProcessCOMMIT(model: Model): readonly Rule[] {
  return followerReceives(model, {
    id: 'FollowerProcessCOMMIT',
    type: 'COMMIT',
    fields: ['history', 'lastCommitted'],
    then: ({ history, lastCommitted }, { zxid }, i) => {
      const first = history[lastCommitted.index];
      if (first === undefined) return {};
      if (sameZxid(first.zxid, zxid)) return { patch: { lastCommitted: { index: lastCommitted.index + 1, zxid } } };
      const detail = `follower ${i} gets COMMIT ${showZxid(zxid)}, its first entry not delivered is ${showZxid(first.zxid)}`;
      return { violation: { property: 'CommitInconsistent', detail } };
    },
  });
}
