import { unreachable, type PlannedTask } from '../base/model/index.js';
import type { AttemptResult, LeasingFailure, PerformFailure, TaskRunEvent } from '../exec/task/index.js';
import { describeCode } from './error_codes.js';
import { describeProblem, describeShortage, firstOutput } from './exec_failures.js';
import { describeDirectoryFailure } from './input_failures.js';
import { count, duration } from './numbers.js';
import { describePoolWait } from './pools.js';
import { name, whole } from './show.js';

/** Tells what became of an attempt, one line for each task. */
export function describeTaskRun(event: TaskRunEvent, logOf: (attempt: string) => string): string[] {
  switch (event.kind) {
    case 'up-to-date':
      return event.tasks.map((task) => `up to date  ${taskText(task)}`);
    case 'waiting':
      return [`waiting     ${taskText(event.task)}: ${name(event.owner)} is making it`];
    case 'waiting-for-pool':
      return [`waiting     ${taskText(event.task)}: ${describePoolWait(event)}`];
    case 'ended':
      return endLines(event.result, event.attempt.tasks, logOf(event.result.attempt));
    case 'refused':
      return event.failures.map((failure) => `error: ${describeTaskRefusal(failure)}`);
    default:
      return unreachable(event);
  }
}

function endLines(result: AttemptResult, tasks: readonly PlannedTask[], log: string): string[] {
  const byId = new Map(tasks.map((task) => [task.id, task]));
  return result.tasks.map(({ id, end }) => {
    const task = byId.get(id);
    const what = task === undefined ? id : taskText(task);
    switch (end.kind) {
      case 'succeeded':
        return `built       ${what} in ${duration(end.durationMs)}`;
      case 'failed':
        return `failed      ${what}: ${describeProblem(end.problem)}\n  log: ${whole(log)}`;
      case 'not-started':
        return `not started ${what}`;
    }
  });
}

function taskText({ id, job, config }: PlannedTask): string {
  return `${name(job)} ${name(firstOutput(config))} (task ${id})`;
}

function describeTaskRefusal(failure: LeasingFailure | PerformFailure): string {
  switch (failure.reason) {
    case 'input-missing':
      return `${taskText(failure.task)} needs ${name(failure.ref)}, which is not in the catalog; run the task that makes it first`;
    case 'held-elsewhere':
      return `${taskText(failure.task)} is being made by ${name(failure.owner)}; wait until it ends, or drop --no-wait`;
    case 'resource-short':
      return describeShortage(failure);
    case 'lease-lost':
      return `${taskText(failure.task)} was taken over by another build, so this attempt is not recorded; make a new attempt`;
    case 'attempt-started':
      return `attempt ${name(failure.attempt)} was started before and has no result (see ${whole(failure.path)}); make a new attempt with another id`;
    case 'result-unusable':
      return `the result ${whole(failure.path)} cannot be used: ${failure.detail}; remove it, or make a new attempt with another id`;
    case 'result-not-written':
      return `the result cannot be written to ${whole(failure.path)}: ${describeCode(failure.code)}`;
    case 'directory-unusable':
      return describeDirectoryFailure(failure);
    default:
      return unreachable(failure);
  }
}

/** 1 if a task failed, 2 if the request or the state does not allow it, 0 otherwise. */
export function exitCodeOfTaskRun(event: TaskRunEvent): 0 | 1 | 2 {
  if (event.kind === 'ended') return event.result.tasks.every(({ end }) => end.kind === 'succeeded') ? 0 : 1;
  if (event.kind !== 'refused') return 0;
  return event.failures.some(({ reason }) => reason === 'result-not-written') ? 1 : 2;
}

/** Explains that one id was given for several attempts. */
export function describeAttemptCount(attempts: number): string {
  return `--attempt-id names one attempt, and these tasks need ${count(attempts, 'attempt')}; drop it, or run fewer tasks`;
}
