import {
  CANCEL_EXIT_CODES,
  listenForCancel,
  malformedArgument,
  openStderr,
  openStdout,
  readContext,
  type Cancellation,
  type Messages,
  type Output,
} from '../../base/runtime/index.js';
import { makeAttempts, planAttempts, type PlannedAttempts, type TaskFailure } from '../../driver/index.js';
import { ATTEMPT_FILES, type TaskRunEvent } from '../../exec/task/index.js';
import { readDescriptor } from '../descriptor.js';
import { flushTime } from '../ending.js';
import { parseTaskLine } from './parse_task.js';
import { placeTask, type TaskPlace } from './place_task.js';
import { readWanted } from './read_wanted.js';

/** Runs tasks of a plan to their end. @returns the exit code */
export async function runTask(runfilesDir: string, descriptorFile: string, line: readonly string[]): Promise<number> {
  const cancellation = listenForCancel();
  const messages = openStderr();
  const out = openStdout(cancellation.signal);
  const code = await run(runfilesDir, descriptorFile, line, { cancellation, messages, out });
  const giveUp = flushTime(cancellation);
  await out.end(giveUp);
  await messages.end(giveUp);
  // A signal that came too late for any task changes nothing: all is done.
  return code === 0 || cancellation.received === undefined ? code : CANCEL_EXIT_CODES[cancellation.received];
}

/** The streams and signals of the process. */
interface Surroundings {
  readonly cancellation: Cancellation;
  readonly messages: Messages;
  readonly out: Output;
}

async function run(
  runfilesDir: string,
  descriptorFile: string,
  line: readonly string[],
  surroundings: Surroundings,
): Promise<number> {
  const { cancellation, messages } = surroundings;
  const context = readContext(runfilesDir);
  const descriptor = readDescriptor(descriptorFile);
  if (!descriptor.ok) {
    messages.line(`databuild: ${descriptor.error}`);
    return 2;
  }
  const { label } = descriptor.value;
  const target = `${label.slice(Math.max(label.lastIndexOf(':'), label.lastIndexOf('/')) + 1)}.task`;
  const refuse = (message: string): number => {
    // A command that a signal cut off was not used wrongly, and the exit code reports the signal.
    if (cancellation.received === undefined) messages.line(`${target}: ${message}`);
    return 2;
  };
  const hint = context.underBazelRun ? `bazel run ${label}.task -- --help` : `${target} --help`;
  const usageError = (message: string): number => refuse(`${message}\nTry "${hint}".`);
  const malformed = malformedArgument(line);
  if (malformed !== undefined) return usageError(`argument ${JSON.stringify(malformed)} is not UTF-8 text; correct it`);
  const parsed = parseTaskLine(line);
  if (!parsed.ok) return usageError(parsed.error);
  const wanted = await readWanted(parsed.value, context, cancellation.signal);
  if (!wanted.ok) return usageError(wanted.error);
  const place = placeTask(parsed.value.options, { context, runfilesDir, descriptor: descriptor.value });
  const planned = await planAttempts(wanted.value, place.site);
  if (!planned.ok) return refuse(await describeFailures(planned.error, wanted.value.plan, label));
  try {
    return await make(planned.value, place, surroundings, refuse);
  } catch (error) {
    const { CatalogError } = await import('../../catalog/index.js');
    if (!(error instanceof CatalogError)) throw error;
    const { describeCatalogFailure } = await import('../../report/index.js');
    return refuse(
      `${describeCatalogFailure(error.failure)}\n` +
        `results are in ${place.settings.resultDir}; the same command with the --attempt-id of a result records it`,
    );
  }
}

/** Makes the attempts, and reports each one. @returns the exit code: 0 only if all tasks are done */
async function make(
  planned: PlannedAttempts,
  { site, settings, quiet }: TaskPlace,
  { cancellation, messages, out }: Surroundings,
  refuse: (message: string) => number,
): Promise<number> {
  let worst = 0;
  let left = planned.attempts.reduce((sum, { tasks }) => sum + tasks.length, 0);
  const log = (attempt: string): string => `${settings.resultDir}/${ATTEMPT_FILES.log(attempt)}`;
  for await (const event of makeAttempts(planned, site, { ...settings, cancel: cancellation })) {
    if (event.ok) left -= tasksOver(event.value);
    if (quiet && event.ok && isSuccess(event.value)) {
      await out.write(`${JSON.stringify(event.value.result)}\n`);
      continue;
    }
    // The words for people are loaded only if there are any: the program often takes longer to load than the job runs.
    const { describeDriverFailure, describeTaskRun, exitCodeOfTaskRun } = await import('../../report/index.js');
    if (!event.ok) return refuse(event.error.map(describeDriverFailure).join('\n'));
    const code = exitCodeOfTaskRun(event.value);
    // A failed task is worse than one that may not run.
    worst = worst === 1 || code === 1 ? 1 : Math.max(worst, code);
    if (event.value.kind === 'ended') await out.write(`${JSON.stringify(event.value.result)}\n`);
    if (!quiet || code !== 0) for (const text of describeTaskRun(event.value, log)) messages.line(text);
  }
  return worst === 0 && left > 0 ? 1 : worst;
}

/** How many tasks the event says will not run any more. */
function tasksOver(event: TaskRunEvent): number {
  switch (event.kind) {
    case 'up-to-date':
      return event.tasks.length;
    case 'ended':
      return event.result.tasks.length;
    default:
      return 0;
  }
}

/** Whether an attempt has ended and all of its tasks have succeeded. */
function isSuccess(event: TaskRunEvent): event is Extract<TaskRunEvent, { kind: 'ended' }> {
  return event.kind === 'ended' && event.result.tasks.every(({ end }) => end.kind === 'succeeded');
}

/** How many failures are shown before the rest is only counted. */
const MAX_SHOWN = 20;

async function describeFailures(failures: readonly TaskFailure[], plan: string, label: string): Promise<string> {
  const { describeAttemptCount, describeDriverFailure, describePlanExcerptFailure, firstLines } =
    await import('../../report/index.js');
  const lines = failures.map((failed): string => {
    switch (failed.stage) {
      case 'plan-file':
        return `${plan}: ${describePlanExcerptFailure(failed.failure)}`;
      case 'other-graph':
        return `${plan} is a plan of ${failed.graph}; this program runs plans of ${label}`;
      case 'attempts':
        return describeAttemptCount(failed.count);
      case 'drift':
        return `the plan is out of date: ${describeDriverFailure(failed)}; plan again`;
      case 'foreign':
        return `${describeDriverFailure(failed)}; plan again, or, if you trust the plan, add --allow-foreign-executables`;
      default:
        return describeDriverFailure(failed);
    }
  });
  return firstLines(lines, MAX_SHOWN).join('\n');
}
