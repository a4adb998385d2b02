import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';

/** `nobody` of every Linux: PostgreSQL does not run as root, and looks at the number only. */
const NOBODY = '65534';

/** In a user namespace where root is called nobody: no file changes hands, and it works where ids cannot be changed. */
const IN_NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
/** For machines that allow no user namespaces, such as many containers. */
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/** How to run a program that refuses to run as root. */
export interface Unprivileged {
  /** The command to put before it; nothing for those who are not root. */
  readonly prefix: readonly string[];
  /** Whether it runs as an account that may not be able to reach our files, such as those below `/root`. */
  readonly isStranger: boolean;
}

/** @param dir what the program must be able to write into */
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
