import type { Task } from '../base/model/index.js';
import type { ForeignExecutable } from '../plan/plan/index.js';
import { firstOutput } from './exec_failures.js';
import { firstLines } from './listed.js';
import { count } from './numbers.js';
import { name } from './show.js';

/** Tasks that are listed before the rest is only counted. */
const TASKS_SHOWN = 8;

/** Names an executable that a plan would run and that is not the graph's; what to do about it is for the caller to say. */
export function describeForeignExecutable({ executable, job, ref, tasks }: ForeignExecutable): string {
  const others = tasks > 1 ? ` and ${count(tasks - 1, 'other task')}` : '';
  return `the task of ${name(job)} for ${name(ref)}${others} would run ${name(executable)}, which is not the run executable of any job of this graph`;
}

/**
 * Warns that a plan was edited, and says where that shows.
 *
 * @param source what the user calls the plan
 * @param tasks those that are not called as their keys say
 */
export function describeEditedPlan(source: string, tasks: readonly Task[]): string {
  const head = `${source} was changed after it was made; the merged plan gets an id of its own, and exec runs it as it is`;
  const each = tasks.map(({ id, job, config }) => {
    return `${name(job)} ${name(firstOutput(config))} (task ${id}): its executable, args, env, outputs or inputs do not match its content key`;
  });
  const lines = firstLines(each, TASKS_SHOWN, 'task').map((line) => `\n  ${line}`);
  return head + lines.join('');
}
