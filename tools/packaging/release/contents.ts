import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../runfiles/index.js';

/** Files at the top of the source tree that a release has, too. */
const FILES = ['CHANGELOG.md', 'LICENSE', 'README.md'];

/** And folders: the rules, and the workspace that the Bazel Central Registry tests a release with. */
const FOLDERS = ['rules', 'e2e/smoke'];

/** What of them is for the source tree alone, or was left there by a build. */
const LEFT_OUT = /^(rules\/tests|e2e\/smoke\/(bazel-.*|\.databuild|\.gitignore|MODULE\.bazel\.lock|run\.sh))$/;

/**
 * What a release has from the source tree as it is there.
 *
 * @param source the top of the source tree
 */
export async function sourceEntries(source: string): Promise<Entry[]> {
  const inFolders = await Promise.all(
    FOLDERS.map(async (folder) => (await readdir(join(source, folder))).map((name) => `${folder}/${name}`)),
  );
  return [...FILES, ...inFolders.flat()]
    .filter((path) => !LEFT_OUT.test(path))
    .map((path) => ({ path, source: join(source, path), mayBeLink: false, plain: false }));
}

/** A file of a release that was made for it. */
export const madeEntry = (path: string, source: string): Entry => ({ path, source, mayBeLink: false, plain: true });
