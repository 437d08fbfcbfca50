/** A trace that lies is refused, also where lines were left out of it, so that much may have happened: nearly always. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeEvent } from '#traces/format/codec.js';
import type { TraceEvent } from '#traces/format/event.js';
import { assertPinned } from '../../../golden/golden-file.js';
import { Random } from '../../../reality/random.js';
import { judgeSampled, leaveOutAtRandom } from './judge-sampled.js';
import { RecordedCluster } from './recorded-cluster.js';

/** A lie in a line, by what it is about; null: there is none of this kind to tell here. */
const LIES: Readonly<Record<string, (event: TraceEvent) => unknown>> = {
  'digest of a state': (event) => (event.t === 'step' ? { ...event, state: '0123456789abcdef' } : null),
  'epoch promised': (event) => {
    if (event.t === 'write' && 'epoch' in event.write) {
      return { ...event, write: { ...event.write, epoch: event.write.epoch + 1 } };
    }
    return event.t === 'out' && event.m.type === 'LEADERINFO' ? { ...event, m: { ...event.m, epoch: 99 } } : null;
  },
  'acknowledgement of what is not there': (event) =>
    event.t === 'out' && event.m.type === 'ACK' ? { ...event, m: { ...event.m, zxid: later(event.m['zxid']) } } : null,
  'commit that nobody proposed': (event) =>
    (event.t === 'in' || event.t === 'out') && event.m.type === 'COMMIT'
      ? { ...event, m: { ...event.m, zxid: later(event.m['zxid']) } }
      : null,
  'delivery that was not': (event) => (event.t === 'delivered' ? { ...event, zxid: later(event.zxid) } : null),
  'transaction altered': (event) =>
    event.t === 'out' && event.m.type === 'PROPOSAL' ? { ...event, m: { ...event.m, value: '0123456789abcdef' } } : null,
};

function later(zxid: unknown): readonly [number, number] {
  const [epoch, counter] = zxid as readonly [number, number];
  return [epoch, counter + 700];
}

/** Of a lie, so many are told; and so many of all are refused at least. */
const EACH = 4;
const REFUSED_SHARE_LEAST = 0.85;

test('false traces are refused, thinned as they are', (t) => {
  const { traces } = leaveOutAtRandom(new RecordedCluster({ seed: 5, observers: 1, faultEvery: 40 }).run(260).traces, 0.05, 11);
  assert.equal(judgeSampled(traces).verdict, 'pass', 'as it is left, it conforms');
  const random = new Random(17);
  const counts = { pass: 0, undecided: 0, violation: 0 };
  const believed: string[] = [];
  for (const [name, lie] of Object.entries(LIES)) {
    const places = [...traces].flatMap(([server, events]) =>
      events.flatMap((event, index) => {
        const altered = lie(event);
        const decoded = altered === null ? null : decodeEvent(altered, index + 1);
        return decoded?.ok === true ? [{ server, index, event: decoded.event }] : [];
      }),
    );
    for (let count = 0; count < EACH; count++) {
      const { server, index, event } = random.pick(places);
      const { verdict } = judgeSampled(new Map(traces).set(server, (traces.get(server) ?? []).with(index, event)));
      counts[verdict] += 1;
      if (verdict !== 'violation') believed.push(`${name}, server ${server}, line ${index + 1}: ${verdict}`);
    }
  }
  const total = counts.pass + counts.undecided + counts.violation;
  assertPinned('kill-scores.json', 'traces, one line in twenty left out', {
    total,
    killed: counts.violation,
    undecided: counts.undecided,
  });
  t.diagnostic(`${counts.violation} of ${total} refused, ${counts.undecided} not decided; the others: ${believed.join('; ')}`);
  assert.ok(counts.violation / total >= REFUSED_SHARE_LEAST, believed.join('\n'));
});
