import type { FindLogFailure, FoundLog } from '../observe/logs/index.js';
import { unreachable } from '../base/model/index.js';
import { name } from './show.js';

/** One line above a log: whose it is. */
export function describeLog({ ref, job, buildId, attempt, state, path }: FoundLog): string {
  if (attempt === 0)
    return `${name(ref)}: ${job} is about to make it in build ${buildId}; waiting for its log, ${path}`;
  return `${name(ref)}: ${job}, build ${buildId}, ${nth(attempt)}${STATES[state]}; log: ${path}`;
}

/** Between two logs of one task. */
export function describeNextAttempt(attempt: number): string {
  return `attempt ${String(attempt)}`;
}

/** Behind a log that was followed. */
export function describeEndOfLog(state: FoundLog['state']): string {
  return state === 'running' ? 'the task ran when its build went down' : `the task ${STATES[state]}`;
}

/** Why there is no log to show. @param host this machine */
export function describeFindLogFailure(failure: FindLogFailure, host: string, stateDir: string): string {
  const ref = name(failure.ref);
  switch (failure.reason) {
    case 'never-tried': {
      const { lately } = failure;
      const tried = `no build in ${stateDir} has tried to make ${ref}`;
      if (lately === undefined) return `${tried}; builds show lists the refs of past builds`;
      const where = `in build ${lately.buildId}`;
      if (lately.live) return `${tried}; ${where} it is yet to come: --follow waits for it`;
      return `${tried}; ${where} its task ${STATES[lately.state]}`;
    }
    case 'log-gone': {
      const { path, buildId } = failure;
      const elsewhere = failure.host === host ? '' : `, and this is ${host}: look into the state directory there`;
      return `the log of ${ref} is not here: there is no ${path}; build ${buildId} ran on ${failure.host}${elsewhere}`;
    }
    default:
      return unreachable(failure);
  }
}

const STATES: Readonly<Record<FoundLog['state'], string>> = {
  announced: 'was not started',
  waiting: 'waits for another build',
  running: 'runs',
  retrying: 'failed and is to be tried again',
  succeeded: 'succeeded',
  failed: 'failed',
  skipped: 'was skipped',
  aborted: 'was aborted',
  delegated: 'was left to another build',
};

function nth(attempt: number): string {
  return attempt === 1 ? '' : `attempt ${String(attempt)}, `;
}
