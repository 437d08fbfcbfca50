/** The client port: what real servers do to clients conforms; every line of it deleted, doubled, swapped or altered does not, or is listed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zab } from '#spec/protocols/zab.js';
import { isOfClient } from '#traces/conform/clients.js';
import { indistinguishable } from '#traces/conform/indistinguishable.js';
import { killScore } from '#traces/conform/mutation.js';
import { judgeSampled, leaveOut } from './judge-sampled.js';
import { judge, told } from './judge.js';
import { recordedClients } from './recorded-clients.js';

const traces = await recordedClients();

test('clients: what three servers did to them conforms, and is there', () => {
  const judgement = judge(traces);
  assert.equal(judgement.divergence, null, told(judgement));
  for (const [server, events] of traces) {
    const kinds = new Set(events.map(({ t }) => t));
    for (const kind of ['client-open', 'client-close', 'request', 'reply', 'watch-event'] as const) {
      assert.ok(kinds.has(kind), `server ${server} has a ${kind}`);
    }
    const replies = events.filter((event) => event.t === 'reply');
    const errors = new Set(replies.map(({ err }) => err));
    assert.deepEqual(
      [...errors].toSorted((a, b) => b - a),
      [0, -5, -6, -101, -103],
    );
  }
});

test('clients: where lines are left out, theirs are passed over', () => {
  const { traces: thinned, removed } = leaveOut(traces, ({ t }) => t === 'delivered');
  assert.ok(removed > 0);
  const { verdict, conformance } = judgeSampled(thinned);
  assert.equal(verdict, 'pass');
  const ofClients = [...thinned.values()].flat().filter(isOfClient).length;
  assert.equal(conformance.strength.unknown, ofClients);
  assert.ok(conformance.strength.inferred >= removed);
});

test('clients: mutations of their lines are refused, or listed', (t) => {
  const { total, killed, alive } = killScore(
    traces,
    zab,
    ({ event, next }) => isOfClient(event) || (next !== null && isOfClient(next)),
  );
  const holes = alive.filter((mutation) => indistinguishable(mutation) === null);
  assert.deepEqual(
    holes.map(({ kind, server, index, event, next, field }) => ({ kind, server, line: index + 1, event, next, field })),
    [],
  );
  const cases = new Map<string, number>();
  for (const mutation of alive) {
    const name = indistinguishable(mutation)?.name ?? '';
    cases.set(name, (cases.get(name) ?? 0) + 1);
  }
  t.diagnostic(`${killed} of ${total} killed; ${[...cases].map(([name, count]) => `${count} ${name}`).join(', ')}`);
  assert.ok(total > 1000, 'there are enough of them');
});
