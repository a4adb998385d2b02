import { accessSync, constants, mkdirSync } from 'node:fs';
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
  /**
   * `runfiles`: contains the programs; `working`: the working directory of a program; `build`: contains the logs of a
   * build.
   */
  readonly purpose: 'state' | 'data' | 'build' | 'result' | 'runfiles' | 'working';
  readonly path: string;
  /** `ENOTDIR`, `EACCES`, `EROFS`, `ENOSPC` … */
  readonly code: string;
  /** What prevents this account from using it, if that is known. */
  readonly obstacle?: Obstacle;
}

/**
 * The mode of directories that DataBuild creates: writable for the group if the umask allows it, never for everyone.
 */
export const DIRECTORY_MODE = 0o775;
/** The same for files. */
export const FILE_MODE = 0o664;
/**
 * The mode of directories in which jobs create files: only the owner and the group can reach those, whatever their
 * own modes.
 */
export const SHARED_BY_GROUP_MODE = 0o770;

/** An option or a path that the user typed, as an absolute path. */
export function resolveUserPath(context: Context, path: string): string {
  return resolve(context.callerDir, path);
}

/**
 * The option, otherwise the variable, otherwise `.databuild` where the user called. By default the data directory is
 * inside it.
 */
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
 * Creates the directory if it is missing, and checks that files can be created in it.
 *
 * @param mode of a new directory; its new parents have {@link DIRECTORY_MODE}
 */
export function prepareDirectory(
  path: string,
  purpose: DirectoryFailure['purpose'],
  mode = DIRECTORY_MODE,
): Result<void, DirectoryFailure> {
  try {
    makeDirectories(path, mode);
    // With the dot, the system reports that a file is not a directory.
    accessSync(`${path}/.`, constants.W_OK | constants.X_OK);
    return ok(undefined);
  } catch (error) {
    const obstacle = obstacleToDirectory(path);
    const code = obstacle?.code ?? errorCode(error);
    return err({ reason: 'directory-unusable', purpose, path, code, ...(obstacle !== undefined && { obstacle }) });
  }
}

/** Node's own recursive mkdir never returns if a parent exists but reports ENOENT, as in /proc. */
export function makeDirectories(path: string, mode: number): void {
  try {
    mkdirSync(path, mode);
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    makeDirectories(dirname(path), DIRECTORY_MODE);
    try {
      mkdirSync(path, mode);
    } catch (again) {
      // Another process may have created it in the meantime.
      if (errorCode(again) !== 'EEXIST') throw again;
    }
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
