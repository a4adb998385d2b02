import { rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { err, ok, type Result } from '../../base/model/index.js';
import { writeAtomically } from '../../base/runtime/index.js';
import type { ServiceFailure } from './failure.js';

/** A state directory that no other service can use. */
export interface StateLock {
  /** Says to others who has it, such as `pid 12, http://127.0.0.1:8600`. */
  readonly describe: (holder: string) => Promise<void>;
  readonly release: () => void;
}

/**
 * Takes a state directory for one service. The lock is one of SQLite on a file of its own, which the kernel releases when the
 * process ends, however it ends.
 */
export async function lockStateDir(stateDir: string): Promise<Result<StateLock, ServiceFailure>> {
  const { DatabaseSync } = await import('node:sqlite');
  const about = join(stateDir, 'service.txt');
  const db = new DatabaseSync(join(stateDir, 'service.lock'), { timeout: 0 });
  if (!locks(db)) {
    db.close();
    const holder = await readFile(about, 'utf8').catch(() => '');
    return err({ reason: 'state-dir-in-use', stateDir, holder: holder.trim() === '' ? undefined : holder.trim() });
  }
  return ok({
    describe: (holder) => writeAtomically(about, [`${holder}\n`]),
    release: () => {
      rmSync(about, { force: true });
      db.close();
    },
  });
}

function locks(db: DatabaseSync): boolean {
  try {
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return true;
  } catch {
    return false;
  }
}
