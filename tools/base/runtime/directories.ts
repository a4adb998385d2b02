import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './errors.js';
import type { DirectoryFailure } from './paths.js';

/** What is wrong with a directory that existed before; undefined if it can be entered. */
export function unusableDirectory(path: string, purpose: DirectoryFailure['purpose']): DirectoryFailure | undefined {
  const code = problemOf(path);
  if (code === undefined) return undefined;
  const missing = code === 'ENOENT' ? outermostMissing(path) : undefined;
  return { reason: 'directory-unusable', purpose, path: missing ?? path, code };
}

function problemOf(path: string): string | undefined {
  try {
    if (!statSync(path).isDirectory()) return 'ENOTDIR';
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
}

/**
 * If a folder was removed, everything in it is missing, too. The message should name the folder.
 *
 * @returns the outermost folder that is missing; undefined if the path exists or cannot be checked
 */
export function outermostMissing(path: string): string | undefined {
  if (!isMissing(path)) return undefined;
  const parent = dirname(path);
  return (parent === path ? undefined : outermostMissing(parent)) ?? path;
}

function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}
