import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { NODE_PROGRAM } from './node_program.js';

/** A group whose members are the accounts below, and nobody else. */
const GROUP = 61_000;

export type Account = 'ann' | 'ben' | 'stranger';

/** Ann and Ben share a group; the stranger is in none of theirs. The numbers need no names in `/etc/passwd`. */
const ACCOUNTS: Readonly<Record<Account, { readonly uid: number; readonly gid: number }>> = {
  ann: { uid: 61_001, gid: GROUP },
  ben: { uid: 61_002, gid: GROUP },
  stranger: { uid: 61_003, gid: 61_003 },
};

/** Why nothing can be run as another account; nothing where it can. */
export const NO_ACCOUNTS = canChange() ? undefined : 'skipped, as only root can run programs as other accounts';

function canChange(): boolean {
  return spawnSync('setpriv', [...identity('ben'), 'true']).status === 0;
}

function identity(account: Account): string[] {
  const { uid, gid } = ACCOUNTS[account];
  return [`--reuid=${String(uid)}`, `--regid=${String(gid)}`, '--clear-groups'];
}

/** A command to put before another: runs that as an account, with a umask. */
export function as(account: Account, umask = '022'): readonly string[] {
  return ['setpriv', ...identity(account), 'sh', '-c', 'umask "$0"; exec "$@"', umask];
}

/** Gives a file or directory to an account. @param mode its permission bits */
export function give(path: string, account: Account, mode: number): void {
  const { uid, gid } = ACCOUNTS[account];
  chownSync(path, uid, gid);
  chmodSync(path, mode);
}

/** Programs where every account can read them: what Bazel makes may lie below `/root`. */
export class PublicPrograms {
  readonly #folder = mkdtempSync(join(tmpdir(), 'programs-'));
  readonly node: string;
  readonly bundle: string;

  /** @param bundle path of the command line's bundle; what it loads from its folder is copied too */
  constructor(bundle: string) {
    chmodSync(this.#folder, 0o755);
    this.node = this.#copy(NODE_PROGRAM);
    this.bundle = this.#copy(bundle);
    for (const name of ['databuild_program.cjs', 'koffi.node']) {
      const beside = join(dirname(bundle), name);
      if (existsSync(beside)) this.#copy(beside);
    }
  }

  remove(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  #copy(path: string): string {
    const target = join(this.#folder, basename(path));
    copyFileSync(path, target);
    chmodSync(target, 0o755);
    return target;
  }
}
