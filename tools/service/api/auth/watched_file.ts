import { readFileSync, statSync } from 'node:fs';
import { errorCode, type Clock } from '../../../base/runtime/index.js';

/** How often a file is looked at, in milliseconds. */
const LOOK_EVERY_MS = 500;

/**
 * A file that is read again when it has changed. It is looked at when it is needed, at most twice a second, so that a
 * change counts from the next call on.
 *
 * @param read what the text of the file means; the text is empty if the file cannot be read
 * @param onUnreadable called once for each time that it becomes unreadable
 */
export function watchedFile<Value>(
  path: string,
  clock: Pick<Clock, 'elapsed'>,
  read: (text: string) => Value,
  onUnreadable: (code: string) => void,
): () => Value {
  let looked = -Infinity;
  let version: string | undefined;
  let value: Value = read('');
  return () => {
    if (clock.elapsed() - looked < LOOK_EVERY_MS) return value;
    looked = clock.elapsed();
    const found = versionOf(path);
    if (found === version) return value;
    version = found;
    try {
      value = read(readFileSync(path, 'utf8'));
    } catch (error) {
      value = read('');
      onUnreadable(errorCode(error));
    }
    return value;
  };
}

/** Changes when the file is written or replaced. */
function versionOf(path: string): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? 'missing' : [stats.ino, stats.size, stats.mtimeNs, stats.ctimeNs].join(' ');
}
