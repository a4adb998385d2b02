import { shorten } from '../../base/json/index.js';
import { err, ok, TASK_ID, type Result } from '../../base/model/index.js';
import { readInput, resolveUserPath, timeIds, type Context } from '../../base/runtime/index.js';
import type { TasksWanted } from '../../driver/index.js';
import { readRequests } from '../../exec/task/index.js';
import type { TaskLine } from './parse_task.js';

/** Which tasks a command line asks for. @returns the tasks, or a message */
export async function readWanted(
  { options, ids: typed }: TaskLine,
  context: Context,
  signal: AbortSignal,
): Promise<Result<TasksWanted, string>> {
  const { plan, ids: idsFile, attempts: attemptsFile, attempt: number, attemptId, buildId } = options;
  const { allowForeignExecutables } = options;
  if (plan === undefined) return err('no plan; name its file with --plan');
  const read = (file: string): Promise<Result<string, string>> => readNamed(file, context, signal);
  const wanted = (tasks: TasksWanted['tasks']): Result<TasksWanted, string> =>
    ok({ plan: resolveUserPath(context, plan), tasks, allowForeignExecutables });
  if (attemptsFile !== undefined) {
    if (typed.length > 0 || idsFile !== undefined || attemptId !== undefined) {
      return err('--attempts names tasks and attempts; drop the ids, --ids and --attempt-id');
    }
    const text = await read(attemptsFile);
    if (!text.ok) return text;
    const requests = readRequests(text.value);
    if (!requests.ok) return err(`${attemptsFile}: line ${String(requests.error)} is not an attempt`);
    return requests.value.length === 0 ? err(`${attemptsFile} has no attempts`) : wanted({ attempts: requests.value });
  }
  const lines = idsFile === undefined ? ok('') : await read(idsFile);
  if (!lines.ok) return lines;
  const listed = lines.value.split('\n').map((line) => line.trim());
  const ids = [...new Set([...typed, ...listed.filter((line) => line !== '')])];
  if (ids.length === 0) return err('no tasks; name their ids, as the plan has them');
  const wrong = ids.find((id) => !TASK_ID.test(id));
  if (wrong !== undefined) {
    return err(`${JSON.stringify(shorten(wrong, 80))} is not the id of a task; ids have 16 digits from 0 to f`);
  }
  return wanted({ ids, buildId: buildId ?? timeIds(Date.now)(), number, attemptId });
}

async function readNamed(file: string, context: Context, signal: AbortSignal): Promise<Result<string, string>> {
  const place = file === '-' ? 'stdin' : { path: resolveUserPath(context, file) };
  const text = await readInput(place, signal);
  if (text.ok) return text;
  const { describeReadFailure } = await import('../../report/index.js');
  return err(describeReadFailure(text.error));
}
