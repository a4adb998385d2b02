import { realpathSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { dirname } from 'node:path';
import { isatty } from 'node:tty';
import { errorCode } from './errors.js';

/** What a process learns from its surroundings, read once: nothing else looks at `process.env` or `process.cwd()`. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the user stood when they called; what their relative paths mean. */
  readonly callerDir: string;
  /** Where `.databuild/` goes when nobody says: the workspace under `bazel run`, else `callerDir`. */
  readonly homeDir: string;
  /** True when `bazel run` started the process, or a script that did not change the directory. */
  readonly underBazelRun: boolean;
  readonly stdinIsTty: boolean;
  readonly stderrIsTty: boolean;
  readonly parallelism: number;
  readonly host: string;
}

/** The variables of this process. */
export function environment(): Context['env'] {
  return callerEnvironment(process.env);
}

/** @returns why there is no current directory (`ENOENT`: it was removed); nothing when there is one */
export function currentDirectoryProblem(): string | undefined {
  try {
    process.cwd();
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
}

/**
 * Reads the surroundings of this process, which has a current directory.
 *
 * `BUILD_WORKING_DIRECTORY` (where the user of `bazel run` stood) and `BUILD_WORKSPACE_DIRECTORY` count only as long as
 * nobody changed the directory since: scripts that `bazel run` starts hand them on to all that they start.
 *
 * @param runfilesDir of the target that was started, where it has one
 */
export function readContext(runfilesDir?: string): Context {
  const env = environment();
  const cwd = process.cwd();
  const workspace = standsWhereBazelRunDid(cwd, env, runfilesDir) ? env['BUILD_WORKSPACE_DIRECTORY'] : undefined;
  const callerDir = (workspace === undefined ? undefined : env['BUILD_WORKING_DIRECTORY']) ?? cwd;
  return {
    env,
    callerDir,
    homeDir: workspace ?? callerDir,
    underBazelRun: workspace !== undefined,
    stdinIsTty: isatty(0),
    stderrIsTty: isatty(2),
    parallelism: availableParallelism(),
    host: printableHost(hostname()),
  };
}

/** Prefix of variables that launchers keep from node (`NODE_OPTIONS`): see rules/launcher.sh.tpl. */
const KEPT = 'DATABUILD_CALLER_';

/** The environment as the caller of the launcher had it. */
function callerEnvironment(env: Context['env']): Context['env'] {
  const names = Object.keys(env);
  if (!names.some((name) => name.startsWith(KEPT))) return env;
  return Object.fromEntries(
    names.map((name) => [name.startsWith(KEPT) ? name.slice(KEPT.length) : name, env[name]] as const),
  );
}

/**
 * Whether a process stands where `bazel run` starts programs: in the folder of the main repository at the top of a
 * runfiles tree. That may be the tree of a script that started this process and stayed where it was. A script that went
 * to where the user stood is there, too.
 */
function standsWhereBazelRunDid(cwd: string, env: Context['env'], runfilesDir: string | undefined): boolean {
  const tree = dirname(cwd);
  if (tree.endsWith('.runfiles') || (runfilesDir !== undefined && tree === realPath(runfilesDir))) return true;
  const userDir = env['BUILD_WORKING_DIRECTORY'];
  return userDir !== undefined && cwd === realPath(userDir);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** A host name is what its administrator says, any bytes; it goes into manifests, which have names of one line. */
function printableHost(name: string): string {
  return name === '' ? 'localhost' : name.replace(/[^\x21-\x7e]/g, '?');
}
