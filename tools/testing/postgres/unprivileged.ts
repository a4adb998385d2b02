import { execFile } from 'node:child_process';
import { chown } from 'node:fs/promises';
import { promisify } from 'node:util';

/** `nobody` of every Linux: PostgreSQL does not run as root, and looks at the number only. */
const NOBODY = '65534';

/** In a user namespace where root is called nobody: no file changes hands, and it works where ids cannot be changed. */
const IN_NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`];
/** For machines that allow no user namespaces, such as many containers. */
const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/**
 * The command to put before one that refuses to run as root; nothing for anybody else.
 *
 * @param dir what the command must be able to write into
 */
export async function unprivileged(dir: string): Promise<readonly string[]> {
  if (process.getuid?.() !== 0) return [];
  const [unshare = '', ...args] = IN_NAMESPACE;
  try {
    await promisify(execFile)(unshare, [...args, 'true']);
    return IN_NAMESPACE;
  } catch {
    await chown(dir, Number(NOBODY), Number(NOBODY));
    return AS_NOBODY;
  }
}
