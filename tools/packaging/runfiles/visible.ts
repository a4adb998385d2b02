import { posix } from 'node:path';
import type { Entry } from './entries.js';

/**
 * What of a list of entries a runfiles tree shows, in the order of the list.
 *
 * Conflicts end as they do in Bazel's own trees: of two entries with one path the last wins, an empty file gives way to
 * any other, and what lies below a file or a symlink is hidden by it.
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
