import type { Result } from '../base/model/index.js';
import type { Catalog, CatalogView } from '../catalog/index.js';
import { openSiteCatalog, viewSiteCatalog, type DriverFailure, type Site, type TaskCommand } from '../driver/index.js';
import { describeDriverFailure, exitCodeOfDriverFailure, firstLines } from '../report/index.js';
import { childEnvironment, locateDirectories } from '../base/runtime/index.js';
import type { Descriptor, Invocation } from './command.js';
import { secretsOf } from './secrets.js';

/** Maximum number of characters that are shown of a program's line. */
const LINE_SHOWN = 16 * 1024;

/** How many lines about bad input are shown before the rest is only counted. */
const MAX_SHOWN = 20;

/** The target of a command line, and where and how it works. */
export function siteOf<D extends Descriptor>(invocation: Invocation<D>): Site<D> {
  const { context, descriptor, runfilesDir, options, messages, profile } = invocation;
  const { stateDir, dataDir } = locateDirectories(context, options);
  const env = childEnvironment({ parentEnv: context.env, runfilesDir, passEnv: options.passEnv });
  const catalogUrl = options.catalog ?? context.env['DATABUILD_CATALOG'];
  return {
    descriptor,
    runfilesDir,
    stateDir,
    dataDir,
    catalogUrl: catalogUrl === '' ? undefined : catalogUrl,
    env: { ...env, DATABUILD_DATA_DIR: dataDir },
    host: context.host,
    secrets: secretsOf(invocation),
    calls: {
      timeoutMs: options.configureTimeoutSeconds * 1000,
      // More calls than processors would only compete.
      parallel: context.parallelism,
      speculates: options.speculation,
      onLine: options.quiet
        ? undefined
        : (line) => {
            messages.line(line.length > LINE_SHOWN ? `${line.slice(0, LINE_SHOWN)}…` : line);
          },
      watch: profile?.call,
    },
    tasks: tasksOf(invocation, stateDir, dataDir),
  };
}

/** The task command of the same target, with the options that it shares with this one. */
function tasksOf(
  { context, runfilesDir, descriptorFile, options }: Invocation,
  stateDir: string,
  dataDir: string,
): TaskCommand {
  const { passEnv, graceSeconds } = options;
  const shared = ['--state-dir', stateDir, '--data-dir', dataDir, '--grace', String(graceSeconds)];
  const passed = passEnv.flatMap((name) => ['--pass-env', name]);
  const all = Object.entries(context.env).map(([name, value]) => [name, value ?? ''] as const);
  const own = all.filter(([name]) => /^(PATH|HOME|LANG|USER|LOGNAME|(SLURM|MUNGE)_.*)$/.test(name));
  return {
    // What the plan names was checked before.
    command: [
      ...context.program,
      'task',
      runfilesDir,
      descriptorFile,
      ...shared,
      ...passed,
      '--allow-foreign-executables',
    ],
    engineEnv: Object.fromEntries(own),
    callerEnv: Object.fromEntries(all),
  };
}

/** Opens the catalog for writing, or reports why it cannot. */
export function openInvocationCatalog(invocation: Invocation): Promise<Catalog | undefined> {
  return openOrTell(invocation, openSiteCatalog);
}

/** Opens the catalog for reading, or reports why it cannot. */
export function viewInvocationCatalog(invocation: Invocation): Promise<CatalogView | undefined> {
  return openOrTell(invocation, viewSiteCatalog);
}

async function openOrTell<C>(
  invocation: Invocation,
  open: (site: Site) => Promise<Result<C, DriverFailure[]>>,
): Promise<C | undefined> {
  const opened = await open(siteOf(invocation));
  if (opened.ok) return opened.value;
  tell(invocation, opened.error);
  return undefined;
}

/** Stages before the work begins. Their failures are reported in the name of the target. */
const REFUSED: ReadonlySet<DriverFailure['stage']> = new Set(['directory', 'engine', 'catalog', 'code']);

/** Reports why the driver failed. @returns the exit code */
export function tell(invocation: Invocation, failures: readonly DriverFailure[]): number {
  const [first] = failures;
  if (first !== undefined && REFUSED.has(first.stage)) return invocation.refuse(describeDriverFailure(first));
  return fail(invocation, failures, describeDriverFailure, exitCodeOfDriverFailure);
}

/** Prints failures. @returns the exit code: 2 if that is the code of all of them, else 1 */
export function fail<F>(
  { messages }: Invocation,
  failures: readonly F[],
  describe: (failure: F) => string,
  exitCodeOf: (failure: F) => number,
): number {
  messages.line(listed(failures.map((failure) => `error: ${describe(failure)}`)));
  const codes = failures.map(exitCodeOf);
  return codes.every((code) => code === 2) ? 2 : 1;
}

/** Joins the first of many lines, and counts the rest. */
export function listed(lines: readonly string[]): string {
  return firstLines(lines, MAX_SHOWN).join('\n');
}
