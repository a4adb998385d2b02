import { posix } from 'node:path';
import { runfileInKeys } from '../../base/model/repositories.js';
import { filesIn, linkTarget, visibleEntries, type Entry } from '../runfiles/index.js';

/** One thing that a digest is made of. */
export type DigestMember =
  | { readonly kind: 'empty'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly source: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/**
 * Determines the member of each runfile, sorted by path.
 *
 * The result must not depend on how an action sees its inputs: one sandbox links them, another copies them, and
 * without a sandbox, an output that an action made as a relative symlink is still that symlink. So a symlink to a
 * file always becomes that file. A symlink to a folder is kept, because only declared symlinks point to folders. The
 * text of an absolute symlink is a path of this machine and never counts, and neither does Bazel's spelling of
 * repositories.
 */
export function digestMembers(entries: readonly Entry[]): DigestMember[] {
  // Empty folders are no part of what Bazel takes for the content of a folder, so they do not count here either.
  const visible = visibleEntries(entries.filter(({ isTree }) => isTree !== true));
  const tree = new Map(visible.map((entry) => [entry.path, entry]));
  return visible
    .flatMap((entry) => resolveEntry(entry, tree))
    .map((member) => ({ ...member, path: runfileInKeys(member.path) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

type Tree = ReadonlyMap<string, Entry>;

function resolveEntry({ path, source, mayBeLink }: Entry, tree: Tree): DigestMember[] {
  if (source === undefined) return [{ kind: 'empty', path }];

  const text = mayBeLink ? linkTarget(source) : undefined;
  if (text !== undefined && !posix.isAbsolute(text)) {
    // Symlinks are made for the runfiles tree, and may be valid only there.
    const target = tree.get(followed(path, text, tree))?.source ?? source;
    const [file, ...more] = filesIn(path, target) ?? [];
    const leadsToFile = file?.path === path && more.length === 0;
    return [leadsToFile ? { kind: 'file', path, source: target } : { kind: 'link', path, target: text }];
  }

  const files = filesIn(path, source);
  if (files === undefined && text === undefined) throw new Error(`${path}: no such file: ${source}`);
  return files?.map(({ path, source }) => ({ kind: 'file', path, source })) ?? [{ kind: 'link', path, target: '' }];
}

/** The final target of a relative symlink in the runfiles tree, with other symlinks followed. */
function followed(path: string, text: string, tree: Tree): string {
  const seen = new Set([path]);
  for (;;) {
    path = posix.join(posix.dirname(path), text);
    const { source, mayBeLink = false } = tree.get(path) ?? {};
    const next = source !== undefined && mayBeLink ? linkTarget(source) : undefined;
    if (next === undefined || posix.isAbsolute(next) || seen.has(path)) return path;
    seen.add(path);
    text = next;
  }
}
