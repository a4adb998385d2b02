import type { ExecEvent, TaskName } from '../../../exec/index.js';
import type { Manifest, Task } from '../../../base/model/index.js';
import type { LineageOptions } from '../index.js';

export const BUILD_ID = '0192f0c4-5a6b-7c8d-9e0f-112233445566';
export const START = Date.UTC(2024, 2, 1);

/** The events of a build, for tests to combine; times are milliseconds after the start. */
export const happens = {
  begin: (label = '//t:g'): ExecEvent => ({
    type: 'build',
    event: 'started',
    time: START,
    buildId: BUILD_ID,
    label,
    plan: 'p',
    host: 'h',
    tasks: 2,
    pruned: 0,
    reasons: { missing: 2 },
    logDir: '/logs',
  }),
  announced: (task: Task): ExecEvent => ({
    ...at(0, task),
    event: 'announced',
    reason: { kind: 'missing', refs: task.config.outputs },
  }),
  started: (task: Task, after: number, attempt = 1): ExecEvent => ({
    ...at(after, task),
    event: 'started',
    attempt,
    log: '/logs/x',
  }),
  retrying: (task: Task, after: number): ExecEvent => ({
    ...at(after, task),
    event: 'retrying',
    attempt: 1,
    problem: { reason: 'exit-non-zero', code: 7 },
    log: '',
    durationMs: 1,
    delayMs: 1,
  }),
  finished: (task: Task, after: number, manifest: Partial<Manifest> = {}): ExecEvent => ({
    ...at(after, task),
    event: 'finished',
    manifest: { ...manifestOf(task), ...manifest },
    durationMs: 1000,
  }),
  failed: (task: Task, after: number): ExecEvent => ({
    ...at(after, task),
    event: 'failed',
    attempt: 1,
    problem: { reason: 'exit-non-zero', code: 7 },
    log: 'SECRET',
    logTail: 'SECRET',
    durationMs: 1000,
  }),
  skipped: (task: Task, after: number): ExecEvent => ({ ...at(after, task), event: 'skipped', because: nameOf(task) }),
  aborted: (task: Task, after: number, started = true): ExecEvent => ({
    ...at(after, task),
    event: 'aborted',
    started,
  }),
  delegated: (task: Task, after: number): ExecEvent => ({ ...at(after, task), event: 'delegated', manifests: ['m'] }),
  unchanged: (task: Task, after: number, manifest: Partial<Manifest> = {}): ExecEvent => ({
    ...at(after, task),
    event: 'unchanged',
    manifest: { ...manifestOf(task), origin: 'unchanged', ...manifest },
  }),
  end: (outcome: 'succeeded' | 'failed' | 'cancelled', after: number): ExecEvent => ({
    type: 'build',
    event: 'finished',
    time: START + after,
    outcome,
    built: 1,
    failed: 1,
    skipped: 0,
    aborted: 0,
    delegated: 0,
    unchanged: 0,
    pruned: 0,
    durationMs: after,
  }),
};

/** Options for a lineage export without special settings. */
export function lineageOptions(tasks: readonly Task[]): LineageOptions {
  return {
    tasks,
    namespace: 'ns',
    version: '1.2.3',
    describeProblem: ({ reason }) => `problem ${reason}`,
    describeOutcome: ({ failed }) => `${String(failed)} failed`,
  };
}

function nameOf({ id, job, config }: Task): TaskName {
  return { id, job, outputs: config.outputs };
}

function at(after: number, task: Task): { type: 'task'; time: number; task: TaskName } {
  return { type: 'task', time: START + after, task: nameOf(task) };
}

/** A manifest that contains values which must not be sent. */
function manifestOf({ id, job, config }: Task): Manifest {
  return {
    schemaVersion: 1,
    id: `manifest-of-${id}`,
    outputs: config.outputs,
    inputs: config.inputs.map(({ depType, ref }) => ({ depType, ref, manifest: `read-${ref}`, versionKey: 'v' })),
    job,
    jobVersion: '0.0.0',
    config: { ...config, args: ['SECRET'], env: { TOKEN: 'SECRET' } },
    startTime: '2024-03-01T00:00:00.000Z',
    endTime: '2024-03-01T00:00:01.000Z',
    buildId: BUILD_ID,
    taskId: id,
    host: 'h',
    attempt: 1,
    exitCode: 0,
    versionKey: 'v',
    metadata: { note: 'SECRET' },
  };
}
