/** One session's line against the simplest model of it: a list. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SessionLine } from '#impl/server/session-line.js';
import type { Answer, Entry } from '#impl/server/session-line.js';
import { ZERO } from '#spec/model/zxid.js';
import { connected } from './clients.js';

const ANSWER: Answer = { zxid: ZERO, reply: { err: 0, response: null } };

const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('read' as const) }),
    fc.record({ do: fc.constant('write' as const) }),
    fc.record({ do: fc.constant('commit' as const) }),
    fc.record({ do: fc.constant('commitOther' as const), cxid: fc.integer({ min: 0, max: 100 }) }),
  ),
  { maxLength: 100 },
);

test('session line: answers leave in the order of the requests; a write when its transaction is committed', async (t) => {
  const { connection } = await connected(t);
  fc.assert(
    fc.property(steps, (schedule) => {
      const line = new SessionLine();
      const model: { readonly xid: number; ready: boolean; readonly write: boolean }[] = [];
      const out: number[] = [];
      let xid = 0;
      for (const step of schedule) {
        const oldest = model.find((each) => each.write && !each.ready);
        if (step.do === 'read' || step.do === 'write') {
          const isWrite = step.do === 'write';
          xid += 1;
          const entry: Entry = {
            connection,
            xid,
            opCode: 1,
            receivedMs: 0,
            isWrite,
            largeBytes: 0,
            isLast: false,
            answer: isWrite ? null : () => ANSWER,
          };
          line.push(entry);
          model.push({ xid, ready: !isWrite, write: isWrite });
        } else {
          const cxid = step.do === 'commit' ? (oldest?.xid ?? 0) : step.cxid;
          const committed = line.committed(cxid);
          assert.equal(committed?.xid, oldest?.xid === cxid ? cxid : undefined);
          if (committed !== undefined) committed.answer = () => ANSWER;
          if (oldest?.xid === cxid) oldest.ready = true;
        }
        for (let front = line.ready; front !== undefined; front = line.ready) {
          assert.equal(front.xid, model.shift()?.xid);
          out.push(front.xid);
          line.shift();
        }
        assert.equal(model[0]?.ready ?? false, false, 'whatever can be answered is');
        assert.equal(line.isEmpty, model.length === 0);
      }
      assert.deepEqual(
        out,
        out.toSorted((a, b) => a - b),
      );
    }),
  );
});
