import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './errors.js';

/** A file or directory that keeps this account from using a path. */
export interface Obstacle {
  readonly file: string;
  /**
   * `EACCES`, `EROFS` and other codes of the system; `ENOTDIR` for a file where a directory must be, `EISDIR` the other
   * way round, `not-a-regular-file` for a FIFO or a device in place of a file, `dangling-link` for a symbolic link to nothing.
   */
  readonly code: string;
  /** Whose it is, and its permission bits; left out where that cannot be seen. */
  readonly owner?: Owner;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
}

/** What a path is to be used for. */
export type Use = 'read' | 'write';

const PERMISSION_BITS = 0o7777;

/**
 * What keeps this account from a file: the first of its parent directories that cannot be passed, else the file itself.
 *
 * @returns nothing where all is well, and where the file, or a directory above it, does not exist
 */
export function obstacleToFile(path: string, use: Use): Obstacle | undefined {
  const access = use === 'read' ? constants.R_OK : constants.R_OK | constants.W_OK;
  return obstacleAbove(path) ?? obstacleAt(path, 'file', access);
}

/** The same for a directory in which files are to be made. */
export function obstacleToDirectory(path: string): Obstacle | undefined {
  return obstacleAbove(path) ?? obstacleAt(path, 'directory', constants.W_OK | constants.X_OK);
}

function obstacleAbove(path: string): Obstacle | undefined {
  const parent = dirname(path);
  if (parent === path) return undefined;
  return obstacleAbove(parent) ?? obstacleAt(parent, 'directory', constants.X_OK);
}

function obstacleAt(file: string, kind: 'file' | 'directory', access: number): Obstacle | undefined {
  let owner: Owner | undefined;
  const obstacle = (code: string): Obstacle => ({ file, code, ...(owner !== undefined && { owner }) });
  try {
    const stats = statSync(file);
    owner = { uid: stats.uid, gid: stats.gid, mode: stats.mode & PERMISSION_BITS };
    if (kind === 'directory' && !stats.isDirectory()) return obstacle('ENOTDIR');
    if (kind === 'file' && stats.isDirectory()) return obstacle('EISDIR');
    if (kind === 'file' && !stats.isFile()) return obstacle('not-a-regular-file');
    accessSync(file, access);
    return undefined;
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ENOENT') return obstacle(code);
    return isLink(file) ? obstacle('dangling-link') : undefined;
  }
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
