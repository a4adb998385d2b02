import { existsSync } from 'node:fs';
import { err, ok, type Result } from '../../base/model/index.js';
import {
  createOnce,
  errorCode,
  ownProcessMark,
  writeAtomicallyNow,
  type Clock,
  type DirectoryFailure,
  type Slots,
} from '../../base/runtime/index.js';
import { maskReport, type Mask, type Secrets } from '../../base/secrets/index.js';
import type { Attempt, AttemptEnd, AttemptTask } from '../index.js';
import { runHere } from '../local/index.js';
import { maskProblem } from '../mask_problem.js';
import type { AttemptRequest } from './attempt_request.js';
import { RESULT_FORMAT_VERSION, type AttemptResult, type TaskRecord } from './attempt_result.js';
import { OwnFiles } from './own_files.js';
import { readResult } from './read_result.js';

/** Where attempts run, and where their files go. */
export interface PerformDeps {
  /** The folder of results; it exists. */
  readonly dir: string;
  /** Id of the plan. */
  readonly plan: string;
  readonly host: string;
  readonly runfilesDir: string;
  /** The fixed environment that the slots give to every process. */
  readonly baseEnv: Readonly<Record<string, string>>;
  readonly slots: Slots;
  readonly clock: Clock;
  readonly secrets?: Secrets | undefined;
  /** Aborted with the name of a signal when the slots were stopped because of it. */
  readonly stop: AbortSignal;
}

/** Why an attempt was not made, or has no result file. */
export type PerformFailure =
  /** It was started before, and has no result. Only its first start may know what became of it. */
  | { readonly reason: 'attempt-started'; readonly attempt: string; readonly path: string }
  /** There is a result file of the attempt that cannot be used. */
  | { readonly reason: 'result-unusable'; readonly path: string; readonly detail: string }
  | { readonly reason: 'result-not-written'; readonly path: string; readonly code: string }
  | DirectoryFailure;

/** An attempt that is to be made. */
export interface Performance {
  readonly request: AttemptRequest;
  /** Those of the request, in its order. */
  readonly tasks: readonly AttemptTask[];
  readonly policy: Attempt['policy'];
  /** By id of the task, if the attempt records its successes itself. */
  readonly records?: ReadonlyMap<string, TaskRecord>;
}

/**
 * Makes an attempt and writes its result file. An attempt that has a result is not made again.
 *
 * @returns its result, as the file has it
 */
export async function perform(
  performance: Performance,
  deps: PerformDeps,
): Promise<Result<AttemptResult, PerformFailure>> {
  const { request } = performance;
  const files = new OwnFiles(deps.dir, request.id);
  if (existsSync(files.result)) {
    const before = await readResult(files.result);
    if (!before.ok) return before;
    if (before.value !== undefined) return ok(before.value);
  }
  const claimed = claim(request, files, deps);
  if (!claimed.ok) return claimed;
  const prepared = files.prepare();
  if (!prepared.ok) return prepared;
  const result = await make(performance, files, deps);
  try {
    writeAtomicallyNow(files.result, `${JSON.stringify(result)}\n`);
    if (result.tasks.every(({ end }) => end.kind === 'succeeded')) files.clear();
  } catch (error) {
    return err({ reason: 'result-not-written', path: files.result, code: errorCode(error) });
  }
  return ok(result);
}

/** Creates the file that says that the attempt was started. */
function claim(
  { id }: AttemptRequest,
  files: OwnFiles,
  { host, clock }: PerformDeps,
): Result<undefined, PerformFailure> {
  const start = { formatVersion: 1, attempt: id, host, time: isoTime(clock.now()), process: ownProcessMark() };
  try {
    if (createOnce(files.start, `${JSON.stringify(start)}\n`)) return ok(undefined);
  } catch (error) {
    return err({ reason: 'result-not-written', path: files.start, code: errorCode(error) });
  }
  return err({ reason: 'attempt-started', attempt: id, path: files.start });
}

async function make(
  { request, tasks, policy, records }: Performance,
  files: OwnFiles,
  deps: PerformDeps,
): Promise<AttemptResult> {
  const { plan, host, clock, slots, runfilesDir, baseEnv, secrets, stop } = deps;
  const startTime = clock.now();
  const started = clock.elapsed();
  const attempt = { buildId: request.buildId, tasks, policy };
  const ends = await runHere(attempt, { slots, files, runfilesDir, baseEnv, elapsed: clock.elapsed, secrets });
  const signal = stop.aborted ? String(stop.reason) : undefined;
  // A difference of times is not a duration: the system clock may be set while something runs.
  const endTime = startTime + Math.round(clock.elapsed() - started);
  return {
    formatVersion: RESULT_FORMAT_VERSION,
    attempt: request.id,
    buildId: request.buildId,
    plan,
    host,
    startTime: isoTime(startTime),
    endTime: isoTime(endTime),
    ...(signal !== undefined && { signal }),
    tasks: request.tasks.map(({ id, number, token }, at) => {
      const end = masked(endedBy(signal, ends[at]), secrets?.mask);
      const record = end.kind === 'succeeded' ? records?.get(id) : undefined;
      return { id, number, ...(token !== undefined && { token }), end, ...(record !== undefined && { record }) };
    }),
  };
}

/** A program that was asked to end may exit with 0 without being done. What it reported before is done. */
function endedBy(signal: string | undefined, end: AttemptEnd | undefined): AttemptEnd {
  if (end === undefined) throw new Error('an attempt ended without a result for each task');
  if (signal === undefined || end.kind !== 'succeeded' || end.reported === true) return end;
  return { kind: 'failed', problem: { reason: 'killed', signal }, durationMs: end.durationMs };
}

function masked(end: AttemptEnd, mask: Mask | undefined): AttemptEnd {
  if (mask === undefined) return end;
  switch (end.kind) {
    case 'succeeded':
      return maskReport(end, mask);
    case 'failed':
      return { ...end, problem: maskProblem(end.problem, mask) };
    case 'not-started':
      return end;
  }
}

function isoTime(time: number): string {
  return new Date(time).toISOString();
}
