import { existsSync } from 'node:fs';
import { errorMessage } from './errors.js';
import type { Launch } from './launch.js';
import { LogFile } from './log_file.js';
import type { WorkerOutcome, WorkerStderr } from './worker.js';
import type { WorkerNotStarted, WorkerPool } from './worker_pool.js';

/** What a worker answers to a task goes into its log, and much of it belongs to standard error. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** How a launch by a worker ended, before anything is said about its folders. */
export type WorkerLaunchOutcome =
  | Exclude<WorkerOutcome, { readonly kind: 'answered' | 'aborted' }>
  | { readonly kind: 'exited'; readonly code: number; readonly wroteMetadata: boolean }
  | { readonly kind: 'log-not-opened' | 'log-not-written'; readonly detail: string }
  | WorkerNotStarted;

/**
 * Runs a launch by a worker of its program. Its variables are part of the request. Into its log goes what the worker
 * writes to standard error from then on, and then the output of its answer.
 *
 * @param flags with which the log is opened
 */
export async function launchInWorker(
  pool: WorkerPool,
  { program, args, env, timeoutMs, logFile, metadataFile }: Launch,
  flags: number,
): Promise<WorkerLaunchOutcome> {
  const unwritable = new AbortController();
  const log = new LogFile(logFile, flags);
  try {
    log.open();
  } catch (error) {
    return { kind: 'log-not-opened', detail: errorMessage(error) };
  }
  const stderr: WorkerStderr = {
    push(chunk) {
      // It would run on, and nobody could read what it says.
      if (!log.write(chunk)) unwritable.abort();
    },
    close() {
      log.close();
    },
  };
  const maxAnswerBytes = MAX_ANSWER_BYTES;
  const outcome = await pool.ask(program, {
    args,
    env,
    timeoutMs,
    maxAnswerBytes,
    signal: unwritable.signal,
    stderr,
  });
  if (outcome.kind === 'answered') stderr.push(Buffer.from(outcome.output));
  const detail = log.failure;
  if (outcome.kind === 'aborted' || (detail !== undefined && outcome.kind !== 'timed-out')) {
    return { kind: 'log-not-written', detail: detail ?? '' };
  }
  if (outcome.kind !== 'answered') return outcome;
  return { kind: 'exited', code: outcome.exitCode, wroteMetadata: existsSync(metadataFile) };
}
