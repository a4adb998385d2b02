import * as z from 'zod';
import {
  fileNameSchema,
  lazily,
  manifestSchema,
  partitionRefSchema,
  processMarkSchema,
  reasonSchema,
  type Inferred,
} from '../../base/model/index.js';

/** Digits of `sequence`: enough that the order of texts is the order of numbers. */
export const SEQUENCE_DIGITS = 10;

const millisSchema = lazily(() => z.int().min(0).describe('Milliseconds.'));
const countSchema = lazily(() => z.int().min(0));

const batchSchema = lazily(() =>
  z
    .int()
    .min(2)
    .optional()
    .describe(
      'How many tasks the attempt runs in one batch, with one log for all of them; absent if it is only this one.',
    ),
);

const taskNameSchema = lazily(() => z.object({ id: fileNameSchema(), job: z.string().describe('Label of the job.') }));

/** Why an attempt failed. Reasons may be added without a new version, so readers accept unknown ones. */
export const problemSchema = lazily(() =>
  z
    .looseObject({
      reason: z.string().describe('In kebab-case, for example exit-non-zero. The other fields are its details.'),
    })
    .describe('Why an attempt failed.'),
);
export type Problem = Inferred<typeof problemSchema>;

const taskSucceededSchema = lazily(() =>
  z.object({
    task: taskNameSchema(),
    outcome: z.literal('succeeded'),
    durationMs: millisSchema(),
    manifest: manifestSchema(),
  }),
);

const taskFailedSchema = lazily(() =>
  z.object({
    task: taskNameSchema(),
    outcome: z.literal('failed'),
    durationMs: millisSchema(),
    attempt: z.int().min(1),
    problem: problemSchema(),
    log: z.string().describe('Path of the log.'),
    logTail: z.string().describe('The last lines of the log; empty when there is none.'),
  }),
);

/** The `data` of each type of event. */
const DATA = {
  'dev.databuild.build.started.v1': lazily(() =>
    z.object({
      buildId: z.string().min(1),
      label: z.string().describe('Label of the graph, or of the job that runs by itself.'),
      plan: z.string().optional().describe('Id of the plan; absent if a job runs by itself.'),
      host: z.string(),
      process: processMarkSchema(),
      tasks: countSchema(),
      pruned: countSchema().describe('How many partitions were already up to date.'),
      reasons: z.record(z.string(), countSchema()).describe('How many tasks run for each reason.'),
      logDir: z.string(),
    }),
  ),
  'dev.databuild.build.taking-over.v1': lazily(() =>
    z.object({
      owner: z.string().describe('The build whose tasks are taken over, because its process has ended: host:build id.'),
    }),
  ),
  'dev.databuild.build.waiting-for-pool.v1': lazily(() =>
    z.object({
      pool: z.string().describe('The pool that a task waits for.'),
      slots: z.int().min(1).describe('How many slots the task needs.'),
      holders: z
        .array(
          z.object({
            owner: z.string().describe('host:build id.'),
            slots: z.int().min(1),
            since: z.string().describe('Since when it holds slots, by the clock of the catalog.'),
          }),
        )
        .describe('The other builds that hold slots, the longest first.'),
    }),
  ),
  'dev.databuild.build.waiting-for-engine.v1': lazily(() =>
    z.object({
      engine: z.string().describe('The engine that attempts wait for, such as slurm.'),
      reason: z.string().describe('engine-unreachable, engine-full or another kind of trouble.'),
      detail: z.string().describe('What the engine said.'),
    }),
  ),
  'dev.databuild.build.engine-answered.v1': lazily(() =>
    z.object({
      engine: z.string(),
      reason: z.string().describe('The kind of trouble that is over.'),
    }),
  ),
  'dev.databuild.build.adopted.v1': lazily(() =>
    z.object({
      engine: z.string().describe('The engine that goes on with them.'),
      tasks: countSchema().describe('How many tasks a build had started that was killed. More may follow.'),
    }),
  ),
  'dev.databuild.build.stopping.v1': lazily(() =>
    z.object({
      why: z.string().describe('task-failed, catalog-failed, held-elsewhere or cancelled.'),
      running: countSchema().describe('How many running tasks the build waits for.'),
    }),
  ),
  'dev.databuild.build.finished.v1': lazily(() =>
    z.object({
      last: z.literal(true).describe('No event of this build comes after this one.'),
      outcome: z.enum(['succeeded', 'failed', 'cancelled']),
      built: countSchema(),
      failed: countSchema(),
      skipped: countSchema(),
      aborted: countSchema(),
      delegated: countSchema(),
      unchanged: countSchema()
        .optional()
        .describe(
          'How many tasks did not run, because their changed inputs had the same data; left out by earlier versions.',
        ),
      pruned: countSchema(),
      durationMs: millisSchema(),
    }),
  ),
  'dev.databuild.task.announced.v1': lazily(() =>
    z.object({
      task: taskNameSchema().extend({ outputs: z.array(partitionRefSchema()).readonly() }),
      reason: reasonSchema(),
      estimateMs: z.number().min(0).optional().describe('Expected duration of the task, in milliseconds.'),
    }),
  ),
  'dev.databuild.task.waiting.v1': lazily(() =>
    z.object({
      task: taskNameSchema(),
      owner: z.string().describe('The build that holds the lease: host:build id.'),
    }),
  ),
  'dev.databuild.task.queued.v1': lazily(() =>
    z.object({
      task: taskNameSchema(),
      attempt: z.int().min(1),
      log: z.string().describe('Path where the log will be written.'),
      batch: batchSchema(),
    }),
  ),
  'dev.databuild.task.started.v1': lazily(() =>
    z.object({
      task: taskNameSchema(),
      attempt: z.int().min(1),
      log: z.string().describe('Path of the log.'),
      batch: batchSchema(),
      host: z.string().optional().describe('Name of the machine; absent if it is the machine of the build.'),
    }),
  ),
  'dev.databuild.task.retrying.v1': lazily(() =>
    z.object({
      task: taskNameSchema(),
      attempt: z.int().min(1).describe('Number of the attempt that failed.'),
      problem: problemSchema(),
      log: z.string().describe('Path of the log.'),
      durationMs: millisSchema(),
      delayMs: millisSchema().describe('Milliseconds until the next attempt.'),
    }),
  ),
  'dev.databuild.task.finished.v1': lazily(() =>
    z.discriminatedUnion('outcome', [taskSucceededSchema(), taskFailedSchema()]),
  ),
  'dev.databuild.task.skipped.v1': lazily(() =>
    z.object({
      task: taskNameSchema(),
      because: taskNameSchema().describe('The task whose failure is the cause.'),
    }),
  ),
  'dev.databuild.task.aborted.v1': lazily(() =>
    z.object({
      task: taskNameSchema(),
      started: z.boolean().describe('Whether a process had been started.'),
    }),
  ),
  'dev.databuild.task.delegated.v1': lazily(() =>
    z.object({
      task: taskNameSchema(),
      manifests: z.array(z.string()).readonly().describe('Ids of the manifests of its outputs.'),
    }),
  ),
  'dev.databuild.task.unchanged.v1': lazily(() =>
    z.object({
      task: taskNameSchema(),
      manifest: manifestSchema().describe('Its outputs stay as they are; the manifest has their new keys.'),
    }),
  ),
} as const;

export type StreamEventType = keyof typeof DATA;

function envelope<T extends StreamEventType>(type: T) {
  return z.object({
    specversion: z.literal('1.0'),
    id: z.string().min(1).describe('Unique; sorts by build, then by sequence.'),
    source: z.string().min(1).describe('//databuild/<host>/<build id>'),
    type: z.literal(type),
    subject: z.string().min(1).describe('Id of the task, or of the build.'),
    time: z.iso.datetime({ precision: 3 }).describe('RFC 3339, UTC, milliseconds.'),
    sequence: z
      .string()
      .regex(/^[0-9]{10}$/)
      .describe('Counts the events of a build from 1, without gaps.'),
    datacontenttype: z.literal('application/json'),
    traceparent: z.string().optional().describe('W3C trace context of the attempt.'),
    data: DATA[type]() as ReturnType<(typeof DATA)[T]>,
  });
}

/** One line of the stream of a build: a CloudEvent 1.0 in JSON. Its `type` tells which. */
export const streamEventSchema = lazily(() =>
  z.discriminatedUnion('type', [
    envelope('dev.databuild.build.started.v1'),
    envelope('dev.databuild.build.taking-over.v1'),
    envelope('dev.databuild.build.waiting-for-pool.v1'),
    envelope('dev.databuild.build.waiting-for-engine.v1'),
    envelope('dev.databuild.build.engine-answered.v1'),
    envelope('dev.databuild.build.adopted.v1'),
    envelope('dev.databuild.build.stopping.v1'),
    envelope('dev.databuild.build.finished.v1'),
    envelope('dev.databuild.task.announced.v1'),
    envelope('dev.databuild.task.waiting.v1'),
    envelope('dev.databuild.task.queued.v1'),
    envelope('dev.databuild.task.started.v1'),
    envelope('dev.databuild.task.retrying.v1'),
    envelope('dev.databuild.task.finished.v1'),
    envelope('dev.databuild.task.skipped.v1'),
    envelope('dev.databuild.task.aborted.v1'),
    envelope('dev.databuild.task.delegated.v1'),
    envelope('dev.databuild.task.unchanged.v1'),
  ]),
);
export type StreamEvent = Inferred<typeof streamEventSchema>;

/** The event of one type. */
export type StreamEventOf<T extends StreamEventType> = Extract<StreamEvent, { type: T }>;

/** Whether this version knows the type. Events of other types are skipped. */
export function isKnownType(type: string): type is StreamEventType {
  return Object.hasOwn(DATA, type);
}
