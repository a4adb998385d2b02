import * as z from 'zod';
import {
  FileNameSchema,
  ManifestSchema,
  PartitionRefSchema,
  ProcessMarkSchema,
  ReasonSchema,
} from '../../base/model/index.js';

/** Digits of `sequence`: enough that the order of texts is the order of numbers. */
export const SEQUENCE_DIGITS = 10;

const MillisSchema = z.int().min(0).describe('Milliseconds.');
const CountSchema = z.int().min(0);

const BatchSchema = z
  .int()
  .min(2)
  .optional()
  .describe(
    'How many tasks the attempt runs in one batch, with one log for all of them; absent if it is only this one.',
  );

const TaskNameSchema = z.object({ id: FileNameSchema, job: z.string().describe('Label of the job.') });

/** Why an attempt failed. Reasons may be added without a new version, so readers accept unknown ones. */
export const ProblemSchema = z
  .looseObject({
    reason: z.string().describe('In kebab-case, for example exit-non-zero. The other fields are its details.'),
  })
  .describe('Why an attempt failed.');
export type Problem = z.infer<typeof ProblemSchema>;

const TaskSucceededSchema = z.object({
  task: TaskNameSchema,
  outcome: z.literal('succeeded'),
  durationMs: MillisSchema,
  manifest: ManifestSchema,
});

const TaskFailedSchema = z.object({
  task: TaskNameSchema,
  outcome: z.literal('failed'),
  durationMs: MillisSchema,
  attempt: z.int().min(1),
  problem: ProblemSchema,
  log: z.string().describe('Path of the log.'),
  logTail: z.string().describe('The last lines of the log; empty when there is none.'),
});

/** The `data` of each type of event. */
const DATA = {
  'dev.databuild.build.started.v1': z.object({
    buildId: z.string().min(1),
    label: z.string().describe('Label of the graph, or of the job that runs by itself.'),
    plan: z.string().optional().describe('Id of the plan; absent if a job runs by itself.'),
    host: z.string(),
    process: ProcessMarkSchema,
    tasks: CountSchema,
    pruned: CountSchema.describe('How many partitions were already up to date.'),
    reasons: z.record(z.string(), CountSchema).describe('How many tasks run for each reason.'),
    logDir: z.string(),
  }),
  'dev.databuild.build.taking-over.v1': z.object({
    owner: z.string().describe('The build whose tasks are taken over, because its process has ended: host:build id.'),
  }),
  'dev.databuild.build.stopping.v1': z.object({
    why: z.string().describe('task-failed, catalog-failed, held-elsewhere or cancelled.'),
    running: CountSchema.describe('How many running tasks the build waits for.'),
  }),
  'dev.databuild.build.finished.v1': z.object({
    last: z.literal(true).describe('No event of this build comes after this one.'),
    outcome: z.enum(['succeeded', 'failed', 'cancelled']),
    built: CountSchema,
    failed: CountSchema,
    skipped: CountSchema,
    aborted: CountSchema,
    delegated: CountSchema,
    unchanged: CountSchema.optional().describe(
      'How many tasks did not run, because their changed inputs had the same data; left out by earlier versions.',
    ),
    pruned: CountSchema,
    durationMs: MillisSchema,
  }),
  'dev.databuild.task.announced.v1': z.object({
    task: TaskNameSchema.extend({ outputs: z.array(PartitionRefSchema).readonly() }),
    reason: ReasonSchema,
    estimateMs: z.number().min(0).optional().describe('Expected duration of the task, in milliseconds.'),
  }),
  'dev.databuild.task.waiting.v1': z.object({
    task: TaskNameSchema,
    owner: z.string().describe('The build that holds the lease: host:build id.'),
  }),
  'dev.databuild.task.queued.v1': z.object({
    task: TaskNameSchema,
    attempt: z.int().min(1),
    log: z.string().describe('Path where the log will be written.'),
    batch: BatchSchema,
  }),
  'dev.databuild.task.started.v1': z.object({
    task: TaskNameSchema,
    attempt: z.int().min(1),
    log: z.string().describe('Path of the log.'),
    batch: BatchSchema,
    host: z.string().optional().describe('Name of the machine; absent if it is the machine of the build.'),
  }),
  'dev.databuild.task.retrying.v1': z.object({
    task: TaskNameSchema,
    attempt: z.int().min(1).describe('Number of the attempt that failed.'),
    problem: ProblemSchema,
    log: z.string().describe('Path of the log.'),
    durationMs: MillisSchema,
    delayMs: MillisSchema.describe('Milliseconds until the next attempt.'),
  }),
  'dev.databuild.task.finished.v1': z.discriminatedUnion('outcome', [TaskSucceededSchema, TaskFailedSchema]),
  'dev.databuild.task.skipped.v1': z.object({
    task: TaskNameSchema,
    because: TaskNameSchema.describe('The task whose failure is the cause.'),
  }),
  'dev.databuild.task.aborted.v1': z.object({
    task: TaskNameSchema,
    started: z.boolean().describe('Whether a process had been started.'),
  }),
  'dev.databuild.task.delegated.v1': z.object({
    task: TaskNameSchema,
    manifests: z.array(z.string()).readonly().describe('Ids of the manifests of its outputs.'),
  }),
  'dev.databuild.task.unchanged.v1': z.object({
    task: TaskNameSchema,
    manifest: ManifestSchema.describe('Its outputs stay as they are; the manifest has their new keys.'),
  }),
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
    data: DATA[type],
  });
}

/** One line of the stream of a build: a CloudEvent 1.0 in JSON. Its `type` tells which. */
export const StreamEventSchema = z.discriminatedUnion('type', [
  envelope('dev.databuild.build.started.v1'),
  envelope('dev.databuild.build.taking-over.v1'),
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
]);
export type StreamEvent = z.infer<typeof StreamEventSchema>;

/** The event of one type. */
export type StreamEventOf<T extends StreamEventType> = Extract<StreamEvent, { type: T }>;

/** Whether this version knows the type. Events of other types are skipped. */
export function isKnownType(type: string): type is StreamEventType {
  return Object.hasOwn(DATA, type);
}
