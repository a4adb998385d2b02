import type { Result } from '../../../base/model/index.js';
import type { Clock } from '../../../base/runtime/index.js';
import { watchedFile } from './watched_file.js';

/** A file that says who may sign in. It has an entry on each line; blank lines, and comments after `#`, have none. */
export interface SignInFile<Entry, Value> {
  readonly path: string;
  readonly clock: Pick<Clock, 'elapsed'>;
  /** Gets what is wrong with the file. */
  readonly warn: (message: string) => void;
  /** Reads a line, or says what is wrong with it. */
  readonly readLine: (line: string) => Result<Entry, string>;
  /** Makes the value from the entries, once for each version of the file. */
  readonly collect: (entries: readonly Entry[]) => Value;
}

/** The value of a sign-in file, which is read again when it changes. A line that is wrong lets nobody in. */
export function signInFile<Entry, Value>(file: SignInFile<Entry, Value>): () => Value {
  const { path, clock, warn, readLine, collect } = file;
  const read = (text: string): Value => {
    const entries: Entry[] = [];
    for (const [index, typed] of text.split('\n').entries()) {
      const line = typed.replace(/(^|\s)#.*$/, '').trim();
      if (line === '') continue;
      const entry = readLine(line);
      if (entry.ok) entries.push(entry.value);
      else warn(`${path}: line ${String(index + 1)} ${entry.error}; it lets nobody in`);
    }
    return collect(entries);
  };
  return watchedFile(path, clock, read, (code) => {
    warn(`${path} cannot be read (${code}); nobody can sign in until it can be`);
  });
}
