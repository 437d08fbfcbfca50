/**
 * What can be wrong with a disk. Everything that this folder offers to others answers with a `Result`.
 *
 * Inside, what fails is thrown as `DiskFault` and becomes a value in `attempt`, so that a sequence of steps reads as one.
 */

/** Codes are for ever: logs, tests and operators' notes cite them. */
export type DiskErrorCode =
  | 'ZAB-D001'
  | 'ZAB-D002'
  | 'ZAB-D003'
  | 'ZAB-D004'
  | 'ZAB-D005'
  | 'ZAB-D006'
  | 'ZAB-D007'
  | 'ZAB-D008'
  | 'ZAB-D009'
  | 'ZAB-D010'
  | 'ZAB-D011'
  | 'ZAB-D012'
  | 'ZAB-D013'
  | 'ZAB-D014'
  | 'ZAB-D015'
  | 'ZAB-D016'
  | 'ZAB-D017';

interface DiskErrorText {
  readonly meaning: string;
  readonly advice: string;
}

/** What to do where this server's copy is bad and the others have good ones. */
const RESYNC =
  'with a healthy quorum of the others, move version-2 away, create the file "initialize" beside it and start again: it syncs from the leader';

const DISK_ERRORS: Readonly<Record<DiskErrorCode, DiskErrorText>> = {
  'ZAB-D001': {
    meaning: 'the disk failed',
    advice: 'what was not acknowledged may be lost; replace or remount the disk, then start again',
  },
  'ZAB-D002': {
    meaning: 'the disk is full',
    advice: 'free space (purge old snapshots and logs with autopurge), then start again',
  },
  'ZAB-D003': {
    meaning: 'a file is not of the format its name says',
    advice: 'move it out of version-2 if it is not ZooKeeper’s',
  },
  'ZAB-D004': {
    meaning: 'a transaction log is damaged in front of its end',
    advice: `${RESYNC}; Apache’s TxnLogToolkit can show the file`,
  },
  'ZAB-D005': { meaning: 'transactions are missing from the logs', advice: `restore the missing log files, or, ${RESYNC}` },
  'ZAB-D006': { meaning: 'a snapshot is damaged', advice: 'nothing, where an older one and the logs make up for it' },
  'ZAB-D007': { meaning: 'no snapshot can be loaded', advice: `restore one and the logs since, or, ${RESYNC}` },
  'ZAB-D008': {
    meaning: 'there are transaction logs and no snapshot',
    advice: 'restore the snapshot; only for data of ZooKeeper before 3.5.3, set snapshot.trust.empty=true once',
  },
  'ZAB-D009': {
    meaning: 'the newest snapshot is damaged and the logs do not make up for it',
    advice: `restore it, or, ${RESYNC}`,
  },
  'ZAB-D010': {
    meaning: 'a number file holds no number',
    advice: `restore the file from this server’s own backup, or, ${RESYNC}`,
  },
  'ZAB-D011': { meaning: 'the epoch files disagree', advice: `restore both files from this server’s own backup, or, ${RESYNC}` },
  'ZAB-D012': {
    meaning: 'the data is of a later epoch than was ever accepted',
    advice: `the files are of different servers or times; ${RESYNC}`,
  },
  'ZAB-D013': {
    meaning: 'the disk is empty, and this server may have had data',
    advice: 'restore the data; if it is gone and a quorum of the others is healthy, create the file "initialize" and start again',
  },
  'ZAB-D014': { meaning: 'snapshots and logs lie in each other’s folders', advice: 'check dataDir and dataLogDir in zoo.cfg' },
  'ZAB-D015': {
    meaning: 'the server has no valid id',
    advice: 'write this server’s number, as in its server.N line, into the file myid',
  },
  'ZAB-D016': { meaning: 'the log cannot be cut there', advice: `no snapshot is old enough; ${RESYNC}` },
  'ZAB-D017': { meaning: 'a folder is missing', advice: 'create it, mount it, or set datadir.autocreate=true' },
};

export interface DiskError {
  readonly code: DiskErrorCode;
  /** The process must stop: what memory holds and what the disk holds may differ. */
  readonly fatal: boolean;
  /** File or folder. */
  readonly path: string;
  readonly message: string;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: DiskError };

/** Thrown and caught inside `impl/disk` and its file systems only. */
export class DiskFault extends Error {
  readonly error: DiskError;

  constructor(code: DiskErrorCode, path: string, detail: string) {
    const { meaning, advice } = DISK_ERRORS[code];
    const fatal = code === 'ZAB-D001' || code === 'ZAB-D002';
    super(`${path}: ${meaning}: ${detail} (${advice})`);
    this.error = { code, fatal, path, message: this.message };
  }
}

/** The boundary: a fault becomes a value; anything else is a defect of ours and goes on. */
export async function attempt<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof DiskFault) return { ok: false, error: error.error };
    throw error;
  }
}

/**
 * What was found and put right, for a line of the server's log each.
 *
 * - `torn-tail`: the last write of a log was cut off by a crash; nothing of it was ever acknowledged
 * - `log-removed`: a log file without any whole record
 * - `snapshot-skipped`: an older one was taken
 * - `out-of-order`: an entry not newer than its predecessor was passed over
 * - `gap`: zxids are missing inside one file, where a file cannot have lost any
 * - `cut-finished`: a truncation or a replacement that a crash had interrupted was completed
 * - `epoch`: an epoch file was created, or completed
 * - `initialized`: an empty disk was set up
 */
export interface DiskNote {
  readonly kind:
    'torn-tail' | 'log-removed' | 'snapshot-skipped' | 'out-of-order' | 'gap' | 'cut-finished' | 'epoch' | 'initialized';
  readonly path: string;
  readonly message: string;
}

export function note(kind: DiskNote['kind'], path: string, message: string): DiskNote {
  return { kind, path, message };
}
