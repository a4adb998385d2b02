import { readdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
import { posix } from 'node:path';

/** A file of an entry. */
export interface FileIn {
  /** Path among the runfiles. */
  readonly path: string;
  /** The path of its content. */
  readonly source: string;
  readonly stats: Stats;
}

/**
 * The file at `source`, or every file in the folder there, with symlinks followed.
 *
 * @param path of the entry; the paths of files in a folder begin with it
 * @returns undefined if `source` does not exist
 */
export function filesIn(path: string, source: string): FileIn[] | undefined {
  const stats = statSync(source, { throwIfNoEntry: false });
  if (!stats?.isDirectory()) return stats && [{ path, source, stats }];
  return readdirSync(source).flatMap((name) => {
    const inside = posix.join(path, name);
    const files = filesIn(inside, posix.join(source, name));
    if (files === undefined)
      throw new Error(`${inside}: a broken symlink to ${String(linkTarget(posix.join(source, name)))}`);
    return files;
  });
}

/**
 * Every empty folder at or below `source`, with symlinks followed.
 *
 * @param path of the entry; the paths of the folders begin with it
 * @returns paths among the runfiles; none if `source` is not a folder
 */
export function emptyFoldersIn(path: string, source: string): string[] {
  if (statSync(source, { throwIfNoEntry: false })?.isDirectory() !== true) return [];
  const names = readdirSync(source);
  if (names.length === 0) return [path];
  return names.flatMap((name) => emptyFoldersIn(posix.join(path, name), posix.join(source, name)));
}

/** The text of a symlink; undefined for anything else. */
export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
