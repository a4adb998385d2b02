import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';

/** The id of `nobody` on every Linux. PostgreSQL refuses to run as root, but checks only the number. */
const NOBODY = '65534';

/**
 * In a user namespace where root is mapped to nobody. No file needs another owner, and it works where ids cannot be
 * changed.
 */
const IN_NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
/** For machines without user namespaces, such as many containers. */
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/** How to run a program that refuses to run as root. */
export interface Unprivileged {
  /** The prefix of the command; empty for users who are not root. */
  readonly prefix: readonly string[];
  /** Whether it runs as an account that may be unable to read our files, such as those below `/root`. */
  readonly isStranger: boolean;
}

/** @param dir the directory that the program must be able to write to */
export async function unprivileged(dir: string): Promise<Unprivileged> {
  if (process.getuid?.() !== 0) return { prefix: [], isStranger: false };
  const [unshare = '', ...args] = IN_NAMESPACE;
  try {
    await promisify(execFile)(unshare, [...args, 'true']);
    return { prefix: IN_NAMESPACE, isStranger: false };
  } catch {
    await chown(dir, Number(NOBODY), Number(NOBODY));
    return { prefix: AS_NOBODY, isStranger: true };
  }
}
