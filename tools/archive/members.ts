import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import type { Entry } from './entries.js';

/** One thing to write into the archive. */
export type Member =
  | { readonly kind: 'empty'; readonly path: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly source: string;
      readonly size: number;
      readonly executable: boolean;
    }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/**
 * Decides what each entry becomes, sorted by path.
 *
 * Conflicts end as they do in Bazel's own runfiles trees: of two entries with one path the last wins, an
 * empty file gives way to any other, and what lies below a file or a symlink is hidden by it.
 */
export function resolveMembers(entries: readonly Entry[]): Member[] {
  const byPath = new Map<string, Entry>();
  for (const entry of entries) {
    if (entry.source !== undefined || !byPath.has(entry.path)) byPath.set(entry.path, entry);
  }
  const visible = [...byPath.values()].filter(({ path }) => !ancestors(path).some((folder) => byPath.has(folder)));

  const present = new Set(visible.flatMap(({ path }) => [path, ...ancestors(path)]));
  return visible.flatMap((entry) => resolveEntry(entry, present)).sort((a, b) => (a.path < b.path ? -1 : 1));
}

function resolveEntry(entry: Entry, present: ReadonlySet<string>): Member[] {
  const { path, source, mayBeLink, plain } = entry;
  if (source === undefined) return [{ kind: 'empty', path }];

  const target = mayBeLink ? linkTarget(source) : undefined;
  // An absolute one is how Bazel lays out files, and names a place on this machine.
  if (target !== undefined && !posix.isAbsolute(target) && present.has(posix.join(posix.dirname(path), target))) {
    return [{ kind: 'link', path, target }];
  }
  return contentOf(path, source, plain);
}

/** The members that a file or folder becomes, symlinks followed. */
function contentOf(path: string, source: string, plain: boolean): Member[] {
  const stats = statSync(source, { throwIfNoEntry: false });
  if (stats === undefined) {
    const target = linkTarget(source);
    throw new Error(
      target === undefined
        ? `${path}: no such file: ${source}`
        : `${path}: a symlink to ${target}, which is not in the runfiles; add what it points to to them`,
    );
  }
  if (stats.isDirectory()) {
    return readdirSync(source).flatMap((name) => contentOf(posix.join(path, name), posix.join(source, name), plain));
  }
  return [{ kind: 'file', path, source, size: stats.size, executable: !plain && (stats.mode & 0o111) !== 0 }];
}

/** The text of a symlink, or `undefined` for anything else. */
function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** `a/b/c` → `a/b`, `a`. */
function ancestors(path: string): string[] {
  const folder = posix.dirname(path);
  return folder === '.' ? [] : [folder, ...ancestors(folder)];
}
