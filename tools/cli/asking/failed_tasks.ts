import { isObject, ok, type Result } from '../../base/model/index.js';
import type { BuildTask, CallFailure, Service } from '../../service/client/index.js';

/** How many failed tasks are shown. */
const SHOWN = 20;

/** The tasks of a build that failed, each with the end of its log. */
export async function describeFailedTasks(
  { ask, calls }: Service,
  build: string,
): Promise<Result<readonly string[], CallFailure>> {
  const params = { path: { build }, query: { state: 'failed', limit: SHOWN } };
  const failed = await ask(calls.GET('/api/v1/builds/{build}/tasks', { params }));
  return failed.ok ? ok(failed.value.items.flatMap(taskLines)) : failed;
}

function taskLines({ job, outputs, problem, logTail = '' }: BuildTask): string[] {
  const reason = isObject(problem) && typeof problem['reason'] === 'string' ? `: ${problem['reason']}` : '';
  const tail = logTail.trimEnd();
  return [
    `error: ${job} failed to make ${outputs[0] ?? ''}${reason}`,
    ...(tail === '' ? [] : tail.split('\n').map((line) => `  | ${line}`)),
  ];
}
