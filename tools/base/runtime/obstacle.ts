import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from './errors.js';

/** A file or directory that prevents this account from using a path. */
export interface Obstacle {
  readonly file: string;
  /**
   * `EACCES`, `EROFS` and other system codes. `ENOTDIR`: a file where a directory must be. `EISDIR`: a directory
   * where a file must be. `not-a-regular-file`: a FIFO or a device where a file must be. `dangling-link`: a symbolic
   * link to nothing.
   */
  readonly code: string;
  /** Its owner and permission bits; left out if they cannot be read. */
  readonly owner?: Owner;
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
  readonly mode: number;
  /** Whether it is this account. */
  readonly self?: true;
}

/** What a path will be used for. */
export type Use = 'read' | 'write';

const PERMISSION_BITS = 0o7777;

/**
 * What prevents this account from using a file: the first parent directory that it cannot enter, otherwise the file
 * itself.
 *
 * @returns undefined if nothing prevents it, or if the file or a parent directory does not exist
 */
export function obstacleToFile(path: string, use: Use): Obstacle | undefined {
  const access = use === 'read' ? constants.R_OK : constants.R_OK | constants.W_OK;
  return obstacleAbove(path) ?? obstacleAt(path, 'file', access);
}

/** The same for a directory in which files will be created. */
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
    const self = stats.uid === process.geteuid?.();
    owner = { uid: stats.uid, gid: stats.gid, mode: stats.mode & PERMISSION_BITS, ...(self && { self }) };
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
