import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { err, ok, type Result } from '../model/result.js';
import type { Context } from './context.js';
import { errorCode } from './errors.js';
import { obstacleToDirectory, type Obstacle } from './obstacle.js';

export interface Directories {
  /** Catalog, build logs. */
  readonly stateDir: string;
  /** Working directory of every job. */
  readonly dataDir: string;
}

export interface DirectoryFailure {
  readonly reason: 'directory-unusable';
  /** `runfiles`: where programs are; `working`: where one runs; `build`: where a build keeps its logs. */
  readonly purpose: 'state' | 'data' | 'build' | 'runfiles' | 'working';
  readonly path: string;
  /** `ENOTDIR`, `EACCES`, `EROFS`, `ENOSPC` … */
  readonly code: string;
  /** What keeps this account from it, where that can be seen. */
  readonly obstacle?: Obstacle;
}

/** Of directories that DataBuild makes: writable for the group as far as the umask allows, and never for all. */
export const DIRECTORY_MODE = 0o775;
/** The same for files. */
export const FILE_MODE = 0o664;
/** For directories in which jobs make files: whatever rights those have, only the owner and the group get to them. */
export const SHARED_BY_GROUP_MODE = 0o770;

/** An option or a path that the user typed, as an absolute path. */
export function resolveUserPath(context: Context, path: string): string {
  return resolve(context.callerDir, path);
}

/** Option, else environment, else `.databuild` where the user called; the data directory lies in it by default. */
export function locateDirectories(
  context: Context,
  options: { readonly stateDir?: string | undefined; readonly dataDir?: string | undefined },
): Directories {
  const stateOption = options.stateDir ?? nonEmpty(context.env['DATABUILD_STATE_DIR']);
  const stateDir =
    stateOption === undefined ? join(context.homeDir, '.databuild') : resolveUserPath(context, stateOption);
  const dataOption = options.dataDir ?? nonEmpty(context.env['DATABUILD_DATA_DIR']);
  return {
    stateDir,
    dataDir: dataOption === undefined ? join(stateDir, 'data') : resolveUserPath(context, dataOption),
  };
}

/**
 * Makes the directory where it is missing and checks that files can be made in it.
 *
 * @param mode of a directory that is made; those above it have {@link DIRECTORY_MODE}
 */
export async function prepareDirectory(
  path: string,
  purpose: DirectoryFailure['purpose'],
  mode = DIRECTORY_MODE,
): Promise<Result<void, DirectoryFailure>> {
  try {
    await makeDirectories(path, mode);
    // Of a file, the system says with the dot that it is no directory.
    await access(`${path}/.`, constants.W_OK | constants.X_OK);
    return ok(undefined);
  } catch (error) {
    const obstacle = obstacleToDirectory(path);
    const code = obstacle?.code ?? errorCode(error);
    return err({ reason: 'directory-unusable', purpose, path, code, ...(obstacle !== undefined && { obstacle }) });
  }
}

/** Node's own recursive mkdir never ends where a parent is there and yet says ENOENT, as in /proc. */
async function makeDirectories(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path, mode);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeDirectories(dirname(path), DIRECTORY_MODE);
    await mkdir(path, mode).catch((again: unknown) => {
      // Another process may have made it in the meantime.
      if (errorCode(again) !== 'EEXIST') throw again;
    });
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
