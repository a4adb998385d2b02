import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** What is in a folder: each path below it, with what distinguishes its content. */
export type FolderState = ReadonlyMap<string, string>;

/** How a path differs between two states of a folder. */
export interface FolderChange {
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
}

/** Reads all of a folder, without following symbolic links. Files are read piece by piece, whatever their size. */
export async function folderState(root: string): Promise<FolderState> {
  const state = new Map<string, string>();
  const pending = [''];
  for (let dir = pending.pop(); dir !== undefined; dir = pending.pop()) {
    for (const entry of await readdir(join(root, dir), { withFileTypes: true })) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) pending.push(path);
      state.set(path, await contentOf(entry, join(root, path)));
    }
  }
  return state;
}

async function contentOf(
  entry: { isDirectory: () => boolean; isFile: () => boolean; isSymbolicLink: () => boolean },
  path: string,
): Promise<string> {
  if (entry.isDirectory()) return 'folder';
  if (entry.isSymbolicLink()) return `link ${await readlink(path)}`;
  if (!entry.isFile()) return 'other';
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The paths that differ, sorted. @param byName whether files with the same path are the same */
export function compareFolders(before: FolderState, after: FolderState, byName: boolean): FolderChange[] {
  const changes: FolderChange[] = [];
  for (const [path, content] of before) {
    const now = after.get(path);
    if (now === undefined) changes.push({ path, change: 'removed' });
    else if (!byName && now !== content) changes.push({ path, change: 'changed' });
  }
  for (const path of after.keys()) if (!before.has(path)) changes.push({ path, change: 'added' });
  return changes.sort((left, right) => (left.path < right.path ? -1 : 1));
}
