import type { AskOptions } from '../analyze/ask/index.js';
import { configure } from '../analyze/configure/index.js';
import { lookup } from '../analyze/lookup/index.js';
import { err, ok, type PartitionRef, type Result, type TaskConfig } from '../base/model/index.js';
import { capture, captureWorkers, type Capture } from '../base/runtime/index.js';
import { failuresAt, type DriverFailure } from './failure.js';
import type { GraphSite, JobSite, Site } from './site.js';

/** How to call the programs of a site. Disposal ends the workers among them. */
export interface Asking extends AsyncDisposable {
  readonly ask: AskOptions;
  /** The same for calls about refs that may not be needed: the lines of a call are shown only if it succeeds. */
  readonly askAhead: AskOptions;
}

/** @param signal aborted to end running calls */
export function openAsking(site: Site, signal: AbortSignal): Asking {
  const { runfilesDir, env, secrets, calls } = site;
  const { timeoutMs, parallel, onLine, watch } = calls;
  const onStderrLine =
    onLine === undefined || secrets === undefined
      ? onLine
      : (line: string): void => {
          onLine(secrets.mask(line));
        };
  const heard = (by: Capture): Capture =>
    onStderrLine === undefined ? by : (request) => by({ ...request, onStderrLine });
  const cwd = runfilesDir;
  const workers = captureWorkers({ cwd, env });
  const ask: AskOptions = {
    capture: heard(capture),
    captureWorker: heard(workers.capture),
    runfilesDir,
    env,
    cwd,
    timeoutMs,
    parallel,
    signal,
    watch,
    secrets,
  };
  const held = (by: Capture): Capture => (onStderrLine === undefined ? by : holdingBack(by, onStderrLine));
  const askAhead: AskOptions = { ...ask, capture: held(capture), captureWorker: held(workers.capture) };
  return { ask, askAhead, [Symbol.asyncDispose]: () => workers[Symbol.asyncDispose]() };
}

/**
 * Holds back the lines of a call until it succeeds. A call ahead that fails is repeated for the needed refs only, and shows
 * its lines then.
 */
function holdingBack(by: Capture, onLine: (line: string) => void): Capture {
  return async (request) => {
    const lines: string[] = [];
    const onStderrLine = (line: string): void => {
      if (lines.length < MAX_HELD_LINES) lines.push(line);
    };
    const captured = await by({ ...request, onStderrLine });
    if (captured.kind === 'exited' && captured.code === 0) for (const line of lines) onLine(line);
    return captured;
  };
}

/** Of a call that writes more lines, only the first are shown. */
const MAX_HELD_LINES = 10_000;

/** Finds the job that makes each ref: refs by label. */
export async function lookupRefs(
  refs: readonly PartitionRef[],
  site: GraphSite,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, readonly PartitionRef[]>, DriverFailure[]>> {
  await using asking = openAsking(site, signal);
  const placed = await lookup(refs, { descriptor: site.descriptor, ask: asking.ask });
  return placed.ok ? placed : err(failuresAt('lookup', placed.error));
}

/** The configs with which one job makes the refs. */
export async function configureRefs(
  refs: readonly PartitionRef[],
  site: JobSite,
  signal: AbortSignal,
): Promise<Result<readonly TaskConfig[], DriverFailure[]>> {
  await using asking = openAsking(site, signal);
  const configs = await configure(site.descriptor.job, refs, { ask: asking.ask });
  return configs.ok ? ok(configs.value) : err(failuresAt('configure', configs.error));
}
