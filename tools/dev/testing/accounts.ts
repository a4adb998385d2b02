import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, copyFileSync, existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { NODE_PROGRAM } from './node_program.js';

/** A group that only some of the accounts below belong to. */
const GROUP = 61_000;

export type Account = 'ann' | 'ben' | 'stranger';

/** Ann and Ben share a group; the stranger has another. The numbers need no names in `/etc/passwd`. */
const ACCOUNTS: Readonly<Record<Account, { readonly uid: number; readonly gid: number }>> = {
  ann: { uid: 61_001, gid: GROUP },
  ben: { uid: 61_002, gid: GROUP },
  stranger: { uid: 61_003, gid: 61_003 },
};

/** Why programs cannot run as another account; undefined if they can. */
export const NO_ACCOUNTS = canChange() ? undefined : 'skipped, because only root can run programs as other accounts';

function canChange(): boolean {
  return spawnSync('setpriv', [...identity('ben'), 'true']).status === 0;
}

function identity(account: Account): string[] {
  const { uid, gid } = ACCOUNTS[account];
  return [`--reuid=${String(uid)}`, `--regid=${String(gid)}`, '--clear-groups'];
}

/** The beginning of a command that runs another command as an account, with a umask. */
export function as(account: Account, umask = '022'): readonly string[] {
  return ['setpriv', ...identity(account), 'sh', '-c', 'umask "$0"; exec "$@"', umask];
}

/**
 * Makes an account the owner of a file or directory.
 *
 * @param mode its permission bits
 */
export function give(path: string, account: Account, mode: number): void {
  const { uid, gid } = ACCOUNTS[account];
  chownSync(path, uid, gid);
  chmodSync(path, mode);
}

/** Copies of programs that every account can read. Outputs of Bazel may be below `/root`. */
export class PublicPrograms {
  readonly #folder = mkdtempSync(join(tmpdir(), 'programs-'));
  readonly node: string;
  readonly bundle: string;

  /** @param bundle path of the command line's bundle; what it loads from its folder is copied too */
  constructor(bundle: string) {
    chmodSync(this.#folder, 0o755);
    this.node = this.#copy(NODE_PROGRAM);
    this.bundle = this.#copy(bundle);
    for (const name of ['databuild_program.cjs', 'databuild_task.cjs', 'koffi.node']) {
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
