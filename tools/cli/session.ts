import type { AskOptions } from '../analyze/ask/index.js';
import {
  openCatalog as openAt,
  openCatalogView as viewAt,
  type Catalog,
  type CatalogFailure,
  type CatalogLocation,
  type CatalogView,
} from '../catalog/index.js';
import type { PartitionRef, Result } from '../base/model/index.js';
import { describeCatalogFailure, describeDirectoryFailure, describeReadFailure } from '../report/index.js';
import {
  capture,
  childEnvironment,
  inputName,
  locateDirectories,
  prepareDirectory,
  readInput,
  type Directories,
} from '../base/runtime/index.js';
import type { Invocation } from './command.js';
import { inputPlace } from './input_place.js';
import { collectRefs } from './refs.js';
import { secretsOf } from './secrets.js';

/** Bad input is shown in full up to here; the rest is counted. */
const MAX_SHOWN = 20;

/** Characters of a program's line that are shown; cut only after secrets are masked, so that none is cut in two. */
const LINE_SHOWN = 16 * 1024;

/** Refs of a batch of this size are asked at once for each job; calls beyond the number of processors only wait. */
export function askOptions(invocation: Invocation): AskOptions {
  const { runfilesDir, options, context, messages, cancellation } = invocation;
  const secrets = secretsOf(invocation);
  return {
    capture: (request) =>
      capture(
        options.quiet
          ? request
          : {
              ...request,
              onStderrLine: (line) => {
                const masked = secrets === undefined ? line : secrets.mask(line);
                messages.line(masked.length > LINE_SHOWN ? `${masked.slice(0, LINE_SHOWN)}…` : masked);
              },
            },
      ),
    runfilesDir,
    env: programEnvironment(invocation),
    cwd: runfilesDir,
    timeoutMs: options.configureTimeoutSeconds * 1000,
    parallel: context.parallelism,
    signal: cancellation.signal,
    secrets,
  };
}

/** The fixed environment of every program that is started: lookup, configure and jobs. */
export function programEnvironment(invocation: Invocation): Record<string, string> {
  const { context, runfilesDir, options } = invocation;
  const env = childEnvironment({ parentEnv: context.env, runfilesDir, passEnv: options.passEnv });
  return { ...env, DATABUILD_DATA_DIR: directories(invocation).dataDir };
}

export function directories({ context, options }: Invocation): Directories {
  return locateDirectories(context, options);
}

/** The refs of the command line, or nothing after saying what is wrong with them. */
export async function refsOf(invocation: Invocation): Promise<PartitionRef[] | undefined> {
  const { args, usageError } = invocation;
  if (args.length === 0) {
    usageError('no refs; name at least one partition');
    return undefined;
  }
  const collected = await collectRefs(args, {
    read: (name) => readInput(inputPlace(invocation, name), invocation.cancellation.signal),
    stdinName: inputName('stdin'),
  });
  if (!collected.ok) {
    const lines = collected.error.map((failure) =>
      failure.reason === 'ref-invalid'
        ? `${failure.position}: ref ${shown(failure.text)} ${failure.problem}`
        : describeReadFailure(failure),
    );
    usageError(listed(lines));
    return undefined;
  }
  if (collected.value.length === 0) {
    usageError('no refs; the input has no line with a ref');
    return undefined;
  }
  return collected.value;
}

/** Opens the catalog for a command that only looks, or says why that cannot be. Nothing is made. */
export function openCatalogView(invocation: Invocation): Promise<CatalogView | undefined> {
  return openOrRefuse(invocation, viewAt);
}

/** Makes the state directory and opens its catalog to write it, or says why that cannot be. */
export async function openCatalog(invocation: Invocation): Promise<Catalog | undefined> {
  const { stateDir } = directories(invocation);
  const prepared = await prepareDirectory(stateDir, 'state');
  if (!prepared.ok) {
    invocation.refuse(describeDirectoryFailure(prepared.error));
    return undefined;
  }
  return openOrRefuse(invocation, openAt);
}

async function openOrRefuse<C>(
  invocation: Invocation,
  open: (location: CatalogLocation) => Promise<Result<C, CatalogFailure>>,
): Promise<C | undefined> {
  const { stateDir } = directories(invocation);
  const named = invocation.options.catalog ?? invocation.context.env['DATABUILD_CATALOG'];
  const catalog = await open({ stateDir, url: named === '' ? undefined : named });
  if (!catalog.ok) {
    invocation.refuse(describeCatalogFailure(catalog.error));
    return undefined;
  }
  return catalog.value;
}

/** Prints failures, each described by its stage. @returns the exit code: that of the first failure */
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

/** Lines for people: the first of many, and how many more there are. */
export function listed(lines: readonly string[]): string {
  const more = lines.length - MAX_SHOWN;
  return [...lines.slice(0, MAX_SHOWN), ...(more > 0 ? [`and ${String(more)} more`] : [])].join('\n');
}

function shown(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length <= 80 ? quoted : `${quoted.slice(0, 60)}…" (${String(text.length)} characters)`;
}
