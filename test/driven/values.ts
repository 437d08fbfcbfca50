/** The model's values are small numbers, a server's are bytes: which stands for which is learnt where a leader proposes. */
import assert from 'node:assert/strict';
import { canonicalText } from '#spec/kit/canonical.js';
import { Log } from '#spec/model/log.js';
import type { Message } from '#spec/model/messages.js';
import type { Local } from '#spec/model/state.js';
import { compareZxids } from '#spec/model/zxid.js';
import type { ForwardedRequest } from '#impl/wire/quorum-messages.js';

export class Values {
  private readonly models = new Map<string, unknown>();

  /** `real`: a transaction's bytes, or a request that a learner hands on. */
  learn(real: unknown, model: unknown): void {
    const known = this.models.get(keyOf(real));
    assert(known === undefined || known === model, 'bytes stand for one value');
    this.models.set(keyOf(real), model);
  }

  modelOf(real: unknown): unknown {
    return this.models.get(keyOf(real)) ?? `unknown ${keyOf(real).slice(0, 40)}`;
  }

  /** The first field in which they differ, and how. Null: they are the same. */
  difference(real: Local, model: Local): string | null {
    const given = { ...real, history: this.log(real.history, model.history), syncing: this.syncing(real, model) };
    const expected = { ...model, history: cutAs(model.history, real.history), syncing: cutSyncing(real, model) };
    for (const field of Object.keys(expected) as (keyof Local)[]) {
      const [mine, theirs] = [canonicalText(given[field]), canonicalText(expected[field])];
      if (mine !== theirs) return `${field} is ${mine} and not ${theirs}`;
    }
    return null;
  }

  /** Of messages, as texts. */
  told(message: Message): string {
    if (message.type === 'SNAP') return canonicalText({ type: message.type, zxid: message.zxid });
    if (!('value' in message)) return canonicalText(message);
    const model = typeof message.value === 'number' ? message.value : this.modelOf(message.value);
    return canonicalText({ ...message, value: model });
  }

  private syncing(real: Local, model: Local): unknown {
    if (real.syncing === null) return null;
    return { ...real.syncing, log: this.log(real.syncing.log, model.syncing?.log ?? real.syncing.log) };
  }

  /** With the values of the model. */
  private log(real: Log, model: Log): Log {
    const { base } = cutAs(real, model);
    return real
      .after(base)
      .reduce((log, { zxid, value }) => log.append({ zxid, value: this.modelOf(value) }), Log.startingAt(base));
  }
}

/** A server forgets what its snapshot covers, and the model does not: of both, what is behind the later of the two beginnings. */
function cutAs(log: Log, other: Log): Log {
  return compareZxids(log.base, other.base) < 0 && log.has(other.base) ? log.startingAfter(other.base) : log;
}

function cutSyncing(real: Local, model: Local): unknown {
  if (model.syncing === null) return null;
  return { ...model.syncing, log: cutAs(model.syncing.log, real.syncing?.log ?? model.syncing.log) };
}

function keyOf(real: unknown): string {
  if (real instanceof Uint8Array) return Buffer.from(real).toString('hex');
  if (typeof real !== 'object' || real === null) return String(real);
  const { sessionId, cxid, type, body } = real as ForwardedRequest;
  return `${sessionId}/${cxid}/${type}/${Buffer.from(body).toString('hex')}`;
}
