import { posix } from 'node:path';
import { emptyFoldersIn, filesIn, foldersAbove, linkTarget, visibleEntries, type Entry } from '../runfiles/index.js';

/** A file, or the start of one. */
export interface ArchivedFile {
  readonly kind: 'file';
  readonly path: string;
  readonly source: string;
  /** How many bytes of the source, from its start, are written. */
  readonly size: number;
  readonly executable: boolean;
  /** Replaces the first bytes of the source. */
  readonly header?: Buffer;
}

/** One thing to write into the archive. */
export type ArchiveMember =
  | { readonly kind: 'empty'; readonly path: string }
  /** An empty folder. Other folders are implied by their files. */
  | { readonly kind: 'folder'; readonly path: string }
  | ArchivedFile
  /** A copy of an earlier member. The archive has its content only once. */
  | { readonly kind: 'copy'; readonly path: string; readonly of: string; readonly executable: boolean }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/** Decides what each entry becomes, sorted by path; conflicts end as in a runfiles tree. */
export function archiveMembers(entries: readonly Entry[]): ArchiveMember[] {
  const visible = visibleEntries(entries.filter(({ isTree }) => isTree !== true));
  const present = new Set(visible.flatMap(({ path }) => [path, ...foldersAbove(path)]));
  const folders = emptyFolders(entries, visible, present);
  for (const { path } of folders) present.add(path);
  const members = visible.flatMap((entry) => resolveEntry(entry, present));
  return [...members, ...folders].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The empty folders of all trees. Bazel lists only files, so a tree itself is looked into. */
function emptyFolders(
  entries: readonly Entry[],
  visible: readonly Entry[],
  present: ReadonlySet<string>,
): ArchiveMember[] {
  const taken = new Set(visible.map(({ path }) => path));
  const paths = entries.flatMap(({ path, source, isTree }) =>
    isTree === true && source !== undefined ? emptyFoldersIn(path, source) : [],
  );
  return [...new Set(paths)]
    .filter((path) => !present.has(path) && !foldersAbove(path).some((folder) => taken.has(folder)))
    .map((path) => ({ kind: 'folder', path }));
}

function resolveEntry(entry: Entry, present: ReadonlySet<string>): ArchiveMember[] {
  const { path, source, mayBeLink, plain } = entry;
  if (source === undefined) return [{ kind: 'empty', path }];

  const target = mayBeLink ? linkTarget(source) : undefined;
  // Bazel itself lays out files as absolute symlinks. Those are paths of this machine.
  if (target !== undefined && !posix.isAbsolute(target) && present.has(posix.join(posix.dirname(path), target))) {
    return [{ kind: 'link', path, target }];
  }
  return contentOf(path, source, plain);
}

/** The members that a file or folder becomes, symlinks followed. */
function contentOf(path: string, source: string, plain: boolean): ArchiveMember[] {
  const files = filesIn(path, source);
  if (files === undefined) {
    const target = linkTarget(source);
    throw new Error(
      target === undefined
        ? `${path}: no such file: ${source}`
        : `${path}: a symlink to ${target}, which is not in the runfiles; add its target to the runfiles`,
    );
  }
  const folders = emptyFoldersIn(path, source).map((folder): ArchiveMember => ({ kind: 'folder', path: folder }));
  const members = files.map(({ stats, ...file }): ArchiveMember => ({
    kind: 'file',
    ...file,
    size: stats.size,
    executable: !plain && (stats.mode & 0o111) !== 0,
  }));
  return [...members, ...folders];
}
