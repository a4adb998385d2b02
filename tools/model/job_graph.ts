import * as z from 'zod';
import { DataVersionSchema } from './descriptor.js';
import { JobConfigSchema } from './job_config.js';
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

export const TaskConfigSchema = JobConfigSchema.extend({ executable: z.string().min(1) });
export type TaskConfig = z.infer<typeof TaskConfigSchema>;

export const TaskSchema = z.object({
  id: z.string().regex(TASK_ID).describe('Derived from job and outputs: the same task has the same id anywhere.'),
  job: z.string().describe('Label of the job.'),
  jobVersion: DataVersionSchema,
  config: TaskConfigSchema,
  dependsOn: z.array(z.string()).describe('Ids of the tasks of this graph that must finish first.'),
  versionKey: z.string().describe('Merkle key over job labels, major versions and outputs, upstream included.'),
  contentKey: z
    .string()
    .optional()
    .describe("Merkle key over code, args, env and outputs; left out where the digest of a job's code is not known."),
  reason: ReasonSchema.optional().describe('Only in a plan: why this task runs.'),
});
export type Task = z.infer<typeof TaskSchema>;

export const PrunedSchema = z.object({
  ref: PartitionRefSchema,
  manifest: z.string().describe('Id of the manifest that proves it.'),
  note: z.enum(['valid', 'masked-minor-change']),
});
export type Pruned = z.infer<typeof PrunedSchema>;

/** One file format: a plan is a job graph with `reason`, `pruned` and `catalog` filled in. */
export const JobGraphSchema = z.object({
  schemaVersion: z.literal(PLAN_SCHEMA_VERSION),
  graph: z.string().describe('Label of the graph.'),
  outputs: z.array(PartitionRefSchema).describe('The refs that were asked for.'),
  tasks: z.array(TaskSchema).describe('In topological order.'),
});
export type JobGraph = z.infer<typeof JobGraphSchema>;

export const PlannedTaskSchema = TaskSchema.extend({ reason: ReasonSchema });
export type PlannedTask = z.infer<typeof PlannedTaskSchema>;

export const PlanSchema = JobGraphSchema.extend({
  tasks: z.array(PlannedTaskSchema),
  pruned: z.array(PrunedSchema),
  catalog: z.object({ snapshot: z.string() }),
});
export type Plan = z.infer<typeof PlanSchema>;
