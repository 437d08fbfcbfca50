/** Bugs of the service: the histories of clients show them. */
import type { Mutant } from './mutant.js';

export const SERVICE_MUTANTS: readonly Mutant[] = [
  {
    id: 'watch-twice',
    what: 'a one-shot watch tells again and again',
    file: 'spec/service/watch/watch-table.ts',
    replace: `(watchers.get(watcher) ?? 0) & ~BIT.standard)`,
    by: `watchers.get(watcher) ?? 0)`,
    faults: ['slow-links'],
    checks: ['watch-one-shot'],
  },
  {
    id: 'watch-after-data',
    what: 'the event comes behind the reply that shows the new data',
    file: 'impl/server/serving.ts',
    replace: `for (const delivery of replica.fire(applied.changes, txn.zxid)) delivery.watcher.tell(delivery);`,
    by: `const late = replica.fire(applied.changes, txn.zxid);
    this.options.turn.atEnd(() => {
      for (const delivery of late) delivery.watcher.tell(delivery);
    });`,
    faults: ['slow-links'],
    checks: ['watch-before-data', 'watch-order'],
  },
  {
    id: 'sync-not-sent',
    what: 'a follower answers a sync by itself',
    file: 'impl/server/following.ts',
    replace: `    if (!this.replicator.sync(forwarded(write))) return false;\n    this.syncs.push(answered);`,
    by: `    answered();`,
    faults: ['slow-links', 'silence'],
    checks: ['sync'],
  },
  {
    id: 'ephemeral-kept',
    what: 'a session that ends leaves one of its nodes',
    file: 'spec/service/write/apply.ts',
    replace: `  for (const path of paths ?? []) applyDelete(store, header, { path }, changes);
  for (const path of [...store.ephemeralsOf(header.session)])`,
    by: `  for (const path of [...store.ephemeralsOf(header.session)].slice(paths === null ? 0 : 1))`,
    faults: ['slow-links'],
    checks: ['ephemerals', 'reads', 'write-results', 'atomic-multi', 'equal-trees'],
  },
  {
    id: 'session-revived',
    what: 'who comes back to a session that is over is welcome',
    file: 'impl/server/leadership.ts',
    replace: `return this.touch(sessionId, timeoutMs) && this.sessions.setOwner(sessionId, owner);`,
    by: `this.sessions.track(sessionId, timeoutMs, now());
    return this.sessions.setOwner(sessionId, owner);`,
    faults: ['slow-links'],
    checks: ['sessions'],
  },
  {
    id: 'replies-out-of-order',
    what: 'reads do not wait for the writes in front of them',
    file: 'impl/server/serving.ts',
    replace: `    else this.line(sessionId, connection, xid, opCode(operation.op), this.reading(sessionId, connection, request.request));`,
    by: `    else {
      const { zxid, reply } = this.reading(sessionId, connection, request.request)();
      connection.reply(xid, zxid, reply);
    }`,
    faults: ['slow-links'],
    checks: ['fifo', 'own-writes'],
  },
  {
    id: 'multi-in-part',
    what: 'of a multi that fails, what stands before the failing part is done',
    file: 'spec/service/write/apply.ts',
    replace: `if (broken < 0 || body.type === 'error')`,
    by: `if (broken < 0 || index < broken || body.type === 'error')`,
    faults: ['slow-links'],
    checks: ['atomic-multi', 'reads', 'write-results', 'phantom', 'equal-trees'],
  },
];
