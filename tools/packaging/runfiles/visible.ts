import { posix } from 'node:path';
import type { Entry } from './entries.js';

/**
 * The entries that are visible in a runfiles tree, in the order of the list.
 *
 * Conflicts are resolved as in Bazel's own trees: the last of two entries with the same path wins, any other file
 * wins over an empty one, and a file or symlink hides everything below its path.
 */
export function visibleEntries(entries: readonly Entry[]): Entry[] {
  const byPath = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.source !== undefined || !byPath.has(entry.path)) byPath.set(entry.path, entry);
  }
  return [...byPath.values()].filter(({ path }) => !foldersAbove(path).some((folder) => byPath.has(folder)));
}

/** `a/b/c` → `a/b`, `a`. */
export function foldersAbove(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [folder, ...foldersAbove(folder)];
}
