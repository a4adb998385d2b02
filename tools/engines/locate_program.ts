import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/**
 * The path of a program.
 *
 * @param path folders as in `PATH`; relative ones are skipped
 */
export async function locateProgram(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter)) {
    if (!folder.startsWith('/')) continue;
    const file = join(folder, name);
    try {
      await access(file, constants.X_OK);
      return file;
    } catch {
      // It is in another folder, or nowhere.
    }
  }
  return undefined;
}
