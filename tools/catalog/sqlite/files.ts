import { closeSync, constants, existsSync, openSync, realpathSync, statSync, type BigIntStats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FILE_MODE, obstacleToDirectory, obstacleToFile, type Obstacle, type Use } from '../../base/runtime/index.js';
import type { CatalogFailure } from '../failure.js';

/** `<stateDir>/catalog.sqlite`. */
export function catalogPath(stateDir: string): string {
  return join(stateDir, 'catalog.sqlite');
}

/** What SQLite keeps beside the database while it is open, and after a process was killed. */
export function logOf(path: string): string {
  return `${path}-wal`;
}
export function indexOf(path: string): string {
  return `${path}-shm`;
}

/** SQLite's unix VFS takes paths of 512 bytes, of which 8 are for what it appends to the name. */
const MAX_PATH_BYTES = 504;

/** Why no catalog can be used at the path, for whatever use; nothing where one can. */
export function pathFailure(path: string): CatalogFailure | undefined {
  if (isTruncated(path)) return { reason: 'catalog-truncated', path };
  // SQLite looks through symbolic links first.
  const bytes = Buffer.byteLength(realPath(path));
  return bytes <= MAX_PATH_BYTES ? undefined : { reason: 'catalog-path-too-long', path, bytes, limit: MAX_PATH_BYTES };
}

/** What keeps this account from the catalog: one of its files, or a directory; nothing where all is well. */
export function obstacleTo(path: string, use: Use): Obstacle | undefined {
  for (const file of [path, logOf(path), indexOf(path)]) {
    const obstacle = obstacleToFile(file, use);
    // A link to nothing is where the database is to be made.
    if (obstacle !== undefined && !(use === 'write' && file === path && obstacle.code === 'dangling-link')) {
      return obstacle;
    }
  }
  return use === 'write' ? obstacleToDirectory(dirname(realPath(path))) : undefined;
}

/**
 * Makes an empty file where there is none: SQLite itself would leave out the group's right to write. The log and the
 * index get the mode of this file, whatever the umask of the account that makes them.
 *
 * A file that is there is not opened: closing it would take away the locks that this process has on it.
 */
export function makeFile(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT, FILE_MODE));
  } catch {
    // SQLite says why, when it tries the same.
  }
}

/** How the files of a catalog are at one moment. */
export interface FilesState {
  readonly device: bigint;
  readonly inode: bigint;
  readonly bytes: bigint;
  readonly modifiedNs: bigint;
  /** Of the write-ahead log; 0 where there is none. */
  readonly logBytes: bigint;
}

/** @returns nothing where there is no database, and where it cannot be seen */
export function filesState(path: string): FilesState | undefined {
  const file = statOf(path);
  if (file === undefined) return undefined;
  const { dev: device, ino: inode, size: bytes, mtimeNs: modifiedNs } = file;
  return { device, inode, bytes, modifiedNs, logBytes: statOf(logOf(path))?.size ?? 0n };
}

function statOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}

/** Who makes a catalog makes an empty file first, and fills it in a moment; before any build. */
const MAKING_MS = 60_000;

function isTruncated(path: string): boolean {
  const state = filesState(path);
  if (state?.bytes !== 0n || state.logBytes !== 0n) return false;
  const since = Date.now() - Number(state.modifiedNs / 1_000_000n);
  return since > MAKING_MS && existsSync(join(dirname(path), 'builds'));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    try {
      return join(realpathSync(dirname(path)), basename(path));
    } catch {
      return path;
    }
  }
}
