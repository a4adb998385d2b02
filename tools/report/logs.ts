import type { FindLogFailure, FoundLog } from '../observe/logs/index.js';
import { unreachable } from '../base/model/index.js';
import { count } from './numbers.js';
import { describeObstacle, fixOfObstacle } from './obstacle.js';
import { name, whole } from './show.js';

/** One line above a log: its partition, job and build. */
export function describeLog({ ref, job, buildId, attempt, state, path, batch }: FoundLog): string {
  if (attempt === 0)
    return `${name(ref)}: ${job} has not started it yet in build ${buildId}; waiting for its log: ${whole(path)}`;
  const log = batch === undefined ? 'log' : `log of a batch of ${count(batch, 'task')}`;
  return `${name(ref)}: ${job}, build ${buildId}, ${nth(attempt)}${STATES[state]}; ${log}: ${whole(path)}`;
}

/** The line between the logs of two attempts. */
export function describeNextAttempt(attempt: number): string {
  return `attempt ${String(attempt)}`;
}

/** The line after a log that was followed. */
export function describeEndOfLog(state: FoundLog['state']): string {
  return state === 'running' ? 'the task was still running when its build ended' : `the task ${STATES[state]}`;
}

/** Explains why there is no log to show. @param host this machine */
export function describeFindLogFailure(failure: FindLogFailure, host: string, stateDir: string): string {
  const ref = name(failure.ref);
  switch (failure.reason) {
    case 'never-tried': {
      const { lately } = failure;
      const tried = `no build in ${whole(stateDir)} has tried to make ${ref}`;
      if (lately === undefined) return `${tried}; use builds show to list the refs of a past build`;
      const where = `in build ${lately.buildId}`;
      if (lately.live) return `${tried}; ${where} its task has not started yet; use --follow to wait for it`;
      return `${tried}; ${where} its task ${STATES[lately.state]}`;
    }
    case 'log-gone': {
      const { path, buildId } = failure;
      const elsewhere = failure.host === host ? '' : `, and this is ${host}; look in the state directory there`;
      return `the log of ${ref} does not exist: ${whole(path)}; build ${buildId} ran on ${failure.host}${elsewhere}`;
    }
    case 'log-unreadable': {
      const fix = fixOfObstacle(failure.obstacle);
      return `the log of ${ref} cannot be read: ${describeObstacle(failure.obstacle)}${fix === undefined ? '' : `; ${fix}`}`;
    }
    default:
      return unreachable(failure);
  }
}

const STATES: Readonly<Record<FoundLog['state'], string>> = {
  announced: 'was not started',
  waiting: 'is waiting for another build',
  queued: 'is queued',
  running: 'is running',
  retrying: 'failed and will be retried',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'was skipped',
  aborted: 'was aborted',
  delegated: 'was left to another build',
  unchanged: 'did not run, because its inputs had the same data as before',
};

function nth(attempt: number): string {
  return attempt === 1 ? '' : `attempt ${String(attempt)}, `;
}
