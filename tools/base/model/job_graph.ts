import * as z from 'zod';
import { CodeDigestSchema, DataVersionSchema, ValiditySchema } from './descriptor.js';
import { ArgumentSchema, JobConfigSchema } from './job_config.js';
import { PartitionRefSchema } from './ref.js';

/** Version of the job graph and plan file. Changes only together with docs/schemas. */
export const PLAN_SCHEMA_VERSION = 1;

/** A task id: 16 hexadecimal digits. */
export const TASK_ID = /^[0-9a-f]{16}$/;

/** Why a task of a plan runs. */
export const ReasonSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('missing'),
    refs: z.array(PartitionRefSchema).min(1).describe('The outputs that the catalog does not have.'),
  }),
  z.object({ kind: z.literal('job-major-changed'), from: DataVersionSchema, to: DataVersionSchema }),
  z.object({ kind: z.literal('input-changed'), refs: z.array(PartitionRefSchema).min(1) }),
  z.object({ kind: z.literal('content-changed'), fields: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('forced') }),
]);
export type Reason = z.infer<typeof ReasonSchema>;

/** How long a task takes according to the catalog's records of its job; `unknown` if there are none. */
export const EstimateSchema = z.union([
  z.object({
    ms: z.int().min(0).describe('Median duration, in milliseconds.'),
    samples: z.int().min(1).describe('How many recorded runs it rests on.'),
  }),
  z.literal('unknown'),
]);
export type Estimate = z.infer<typeof EstimateSchema>;

/** How long a whole plan takes. Tasks of unknown duration count as 0, so with any of them these are lower bounds. */
export const PlanEstimateSchema = z.object({
  totalMs: z.int().min(0).describe('All tasks one after the other.'),
  criticalPathMs: z.int().min(0).describe('The longest chain of tasks that wait for each other.'),
  unknownTasks: z.int().min(0),
  samples: z.int().min(0).describe('How many recorded runs this rests on, over all jobs.'),
});
export type PlanEstimate = z.infer<typeof PlanEstimateSchema>;

/**
 * A job as it was when the graph was analyzed: what keys are computed from. How it is built and run is in its
 * `JobDescriptor`.
 */
export const JobDefinitionSchema = z.object({
  version: DataVersionSchema,
  configure: CodeDigestSchema.describe(
    'Code digest of its configure executable, or the digest of the template in place of one.',
  ),
  run: CodeDigestSchema.describe('Code digest of its run executable.'),
});
export type JobDefinition = z.infer<typeof JobDefinitionSchema>;

/** What a task of a plan depends on to run. */
export const RunsIfSchema = z.enum(['inputs-differ']);

export const TaskConfigSchema = JobConfigSchema.extend({ executable: ArgumentSchema.min(1) });
export type TaskConfig = z.infer<typeof TaskConfigSchema>;

export const TaskSchema = z.object({
  id: z.string().regex(TASK_ID).describe('Derived from job and outputs: the same task has the same id anywhere.'),
  job: z.string().describe('Label of the job.'),
  jobVersion: DataVersionSchema,
  config: TaskConfigSchema,
  dependsOn: z.array(z.string()).describe('Ids of the tasks of this graph that must finish first.'),
  versionKey: z.string().describe('Merkle key over job labels, major versions and outputs, upstream included.'),
  contentKey: z.string().describe('Merkle key over job labels, code, args, env and outputs, upstream included.'),
  reason: ReasonSchema.optional().describe('Only in a plan: why this task runs.'),
  replaces: z
    .array(z.string())
    .optional()
    .describe('Only in a plan: ids of the manifests that its outputs have so far; left out where they have none.'),
  runsIf: RunsIfSchema.optional().describe(
    'Only in a plan: `inputs-differ` for a task that runs only if its changed inputs have other data than before; left out: it runs.',
  ),
  estimate: EstimateSchema.optional().describe('Only in a plan: how long it takes.'),
});
export type Task = z.infer<typeof TaskSchema>;

export const PrunedSchema = z.object({
  ref: PartitionRefSchema,
  manifest: z.string().describe('Id of the manifest that proves it.'),
  note: z
    .enum(['valid', 'masked-minor-change', 'masked-major-change'])
    .describe(
      'What changed since it was made and does not count by its validity; only presence masks a major, here or upstream.',
    ),
});
export type Pruned = z.infer<typeof PrunedSchema>;

/** One file format: a plan is a job graph with `reason`, `pruned` and `catalog` filled in. */
export const JobGraphSchema = z.object({
  schemaVersion: z.literal(PLAN_SCHEMA_VERSION),
  graph: z.string().describe('Label of the graph.'),
  graphDigest: z
    .string()
    .describe('SHA-256 over all that the graph is: its jobs, their versions, and the code of every executable.'),
  jobs: z.record(z.string(), JobDefinitionSchema).describe('Every job of the graph, by label.'),
  outputs: z.array(PartitionRefSchema).describe('The refs that were asked for.'),
  tasks: z.array(TaskSchema).describe('In topological order.'),
});
export type JobGraph = z.infer<typeof JobGraphSchema>;

export const PlannedTaskSchema = TaskSchema.extend({ reason: ReasonSchema });
export type PlannedTask = z.infer<typeof PlannedTaskSchema>;

export const PlanSchema = JobGraphSchema.extend({
  id: z.string().describe('SHA-256 over all else that the plan says.'),
  validity: ValiditySchema.optional().describe("As the command line had it; left out: each job's own."),
  tasks: z.array(PlannedTaskSchema),
  pruned: z.array(PrunedSchema),
  catalog: z.object({ snapshot: z.string() }),
  estimate: PlanEstimateSchema.optional(),
});
export type Plan = z.infer<typeof PlanSchema>;
