import { realpathSync } from 'node:fs';
import { availableParallelism, hostname } from 'node:os';
import { dirname } from 'node:path';
import { errorCode } from './errors.js';
import { isTerminal } from './standard_streams.js';

/** What a process reads from its environment, once. No other code reads `process.env` or `process.cwd()`. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The directory from which the user called. Their relative paths start here. */
  readonly callerDir: string;
  /** The default place of `.databuild/`: the workspace under `bazel run`, otherwise `callerDir`. */
  readonly homeDir: string;
  /** True if `bazel run` started the process, or a script that did not change the directory did. */
  readonly underBazelRun: boolean;
  /** How the user started the target, if not by its own name: `g.bin plan`. The single file (rules/bin.sh.tpl) sets it. */
  readonly startedAs?: string | undefined;
  readonly stdinIsTty: boolean;
  readonly stderrIsTty: boolean;
  readonly parallelism: number;
  readonly host: string;
  /** Node and the file that it runs: how to start this program again. */
  readonly program: readonly string[];
}

/** The variables of this process. */
export function environment(): Context['env'] {
  return callerEnvironment(process.env);
}

/** @returns why there is no current directory (`ENOENT`: it was removed); undefined if there is one */
export function currentDirectoryProblem(): string | undefined {
  try {
    process.cwd();
    return undefined;
  } catch (error) {
    return errorCode(error);
  }
}

/**
 * Reads the environment of this process. Its current directory must exist.
 *
 * `BUILD_WORKING_DIRECTORY` (the directory of the user of `bazel run`) and `BUILD_WORKSPACE_DIRECTORY` count only if
 * nothing changed the directory since `bazel run`. Scripts that it starts pass these variables on to everything that
 * they start.
 *
 * @param runfilesDir of the target that was started, if it has one
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
    startedAs: env['DATABUILD_STARTED_AS'],
    stdinIsTty: isTerminal(0),
    stderrIsTty: isTerminal(2),
    parallelism: availableParallelism(),
    host: printableHost(hostname()),
    program: [process.execPath, ...process.argv.slice(1, 2)],
  };
}

/** Prefix of variables that launchers hide from Node (`NODE_OPTIONS`): see rules/launcher.sh.tpl. */
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
 * Whether the current directory is the one in which `bazel run` starts programs: the folder of the main repository at
 * the top of a runfiles tree. The tree may also be that of a script that started this process without changing the
 * directory. A script may also have gone to the directory of the user.
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

/** A host name may have any bytes. It goes into manifests, where names are single printable lines. */
function printableHost(name: string): string {
  return name === '' ? 'localhost' : name.replace(/[^\x21-\x7e]/g, '?');
}
