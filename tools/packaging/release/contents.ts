import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Entry } from '../runfiles/index.js';

/** Files at the top of the source tree that a release includes. */
const FILES = ['CHANGELOG.md', 'LICENSE', 'README.md'];

/**
 * Folders that a release includes: the rules, the service, the libraries for workers, and the workspace with which the Bazel Central Registry tests a
 * release.
 */
const FOLDERS = ['rules', 'service', 'libs/python', 'libs/typescript', 'e2e/smoke'];

/** Paths in these folders that are only for the source tree, or that a build left there. */
const LEFT_OUT =
  /^((rules|libs\/\w+)\/tests|libs\/\w+\/__pycache__|e2e\/smoke\/(bazel-.*|\.databuild|\.gitignore|MODULE\.bazel\.lock|run\.sh))$/;

/**
 * The files of the source tree that a release includes unchanged.
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

/** A file that was generated for the release. */
export const madeEntry = (path: string, source: string): Entry => ({ path, source, mayBeLink: false, plain: true });
