import type { AskOptions } from '../analyze/ask/index.js';
import { configure } from '../analyze/configure/index.js';
import { lookup } from '../analyze/lookup/index.js';
import { err, ok, type PartitionRef, type Result, type TaskConfig } from '../base/model/index.js';
import { capture } from '../base/runtime/index.js';
import { failuresAt, type DriverFailure } from './failure.js';
import type { GraphSite, JobSite, Site } from './site.js';

/** How to call the programs of a site. @param signal aborted to end running calls */
export function askOptions(site: Site, signal: AbortSignal): AskOptions {
  const { runfilesDir, env, secrets, calls } = site;
  const { timeoutMs, parallel, onLine } = calls;
  const onStderrLine =
    onLine === undefined || secrets === undefined
      ? onLine
      : (line: string): void => {
          onLine(secrets.mask(line));
        };
  return {
    capture: onStderrLine === undefined ? capture : (request) => capture({ ...request, onStderrLine }),
    runfilesDir,
    env,
    cwd: runfilesDir,
    timeoutMs,
    parallel,
    signal,
    secrets,
  };
}

/** Finds the job that makes each ref: refs by label. */
export async function lookupRefs(
  refs: readonly PartitionRef[],
  site: GraphSite,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, readonly PartitionRef[]>, DriverFailure[]>> {
  const placed = await lookup(refs, { descriptor: site.descriptor, ask: askOptions(site, signal) });
  return placed.ok ? placed : err(failuresAt('lookup', placed.error));
}

/** The configs with which one job makes the refs. */
export async function configureRefs(
  refs: readonly PartitionRef[],
  site: JobSite,
  signal: AbortSignal,
): Promise<Result<readonly TaskConfig[], DriverFailure[]>> {
  const configs = await configure(site.descriptor.job, refs, { ask: askOptions(site, signal) });
  return configs.ok ? ok(configs.value) : err(failuresAt('configure', configs.error));
}
