import { isAbsolute, join } from 'node:path';
import type { BuildRecord, TaskRecord } from '../../catalog/index.js';
import type { PartitionRef, ProcessMark, Reason } from '../../base/model/index.js';
import {
  outcomeOf,
  type BuildState,
  type PastBuild,
  type PastOutcome,
  type Problem,
  type TaskState,
} from '../events/index.js';

/** The outcome of a build of the job catalog, as far as this machine can tell. */
export function outcomeOfRecord(record: BuildRecord, host: string): PastOutcome {
  const { outcome, processJson } = record;
  if (outcome === 'interrupted') return outcome;
  return outcomeOf({ outcome, host: record.host, process: JSON.parse(processJson) as ProcessMark }, host);
}

/** The summary of a build of the job catalog, as `pastBuild` makes it of an event file. */
export function pastBuildOf(record: BuildRecord, host: string): PastBuild {
  const { buildId, startedAt, graph, tasks, built, failed, skipped, aborted, delegated, unchanged, pruned } = record;
  return {
    id: buildId,
    startTime: new Date(startedAt).toISOString(),
    label: graph,
    outcome: outcomeOfRecord(record, host),
    counts: { tasks, built, failed, skipped, aborted, delegated, unchanged, pruned },
    ...(record.durationMs !== null && { durationMs: record.durationMs }),
  };
}

/** The state of a build of the job catalog, as a replay of its events would have it. */
export function buildStateOf(record: BuildRecord, tasks: readonly TaskRecord[]): BuildState {
  return {
    buildId: record.buildId,
    label: record.graph,
    ...(record.plan !== null && { plan: record.plan }),
    host: record.host,
    process: JSON.parse(record.processJson) as ProcessMark,
    logDir: record.logDir,
    startTime: new Date(record.startedAt).toISOString(),
    lastTime: new Date(record.lastAt).toISOString(),
    tasksPlanned: record.tasks,
    pruned: record.pruned,
    reasons: JSON.parse(record.reasonsJson) as Record<string, number>,
    outcome: record.outcome === 'interrupted' ? 'unfinished' : record.outcome,
    ...(record.durationMs !== null && { durationMs: record.durationMs }),
    ...(record.stopping !== null && { stopping: record.stopping }),
    events: record.sequence,
    tasks: tasks.map((task) => taskStateOf(task, record.logDir)),
    flaws: [],
  };
}

function taskStateOf(task: TaskRecord, logDir: string): TaskState {
  const { taskId, job, estimateMs, attempts, startedAt, endedAt, durationMs, owner, log, batch, host, logTail } = task;
  return {
    id: taskId,
    job,
    outputs: (parsed(task.outputsJson) as PartitionRef[] | null) ?? [],
    state: task.state as TaskState['state'],
    attempts,
    ...given('reason', parsed(task.reasonJson) as Reason | null),
    ...given('estimateMs', estimateMs),
    ...given('startTime', timeText(startedAt)),
    ...given('endTime', timeText(endedAt)),
    ...given('durationMs', durationMs),
    ...given('owner', owner),
    ...given('log', log === null ? null : pathOfLog(log, logDir)),
    ...given('batch', batch),
    ...given('taskHost', host),
    ...given('problem', parsed(task.problemJson) as Problem | null),
    ...given('logTail', logTail),
    ...given('manifests', parsed(task.manifestsJson) as string[] | null),
    ...given('because', parsed(task.becauseJson) as { id: string; job: string } | null),
  };
}

/** Where a log was written, on the machine of the build. */
export function pathOfLog(log: string, logDir: string): string {
  return isAbsolute(log) ? log : join(logDir, log);
}

function timeText(millis: number | null): string | null {
  return millis === null ? null : new Date(millis).toISOString();
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

function given<K extends string, V>(name: K, value: V | null): Partial<Record<K, V>> {
  return (value === null ? {} : { [name]: value }) as Partial<Record<K, V>>;
}
