import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './errors.js';
import type { DirectoryFailure } from './paths.js';

/** What is wrong with a directory that was there before; nothing when it can be entered. */
export function unusableDirectory(path: string, purpose: DirectoryFailure['purpose']): DirectoryFailure | undefined {
  const code = problemOf(path);
  if (code === undefined) return undefined;
  return { reason: 'directory-unusable', purpose, path: code === 'ENOENT' ? outermostMissing(path) : path, code };
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

/** Where a folder was removed, all that it held is missing, too: it is the one to name. */
function outermostMissing(path: string): string {
  const parent = dirname(path);
  return parent !== path && problemOf(parent) === 'ENOENT' ? outermostMissing(parent) : path;
}
