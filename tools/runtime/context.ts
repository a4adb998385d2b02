import { availableParallelism, hostname } from 'node:os';
import { isatty } from 'node:tty';

/** What a process learns from its surroundings, read once: nothing else looks at `process.env` or `process.cwd()`. */
export interface Context {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the user stood when they called; what their relative paths mean. */
  readonly callerDir: string;
  /** Where `.databuild/` goes when nobody says: the workspace under `bazel run`, else `callerDir`. */
  readonly homeDir: string;
  /** True when `bazel run` started the process. */
  readonly underBazelRun: boolean;
  readonly stdinIsTty: boolean;
  readonly stderrIsTty: boolean;
  readonly parallelism: number;
  readonly host: string;
}

/**
 * `bazel run` starts a program inside its runfiles tree and tells in `BUILD_WORKING_DIRECTORY` where the user stood
 * and in `BUILD_WORKSPACE_DIRECTORY` where the workspace is.
 */
export function readContext(): Context {
  const env = process.env;
  const workspace = env['BUILD_WORKSPACE_DIRECTORY'];
  const callerDir = env['BUILD_WORKING_DIRECTORY'] ?? process.cwd();
  return {
    env,
    callerDir,
    homeDir: workspace ?? callerDir,
    underBazelRun: workspace !== undefined,
    stdinIsTty: isatty(0),
    stderrIsTty: isatty(2),
    parallelism: availableParallelism(),
    host: hostname(),
  };
}
