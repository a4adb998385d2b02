import type { Task } from '../base/model/index.js';
import type { ForeignExecutable } from '../plan/plan/index.js';
import { firstOutput } from './exec_failures.js';
import { firstLines } from './listed.js';
import { count } from './numbers.js';
import { name } from './show.js';

/** How many tasks are listed before the rest is only counted. */
const TASKS_SHOWN = 8;

/** Names an executable of a plan that does not belong to the graph. The caller adds what to do about it. */
export function describeForeignExecutable({ executable, job, ref, tasks }: ForeignExecutable): string {
  const others = tasks > 1 ? ` and ${count(tasks - 1, 'other task')}` : '';
  return `the task of ${name(job)} for ${name(ref)}${others} would run ${name(executable)}, which is not the run executable of any job of this graph`;
}

/**
 * Warns that a plan was edited, and shows where.
 *
 * @param source the user's name for the plan
 * @param tasks the tasks that do not match their keys
 */
export function describeEditedPlan(source: string, tasks: readonly Task[]): string {
  const head = `${source} was changed after it was made; the merged plan gets an id of its own, and exec runs it as it is`;
  const each = tasks.map(({ id, job, config }) => {
    return `${name(job)} ${name(firstOutput(config))} (task ${id}): its executable, args, env, outputs or inputs do not match its content key`;
  });
  const lines = firstLines(each, TASKS_SHOWN, 'task').map((line) => `\n  ${line}`);
  return head + lines.join('');
}
