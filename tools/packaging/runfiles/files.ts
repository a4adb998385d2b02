import { readdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { posix } from 'node:path';

/** A file that an entry holds. */
export interface FileIn {
  /** Path among the runfiles. */
  readonly path: string;
  /** Where its content is. */
  readonly source: string;
  readonly stats: Stats;
}

/**
 * The file that lies at `source`, or every file of the folder that does, symlinks followed.
 *
 * @param path of the entry; those of a folder's files begin with it
 * @returns nothing where there is neither
 */
export function filesIn(path: string, source: string): FileIn[] | undefined {
  const stats = statSync(source, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats && [{ path, source, stats }];
  return readdirSync(source).flatMap((name) => {
    const inside = posix.join(path, name);
    const files = filesIn(inside, posix.join(source, name));
    if (files === undefined)
      throw new Error(`${inside}: a symlink to nowhere: ${String(linkTarget(posix.join(source, name)))}`);
    return files;
  });
}

/**
 * Every folder at or below `source` that holds nothing, symlinks followed.
 *
 * @param path of the entry; those of the folders begin with it
 * @returns paths among the runfiles; none where there is no folder
 */
export function emptyFoldersIn(path: string, source: string): string[] {
  if (statSync(source, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const names = readdirSync(source);
  if (names.length === 0) return [path];
  return names.flatMap((name) => emptyFoldersIn(posix.join(path, name), posix.join(source, name)));
}

/** The text of a symlink, or `undefined` for anything else. */
export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
