/** Traces that lack something: what is here is judged, and the verdict says how much was taken as given. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TraceEvent } from '#traces/format/event.js';
import { Random } from '../../../reality/random.js';
import { judge, told } from './judge.js';
import { RecordedCluster } from './recorded-cluster.js';

type Traces = Map<number, readonly TraceEvent[]>;

function recorded(seed: number): Traces {
  return new Map(new RecordedCluster({ seed, observers: 1, faultEvery: 40 }).run(1500).traces);
}

test('a server without a trace: what came from it is unknown, everything else is judged', () => {
  for (let seed = 1; seed <= 12; seed++) {
    const traces = recorded(seed);
    traces.delete(1 + (seed % 4));
    const judgement = judge(traces);
    assert.equal(judgement.divergence, null, `seed ${seed}: ${told(judgement)}`);
    const { strength, missing } = judgement.conformance;
    assert.deepEqual(missing, [1 + (seed % 4)]);
    assert.ok(strength.unknown > 0 && strength.exact > strength.unknown, 'most is judged, and what is not is counted');
  }
});

test('killed servers lose the end of their traces: what went on behind it is unknown', () => {
  let [unknown, ends] = [0, 0];
  for (let seed = 1; seed <= 12; seed++) {
    const random = new Random(seed);
    const traces: Traces = new Map([...recorded(seed)].map(([server, events]) => [server, withoutEnds(events, random)]));
    const judgement = judge(traces);
    assert.equal(judgement.divergence, null, `seed ${seed}: ${told(judgement)}`);
    unknown += judgement.conformance.strength.unknown;
    ends += judgement.conformance.tracks.reduce((sum, { tornRuns }) => sum + tornRuns, 0);
  }
  assert.ok(unknown > 0 && ends > 20, 'ends were lacking, and it showed');
});

/** Of each run that did not stop, up to 30 lines go. */
function withoutEnds(events: readonly TraceEvent[], random: Random): readonly TraceEvent[] {
  const kept: TraceEvent[] = [];
  const cut = (): void => {
    for (let count = random.below(30); count > 0; count--) {
      const last = kept.at(-1);
      if (last === undefined || ['trace', 'recovered', 'entry', 'stop'].includes(last.t)) return;
      kept.pop();
    }
  };
  for (const event of events) {
    if (event.t === 'trace') cut();
    kept.push(event);
  }
  cut();
  return kept;
}

test('an end that is lacking excuses nothing in front of it: a message that was never sent is found', () => {
  const traces = recorded(3);
  const [server, events] = [...traces].find(([, each]) => each.some(({ t }) => t === 'out')) ?? [0, []];
  const index = events.findIndex(({ t }) => t === 'out');
  traces.set(server, events.toSpliced(index, 1));
  assert.notEqual(judge(traces).divergence, null);
});

test('through a proxy, names of channels differ at the two ends: a map joins them, without it the first message is a divergence', () => {
  const traces = recorded(2);
  const names = new Map<string, string>();
  const renamed: Traces = new Map(
    [...traces].map(([server, events]) => [
      server,
      events.map((event) => {
        if (!('channel' in event) || !event.channel.includes(`>10.0.0.${server}:`)) return event;
        names.set(`proxy ${event.channel}`, event.channel);
        return { ...event, channel: `proxy ${event.channel}` };
      }),
    ]),
  );
  const joined = judge(renamed, { channelNames: names });
  assert.equal(joined.divergence, null, told(joined));
  assert.match(judge(renamed).divergence?.expected ?? '', /--channels/);
});
