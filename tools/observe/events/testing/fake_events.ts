import type { BuildEvent, BuildFinished, BuildStarted, ExecEvent, TaskEvent, TaskName } from '../../../exec/index.js';
import type { Manifest, PartitionRef } from '../../../base/model/index.js';
import type { StreamContext } from '../convert.js';
import { linesOf } from '../encode.js';
import { parseEvent } from '../read.js';
import type { StreamEvent } from '../schema.js';

/** Omit over a union, member by member. */
type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

/** The part of a task's event that a test chooses. */
export type FakeTaskEvent = Without<TaskEvent, 'type' | 'time' | 'task'>;

export const BUILD = '01975d3c-5f00-7000-8000-000000000001';

export const CONTEXT: StreamContext = { host: 'box', process: { pid: 1, started: 'boot/7' } };

const START = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

export const refs = (...texts: readonly string[]): PartitionRef[] => texts as PartitionRef[];

export const fakeTask = (id: string): TaskName => ({ id, job: '//t:j', outputs: refs(`out/${id}`) });

export const fakeManifest = (id: string, overrides: Partial<Manifest> = {}): Manifest => ({
  schemaVersion: 1,
  id: `manifest of ${id}`,
  outputs: refs(`out/${id}`),
  inputs: [],
  job: '//t:j',
  jobVersion: '1.0.0',
  config: { outputs: refs(`out/${id}`), inputs: [], args: [], env: {}, executable: '_main/t/run' },
  startTime: '2026-01-02T03:04:05.678Z',
  endTime: '2026-01-02T03:04:06.678Z',
  buildId: BUILD,
  taskId: id,
  host: 'box',
  attempt: 1,
  exitCode: 0,
  versionKey: 'v',
  contentKey: 'c',
  metadata: {},
  ...overrides,
});

export const started = (tasks: number): BuildStarted => ({
  type: 'build',
  event: 'started',
  time: START,
  buildId: BUILD,
  label: '//t:g',
  plan: 'a plan',
  host: 'box',
  tasks,
  pruned: 2,
  reasons: { missing: tasks },
  logDir: '/s/builds/b/logs',
});

export const stopping: BuildEvent = { type: 'build', event: 'stopping', time: START, why: 'task-failed', running: 1 };

export const finished = (overrides: Partial<BuildFinished> = {}): BuildEvent => ({
  type: 'build',
  event: 'finished',
  time: START + 5000,
  outcome: 'succeeded',
  built: 0,
  failed: 0,
  skipped: 0,
  aborted: 0,
  delegated: 0,
  unchanged: 0,
  pruned: 2,
  durationMs: 5000,
  ...overrides,
});

/** An event of the task that makes `out/<id>`, `after` milliseconds from the start. */
export const taskEvent = (id: string, event: FakeTaskEvent, after = 1): TaskEvent => ({
  type: 'task',
  time: START + after,
  task: fakeTask(id),
  ...event,
});

const LOG = '/s/builds/b/logs/a.log';
const problem = { reason: 'exit-non-zero', code: 3 } as const;

/** An event of each kind that a task has. */
export const EACH_KIND = {
  announced: { event: 'announced', reason: { kind: 'missing', refs: refs('out/a') }, estimateMs: 12.5 },
  waiting: { event: 'waiting', owner: 'other:build' },
  queued: { event: 'queued', attempt: 1, log: LOG },
  started: { event: 'started', attempt: 1, log: LOG },
  retrying: { event: 'retrying', attempt: 1, problem, log: LOG, durationMs: 7, delayMs: 1000 },
  finished: { event: 'finished', manifest: fakeManifest('a'), durationMs: 7 },
  failed: { event: 'failed', attempt: 2, problem, log: LOG, logTail: 'no\nway\n', durationMs: 7 },
  skipped: { event: 'skipped', because: fakeTask('z') },
  aborted: { event: 'aborted', started: true },
  delegated: { event: 'delegated', manifests: ['m1'] },
  unchanged: { event: 'unchanged', manifest: fakeManifest('a', { origin: 'unchanged', unchangedSince: 'm0' }) },
} as const satisfies Readonly<Record<TaskEvent['event'], FakeTaskEvent>>;

/** The lines of a build, without their line feeds. */
export function lines(events: readonly ExecEvent[], context = CONTEXT): string[] {
  const [first] = events;
  if (first?.type !== 'build' || first.event !== 'started') throw new Error('a build begins with its start');
  return events.map(linesOf(first, context)).map((line) => line.slice(0, -1));
}

/** The events of a build, as a reader of its stream sees them. */
export function streamed(events: readonly ExecEvent[], context = CONTEXT): StreamEvent[] {
  return lines(events, context).map((line) => {
    const event = parseEvent(line);
    if (!event.ok || event.value === undefined) throw new Error(event.ok ? 'unknown' : event.error.detail);
    return event.value;
  });
}
