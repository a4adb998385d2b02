import { unreachable } from '../base/model/index.js';
import type { TaskProblem } from './failure.js';
import type { JobPolicy } from './policy.js';

/** Doubling stops at this delay. */
const MAX_DELAY_MS = 5 * 60_000;

/**
 * Milliseconds until the next attempt: the job's delay, doubled with each attempt up to five minutes, and then shortened
 * by a random amount to no less than half, so that tasks that failed together do not retry together.
 *
 * @param attempt the attempt that failed, from 1
 * @param random from 0 to 1
 */
export function retryDelayMs({ retryDelayMs: first }: JobPolicy, attempt: number, random: number): number {
  const delay = Math.min(first * 2 ** (attempt - 1), Math.max(first, MAX_DELAY_MS));
  return Math.round(delay * (0.5 + random / 2));
}

/** Why a program that was there before the build cannot be started, and never will be in this build. */
const NO_PROGRAM: ReadonlySet<string> = new Set(['ENOENT', 'EACCES', 'ENOTDIR', 'EISDIR', 'ENOEXEC']);

/** Whether another attempt could succeed. */
export function isWorthRetrying(problem: TaskProblem): boolean {
  switch (problem.reason) {
    case 'string-too-long':
    case 'arguments-too-large':
    case 'directory-unusable':
    case 'engine-refused':
      return false;
    case 'start-failed':
      return !NO_PROGRAM.has(problem.code);
    case 'exit-non-zero':
    case 'killed':
    case 'timed-out':
    case 'check-failed':
    case 'digest-failed':
    case 'digests-malformed':
    case 'log-not-opened':
    case 'log-not-written':
    case 'metadata-malformed':
    case 'outputs-file-not-written':
    case 'batch-file-not-written':
    case 'batch-results-malformed':
    case 'reported-failed':
    case 'lost':
    case 'worker-failed':
      return true;
    default:
      return unreachable(problem);
  }
}
