import { posix } from 'node:path';
import { runfileInKeys } from '../../base/model/repositories.js';
import { filesIn, linkTarget, visibleEntries, type Entry } from '../runfiles/index.js';

/** One thing that a digest is made of. */
export type DigestMember =
  | { readonly kind: 'empty'; readonly path: string }
  | { readonly kind: 'file'; readonly path: string; readonly source: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string };

/**
 * Decides what each runfile is, sorted by path.
 *
 * How an action sees its inputs is no property of them: one sandbox links them, another copies them, and without one a
 * file that some action made as a relative symlink still is that. So a symlink to a file always is that file, and only
 * one to a folder stays a symlink: nothing but a declared symlink leads to one. The text of an absolute one names a
 * place on this machine and never counts. Nor does it how Bazel spells a repository.
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
    // Symlinks are made for the runfiles tree: there, and perhaps only there, they lead somewhere.
    const target = tree.get(followed(path, text, tree))?.source ?? source;
    const [file, ...more] = filesIn(path, target) ?? [];
    const leadsToFile = file?.path === path && more.length === 0;
    return [leadsToFile ? { kind: 'file', path, source: target } : { kind: 'link', path, target: text }];
  }

  const files = filesIn(path, source);
  if (files === undefined && text === undefined) throw new Error(`${path}: no such file: ${source}`);
  return files?.map(({ path, source }) => ({ kind: 'file', path, source })) ?? [{ kind: 'link', path, target: '' }];
}

/** Where a relative symlink leads in the runfiles tree, the symlinks that it leads to followed. */
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
