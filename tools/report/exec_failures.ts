import type { CheckProblem, ExecFailure, Shortage, TaskFailure, TaskName, TaskProblem } from '../exec/index.js';
import { shorten } from '../base/json/index.js';
import { unreachable } from '../base/model/index.js';
import { describeCatalogFailure } from './catalog_failures.js';
import { describeCode } from './error_codes.js';
import { andMore } from './listed.js';
import { count, duration, number } from './numbers.js';
import { stderrLines, whole, type ExitCode } from './show.js';
import { describeLostDirectory, describeStartFailure } from './start_failure.js';
import { describeWorkerProblem } from './worker_problem.js';

/** Explains what failed, where, and what to do, on one or several lines. */
export function describeExecFailure(failure: ExecFailure): string {
  switch (failure.reason) {
    case 'input-missing':
      return (
        `${failure.neededBy.job} needs ${failure.ref} to make ${firstOutput(failure.neededBy)}, but it is not in the ` +
        'catalog and no task here builds it; plan again, or build it first'
      );
    case 'job-unknown':
      return `the plan has tasks of ${failure.job}, which is not a job of this graph; plan again`;
    case 'executable-unusable':
      return `${failure.job} cannot be run: ${whole(failure.path)}: ${describeExecutableCode(failure.code)}`;
    case 'resource-short':
      return describeShortage(failure);
    case 'job-cycle': {
      const path = [...failure.outputs, ...failure.outputs.slice(0, 1)].join(' → ');
      return `${failure.job} configured tasks that depend on each other: ${path}; remove one of these inputs`;
    }
    case 'task-failed':
      return describeFailureTree(failure);
    case 'held-elsewhere':
      return `${failure.task.job} ${firstOutput(failure.task)} is being made by another build, ${failure.owner}; wait until it ends, or drop --no-wait`;
    case 'catalog-failed':
      return `tasks could not be recorded: ${describeCatalogFailure(failure.failure)}`;
    case 'cancelled':
      return (
        `stopped by ${failure.signal}: ${count(failure.stopped, 'running task')} ended, ` +
        `${count(failure.notStarted, 'task')} not started; what was finished is recorded`
      );
    default:
      return unreachable(failure);
  }
}

/** How many skipped tasks are listed before the rest is only counted. */
const MAX_SKIPPED_SHOWN = 20;

/** A failed task, the end of its log, and the skipped tasks, each below the one that it waited for. */
function describeFailureTree({ task, attempt, problem, log, logTail, skipped }: TaskFailure): string {
  const times = attempt > 1 ? ` (attempt ${String(attempt)})` : '';
  const lines = [`${task.job} failed to make ${firstOutput(task)}${times}: ${describeProblem(problem)}`];
  if (problem.reason !== 'log-not-opened' && problem.reason !== 'directory-unusable')
    lines.push(`  log: ${whole(log)}${indentTail(logTail)}`);
  if (skipped.length > 0)
    lines.push(`  skipped because of it: ${count(skipped.length, 'task')}`, ...tree(task, skipped));
  return lines.join('\n');
}

function tree(failed: TaskName, skipped: TaskFailure['skipped']): string[] {
  const behind = new Map<string, TaskName[]>();
  for (const { task, waitedFor } of skipped) {
    const others = behind.get(waitedFor);
    if (others === undefined) behind.set(waitedFor, [task]);
    else others.push(task);
  }
  // A loop and not a recursion, because chains are long.
  const next: { readonly task: TaskName; readonly depth: number }[] = [];
  const push = (waitedFor: TaskName, depth: number): void => {
    for (const task of (behind.get(waitedFor.id) ?? []).toReversed()) next.push({ task, depth });
  };
  const lines: string[] = [];
  push(failed, 2);
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (lines.length === MAX_SKIPPED_SHOWN) {
      lines.push(`    ${andMore(skipped.length - MAX_SKIPPED_SHOWN)}`);
      break;
    }
    lines.push(`${'  '.repeat(one.depth)}${one.task.job} ${firstOutput(one.task)}`);
    push(one.task, one.depth + 1);
  }
  return lines;
}

/** 2 if the plan or the state does not allow it; 1 if something failed while running. */
export function exitCodeOfExecFailure(failure: ExecFailure): ExitCode {
  switch (failure.reason) {
    case 'input-missing':
    case 'job-unknown':
    case 'resource-short':
      return 2;
    case 'catalog-failed':
    case 'executable-unusable':
    case 'job-cycle':
    case 'task-failed':
    case 'held-elsewhere':
    case 'cancelled':
      return 1;
    default:
      return unreachable(failure);
  }
}

/** Names a task by its first output: `daily/date=2024-03-01 (+2 more)`. */
export function firstOutput(task: Pick<TaskName, 'outputs'>): string {
  const [first = '', ...more] = task.outputs;
  return more.length === 0 ? first : `${first} (+${number(more.length)} more)`;
}

/** How a program ended that did not end well. */
export function describeExit(problem: CheckProblem): string {
  return problem.reason === 'killed' ? `killed by ${problem.signal}` : `exit code ${String(problem.code)}`;
}

export function describeProblem(problem: TaskProblem): string {
  switch (problem.reason) {
    case 'exit-non-zero':
    case 'killed':
      return describeExit(problem);
    case 'timed-out':
      return `it exceeded its timeout of ${duration(problem.timeoutMs)} and was ended`;
    case 'check-failed':
      return `its check ${problem.check} rejected the outputs: ${describeExit(problem.problem)}`;
    case 'digest-failed':
      return `its digest program ${problem.digest} failed: ${describeExit(problem.problem)}`;
    case 'digests-malformed':
      return `exit code 0, but the digests from ${problem.from} are invalid: ${problem.detail}`;
    case 'directory-unusable':
      return describeLostDirectory(problem);
    case 'log-not-opened':
      return `its log cannot be written: ${problem.detail}`;
    case 'log-not-written':
      return `it was ended because its log can no longer be written: ${problem.detail}`;
    case 'metadata-malformed':
      return `exit code 0, but DATABUILD_METADATA_FILE (${problem.path}) is invalid: ${problem.detail}`;
    case 'string-too-long':
      return (
        `${problem.where} has ${String(problem.bytes)} bytes; an argument or variable may have at most ` +
        `${String(problem.limitBytes)}; make configure pass a file name instead`
      );
    case 'arguments-too-large':
      return (
        `args and env have ${String(problem.bytes)} bytes together, and the system allows ${String(problem.limitBytes)}; ` +
        'make configure pass a file name instead'
      );
    case 'outputs-file-not-written':
      return `the list of its outputs cannot be written to ${problem.path}: ${describeCode(problem.code)}`;
    case 'worker-failed':
      return `${describeWorkerProblem(problem.problem, shorten(problem.printed, 80))} (${problem.program})`;
    case 'batch-file-not-written':
      return `the list of the tasks of its batch cannot be written to ${problem.path}: ${describeCode(problem.code)}`;
    case 'reported-failed':
      return problem.message === ''
        ? 'its program reported that it failed'
        : `its program reported: ${whole(problem.message)}`;
    case 'batch-results-malformed': {
      const place = problem.line === 0 ? problem.path : `${problem.path}, line ${number(problem.line)}`;
      return `DATABUILD_BATCH_RESULTS (${place}) is invalid: ${problem.detail}`;
    }
    case 'lost':
      return `${problem.engine} lost it ${problem.times === 1 ? 'once' : `${String(problem.times)} times`}: ${problem.detail}`;
    case 'engine-refused':
      return `${problem.engine} does not run it: ${problem.detail}`;
    case 'start-failed':
      return `it could not be started: ${describeStartFailure(problem.code, problem.program)}`;
    default:
      return unreachable(problem);
  }
}

function describeExecutableCode(code: string): string {
  return code === 'EACCES' ? 'it has no execute permission (EACCES); run chmod +x on it' : describeCode(code);
}

function indentTail(tail: string): string {
  return tail.trimEnd() === '' ? ' (empty)' : stderrLines(tail);
}

/** A job that needs more of a resource than there is. */
export function describeShortage(failure: Shortage): string {
  return (
    `${failure.job} needs ${String(failure.needed)} ${failure.resource}, but only ${String(failure.available)} ` +
    `${failure.available === 1 ? 'is' : 'are'} ` +
    (failure.pool === true
      ? 'in the pool of the catalog; make it larger with catalog pool set, '
      : `available; raise --resource ${failure.resource}=N, `) +
    'or lower the resources of the job'
  );
}
