import type {
  BuildState,
  EventsRead,
  PastBuild,
  PastOutcome,
  Problem,
  StreamFlaw,
  TaskState,
} from '../observe/events/index.js';
import { unreachable } from '../base/model/index.js';
import { firstOutput } from './exec_failures.js';
import { firstLines } from './listed.js';
import { count, duration, number } from './numbers.js';
import { name, stderrLines, whole } from './show.js';

/** How many tasks of a kind are listed before the rest is only counted. */
const TASKS_SHOWN = 20;

const SLOWEST_SHOWN = 5;

/** States of tasks, in the order in which they are shown. */
const STATES = [
  'succeeded',
  'delegated',
  'unchanged',
  'failed',
  'skipped',
  'aborted',
  'running',
  'queued',
  'retrying',
  'waiting',
  'announced',
] as const satisfies readonly TaskState['state'][];

/** A past build on one searchable line, with `key=value` for each count that is not zero. */
export function describePastBuild(build: PastBuild): string {
  const { id, startTime, outcome, label, durationMs, counts } = build;
  const numbers = Object.entries(counts ?? {}).filter(([what, tasks]) => tasks > 0 || what === 'tasks');
  return [
    id,
    startTime ?? '-'.padEnd(24),
    outcome.padEnd(11),
    (durationMs === undefined ? '-' : `${(durationMs / 1000).toFixed(2)}s`).padStart(9),
    label ?? '-',
    ...numbers.map(([what, tasks]) => `${what}=${String(tasks)}`),
  ].join('  ');
}

/** Where the logs of a build are that was found in the catalog only. */
export function describeLogsElsewhere({ host, logDir }: Pick<BuildState, 'host' | 'logDir'>): string {
  return `the state directory does not have this build, so it is shown from the catalog; its logs were written on ${host}: ${whole(logDir)}`;
}

/** The outcome of a build and of its tasks, on several lines. */
export function describeBuild(state: BuildState, outcome: PastOutcome, read: EventsRead): string {
  const { buildId, label, plan, host, startTime, durationMs, logDir, tasks, pruned } = state;
  const counts = STATES.map((kind) => [kind, tasks.filter((task) => task.state === kind)] as const);
  const numbers = counts.filter(([, of]) => of.length > 0).map(([kind, of]) => `${number(of.length)} ${kind}`);
  const took = durationMs === undefined ? '' : `, took ${duration(durationMs)}`;
  return [
    `build ${buildId} of ${label}: ${outcome}${aside(state, outcome)}`,
    `  started   ${startTime} on ${host}${took}`,
    ...(durationMs === undefined ? [`  last seen ${state.lastTime}`] : []),
    ...(plan === undefined ? [] : [`  plan      ${plan}`]),
    `  tasks     ${numbers.length === 0 ? 'none' : numbers.join(', ')}`,
    `  pruned    ${count(pruned, 'partition')} already up to date`,
    `  logs      ${whole(logDir)}`,
    ...section('failed', of(tasks, 'failed'), failedLines),
    ...section('skipped', of(tasks, 'skipped'), ({ because }) => [`because of task=${because?.id ?? ''}`]),
    ...section('aborted', of(tasks, 'aborted'), ({ log }) => (log === undefined ? ['not started'] : [`log: ${log}`])),
    ...section('running', of(tasks, 'running', 'retrying'), runningLines),
    ...section('queued', of(tasks, 'queued'), ({ log = '' }) => [`log: ${log}`]),
    ...section('waiting', of(tasks, 'waiting'), ({ owner }) => [`for ${owner ?? ''}`]),
    ...section('slowest', slowest(tasks), ({ durationMs: own = 0 }) => [duration(own)]),
    ...flawLines(state.flaws),
    ...(read.torn ? ['the last event is cut off: the build was killed while it wrote it'] : []),
    ...(read.unknown > 0 ? [`ignored ${count(read.unknown, 'event')} of a later DataBuild`] : []),
    ...(read.firstOdd === undefined
      ? []
      : [
          `ignored ${count(read.odd, 'line')} that ${read.odd === 1 ? 'is not an event' : 'are not events'}: ` +
            `line ${String(read.firstOdd.line)}: ${read.firstOdd.detail}`,
        ]),
  ].join('\n');
}

function aside(state: BuildState, outcome: PastOutcome): string {
  switch (outcome) {
    case 'interrupted':
      return ' (its process ended before its last event)';
    case 'running':
      // A service does not say which process it is.
      return state.process.pid === 0 ? '' : ` (process ${String(state.process.pid)})`;
    case 'unknown':
      return ` (it has no last event; only its machine, ${state.host}, knows whether it still runs)`;
    case 'failed':
    case 'cancelled':
    case 'succeeded':
      return '';
    default:
      return unreachable(outcome);
  }
}

function section(
  title: string,
  tasks: readonly TaskState[],
  details: (task: TaskState) => readonly string[],
): readonly string[] {
  if (tasks.length === 0) return [];
  const each = tasks.map((task) => {
    const [first = '', ...more] = details(task);
    return [`${task.job} ${name(firstOutput(task))} task=${task.id} ${first}`, ...more].join('\n');
  });
  return ['', `${title}:`, ...firstLines(each, TASKS_SHOWN).map((line) => `  ${line}`)];
}

function failedLines({ durationMs = 0, attempts, problem, log, logTail = '' }: TaskState): string[] {
  const tries = attempts > 1 ? ` (attempt ${String(attempts)})` : '';
  const tail = logTail.trimEnd() === '' ? ' (empty)' : stderrLines(logTail).replaceAll('\n', '\n  ');
  return [`after ${duration(durationMs)}: ${describeStreamProblem(problem)}${tries}`, `    log: ${log ?? ''}${tail}`];
}

function runningLines({ startTime = '', attempts, taskHost, batch, log = '' }: TaskState): string[] {
  const where = taskHost === undefined ? '' : ` on ${name(taskHost)}`;
  const others = batch === undefined ? '' : ` in a batch of ${count(batch, 'task')}`;
  return [
    `since ${startTime}${attempts > 1 ? ` (attempt ${String(attempts)})` : ''}${others}${where}`,
    `    log: ${log}`,
  ];
}

/** A problem in the words of the event, whatever version wrote it: `exit-non-zero code=3`. */
function describeStreamProblem(problem: Problem | undefined): string {
  if (problem === undefined) return '';
  const { reason, ...details } = problem;
  const words = Object.entries(details).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return name([reason, ...words].join(' '));
}

function of(tasks: readonly TaskState[], ...states: readonly TaskState['state'][]): TaskState[] {
  return tasks.filter(({ state }) => states.includes(state));
}

function slowest(tasks: readonly TaskState[]): TaskState[] {
  return of(tasks, 'succeeded')
    .toSorted((left, right) => (right.durationMs ?? 0) - (left.durationMs ?? 0))
    .slice(0, SLOWEST_SHOWN);
}

function flawLines(flaws: readonly StreamFlaw[]): string[] {
  if (flaws.length === 0) return [];
  const lines = firstLines(flaws.map(describeFlaw), TASKS_SHOWN);
  return ['', 'the stream of events is incomplete:', ...lines.map((line) => `  ${line}`)];
}

function describeFlaw(flaw: StreamFlaw): string {
  switch (flaw.reason) {
    case 'events-missing':
      return `${count(flaw.count, 'event')} missing before event ${flaw.sequence}`;
    case 'task-not-announced':
      return `task=${flaw.task} was not announced before event ${flaw.sequence}`;
    case 'task-ended-twice':
      return `task=${flaw.task} had already ended before event ${flaw.sequence}`;
    case 'task-without-end':
      return `task=${flaw.task} never ended`;
    case 'event-after-last':
      return `event ${flaw.sequence} comes after the last one`;
    default:
      return unreachable(flaw);
  }
}
