/** Bugs between the protocol and its sockets and disks: the traces of servers show them. */
import type { Mutant } from './mutant.js';

export const PROTOCOL_MUTANTS: readonly Mutant[] = [
  {
    id: 'send-not-held',
    what: 'what waits for the disk leaves at once',
    file: 'impl/node/node.ts',
    replace: `this.onDisk === this.written`,
    by: `this.onDisk <= this.written`,
    faults: ['slow-disk'],
    rules: ['AckIsDurable', 'effects'],
  },
  {
    id: 'ack-before-fsync',
    what: 'the disk says that it is done before it has begun',
    file: 'impl/disk/disk.ts',
    replace: `      const jobs = this.takeBatch();\n`,
    by: `      const jobs = this.takeBatch();\n      for (const job of jobs) job.done({ ok: true, value: undefined });\n`,
    faults: ['slow-disk'],
    rules: ['AckIsDurable', 'effects'],
  },
  {
    id: 'fsync-skipped',
    what: 'the log is written and not synced',
    file: 'impl/disk/log-writer.ts',
    replace: `this.options.sync ? 'create-synced' : 'create'`,
    by: `'create'`,
    faults: ['kill-any'],
    rules: ['recovery'],
  },
  {
    id: 'epoch-before-history',
    what: 'currentEpoch is written before the history that it stands for',
    file: 'impl/node/node.ts',
    replace: `for (const write of step.write ?? [])`,
    by: `for (const write of [...(step.write ?? [])].reverse())`,
    faults: ['kill-any'],
    rules: ['write'],
  },
  {
    id: 'patch-dropped',
    what: 'now and then what a step changes is forgotten',
    file: 'impl/node/node.ts',
    replace: `applyStep(before, decision.step)`,
    by: `applyStep(before, decision.action.id === 'FollowerOnCommit' && this.written % 8 === 0 ? {} : decision.step)`,
    faults: ['slow-links'],
    rules: ['state'],
  },
  {
    id: 'channel-reordered',
    what: 'now and then a COMMIT is overtaken by the message behind it',
    file: 'impl/peer/peer.ts',
    replace: `    sendMessage(connection, message, this.envelope);\n`,
    by: `    const late = (this as { late?: typeof message }).late;
    (this as { late?: typeof message }).late = undefined;
    if (late === undefined && message.type === 'COMMIT' && message.zxid.counter % 32 === 0) (this as { late?: typeof message }).late = message;
    else sendMessage(connection, message, this.envelope);
    if (late !== undefined) sendMessage(connection, late, this.envelope);\n`,
    faults: ['slow-links'],
    rules: ['channel'],
  },
  {
    id: 'recovery-skips-tail',
    what: 'the last transaction of the log is not read',
    file: 'impl/disk/recovery.ts',
    replace: `history: history.log, snapshotZxid: base`,
    by: `history: history.log.length < 2 ? history.log : history.log.upTo(history.log.at(history.log.length - 2).zxid), snapshotZxid: base`,
    faults: ['restart'],
    rules: ['recovery'],
  },
  {
    id: 'append-lost-on-shutdown',
    what: 'what waits for the disk when the server is stopped is forgotten',
    file: 'impl/disk/disk.ts',
    replace: `    const synced = await this.submit([{ kind: 'roll' }]);\n`,
    by: `    this.waiting = [];\n    const synced = await this.submit([{ kind: 'roll' }]);\n`,
    faults: ['restart'],
    rules: ['recovery', 'durable', 'write'],
  },
  {
    id: 'delivered-uncommitted',
    what: 'clients may read what is proposed',
    file: 'impl/node/node.ts',
    replace: `    const { lastCommitted, history } = this.local;\n    const installs = compareZxids(history.base, delivered) > 0;`,
    by: `    const { history } = this.local;\n    const { lastZxid: lastCommitted } = history;\n    const installs = compareZxids(history.base, delivered) > 0;`,
    faults: ['slow-links'],
    rules: ['effects'],
  },
];
