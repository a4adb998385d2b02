import { isAbsolute, join } from 'node:path';

/** The PATH of children if the caller has none. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

/** Variables of the caller that every child gets if they are set. */
const INHERITED = ['HOME', 'TMPDIR', 'LANG'] as const;

/** A runfiles path (`_main/pkg/file`, `repo+/pkg/file`) as a path on disk; absolute paths stay as they are. */
export function resolveRunfile(runfilesDir: string, rlocation: string): string {
  return isAbsolute(rlocation) ? rlocation : join(runfilesDir, rlocation);
}

export interface ChildEnvironmentOptions {
  readonly parentEnv: Readonly<Record<string, string | undefined>>;
  readonly runfilesDir: string;
  /** Names that the user passes on with `--pass-env`. */
  readonly passEnv?: readonly string[];
}

/**
 * The small fixed environment of every child. It has a variable of the caller only if that is named here or by the
 * user.
 *
 * `RUNFILES_DIR` lets a child that is itself a Bazel binary find its files in the graph's runfiles tree. A child that
 * is a `js_binary` does not start without `BAZEL_BINDIR`. Variables that were set for our own launcher
 * (`RUNFILES_MANIFEST_FILE`, `JS_BINARY__*`, `NODE_COMPILE_CACHE`) would mislead a child, so they are not passed on.
 */
export function childEnvironment(options: ChildEnvironmentOptions): Record<string, string> {
  const { parentEnv, runfilesDir } = options;
  const env: Record<string, string> = {
    PATH: parentEnv['PATH'] ?? DEFAULT_PATH,
    RUNFILES_DIR: runfilesDir,
    JAVA_RUNFILES: runfilesDir,
    BAZEL_BINDIR: '.',
  };
  for (const name of [...INHERITED, ...(options.passEnv ?? [])]) {
    const value = parentEnv[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}
