import { closeSync, constants, existsSync, openSync, realpathSync, statSync, type BigIntStats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FILE_MODE, obstacleToDirectory, obstacleToFile, type Obstacle, type Use } from '../../base/runtime/index.js';
import type { CatalogFailure } from '../failure.js';

/** `<stateDir>/catalog.sqlite`. */
export function catalogPath(stateDir: string): string {
  return join(stateDir, 'catalog.sqlite');
}

/** The write-ahead log, which SQLite keeps next to the database while it is open, and after a process was killed. */
export function logOf(path: string): string {
  return `${path}-wal`;
}
export function indexOf(path: string): string {
  return `${path}-shm`;
}

/** SQLite's unix VFS allows paths of 512 bytes, of which it uses 8 for suffixes. */
const MAX_PATH_BYTES = 504;

/** Why no catalog at this path can be used, neither read nor written; undefined if it can. */
export function pathFailure(path: string): CatalogFailure | undefined {
  if (isTruncated(path)) return { reason: 'catalog-truncated', path };
  // SQLite resolves symbolic links first.
  const bytes = Buffer.byteLength(realPath(path));
  return bytes <= MAX_PATH_BYTES ? undefined : { reason: 'catalog-path-too-long', path, bytes, limit: MAX_PATH_BYTES };
}

/** What prevents this account from using the catalog: one of its files, or a directory; undefined if nothing does. */
export function obstacleTo(path: string, use: Use): Obstacle | undefined {
  for (const file of [path, logOf(path), indexOf(path)]) {
    const obstacle = obstacleToFile(file, use);
    // A dangling link is allowed: the database is created at its target.
    if (obstacle !== undefined && !(use === 'write' && file === path && obstacle.code === 'dangling-link')) {
      return obstacle;
    }
  }
  return use === 'write' ? obstacleToDirectory(dirname(realPath(path))) : undefined;
}

/**
 * Creates an empty file if there is none, because SQLite itself would not let the group write it. The log and the
 * index get the mode of this file, whatever the umask of the account that creates them.
 *
 * An existing file is not opened: closing it would release the locks that this process has on it.
 */
export function makeFile(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, constants.O_WRONLY | constants.O_CREAT, FILE_MODE));
  } catch {
    // SQLite will fail in the same way and give the reason.
  }
}

/** The state of a catalog's files at one moment. */
export interface FilesState {
  readonly device: bigint;
  readonly inode: bigint;
  readonly bytes: bigint;
  readonly modifiedNs: bigint;
  /** Size of the write-ahead log; 0 if there is none. */
  readonly logBytes: bigint;
}

/** @returns undefined if the database does not exist or cannot be seen */
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

/** A process that creates a catalog creates an empty file first, and fills it within moments, before any build. */
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
