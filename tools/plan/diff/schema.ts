import * as z from 'zod';
import { DataDepSchema, PartitionRefSchema, PrunedSchema, ReasonSchema } from '../../base/model/index.js';

/** Version of the difference as JSON. */
export const DIFF_SCHEMA_VERSION = 1;

const ValueSchema = z.string().nullable();

/** Fields that contain a single text. */
const TextFieldSchema = z.enum(['job', 'jobVersion', 'executable', 'versionKey', 'contentKey']);
export type TextField = z.infer<typeof TextFieldSchema>;

/** One change of a task. Null stands for a value that one side does not have. */
export const TaskChangeSchema = z.discriminatedUnion('field', [
  z.object({ field: TextFieldSchema, old: ValueSchema, new: ValueSchema }),
  z.object({
    field: z.literal('args'),
    index: z.int().min(0).describe('Index, in both lists, of the first argument that differs.'),
    old: z.array(z.string()).describe('The arguments there before; empty where some were put in.'),
    new: z.array(z.string()).describe('The arguments there now; empty where some were taken out.'),
  }),
  z.object({ field: z.literal('env'), name: z.string(), old: ValueSchema, new: ValueSchema }),
  z.object({ field: z.literal('inputs'), removed: z.array(DataDepSchema), added: z.array(DataDepSchema) }),
  z.object({ field: z.literal('outputs'), removed: z.array(PartitionRefSchema), added: z.array(PartitionRefSchema) }),
  z.object({
    field: z.literal('dependsOn'),
    removed: z
      .array(z.string())
      .describe('Ids of tasks that both sides have; the others come and go with their tasks.'),
    added: z.array(z.string()).describe('As for `removed`.'),
  }),
  z.object({ field: z.literal('reason'), old: ReasonSchema.nullable(), new: ReasonSchema.nullable() }),
]);
export type TaskChange = z.infer<typeof TaskChangeSchema>;

/** One change of a job. */
export const JobChangeSchema = z.object({
  field: z.enum(['version', 'run', 'configure']).describe('The data version, or whose code digest it is.'),
  old: z.string(),
  new: z.string(),
});
export type JobChange = z.infer<typeof JobChangeSchema>;

export const ChangedJobSchema = z.object({ label: z.string(), changes: z.array(JobChangeSchema).min(1) });
export type ChangedJob = z.infer<typeof ChangedJobSchema>;

export const DiffTaskSchema = z.object({
  id: z.string(),
  job: z.string(),
  outputs: z.array(PartitionRefSchema),
  reason: ReasonSchema.optional().describe('Why it runs; only where it comes from a plan.'),
});
export type DiffTask = z.infer<typeof DiffTaskSchema>;

export const ChangedTaskSchema = DiffTaskSchema.extend({ changes: z.array(TaskChangeSchema).min(1) });
export type ChangedTask = z.infer<typeof ChangedTaskSchema>;

/** What a plan does with a partition. */
export const PartitionStateSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('run'),
    task: z.string().describe('Id of the task that makes it.'),
    job: z.string(),
    reason: ReasonSchema.optional(),
  }),
  z.object({ state: z.literal('pruned'), manifest: PrunedSchema.shape.manifest, note: PrunedSchema.shape.note }),
]);
export type PartitionState = z.infer<typeof PartitionStateSchema>;

export const PartitionSchema = z.object({ ref: PartitionRefSchema, is: PartitionStateSchema });
export type Partition = z.infer<typeof PartitionSchema>;

export const ChangedPartitionSchema = z.object({
  ref: PartitionRefSchema,
  old: PartitionStateSchema,
  new: PartitionStateSchema,
});
export type ChangedPartition = z.infer<typeof ChangedPartitionSchema>;

export const DiffSideSchema = z.object({
  graph: z.string().describe('Label of the graph.'),
  kind: z.enum(['plan', 'job-graph']),
  tasks: z.int().min(0).describe('How many tasks it has.'),
  pruned: z.int().min(0).describe('How many refs it leaves alone.'),
  snapshot: z.string().optional().describe('Snapshot of the catalog that a plan was made against.'),
});
export type DiffSide = z.infer<typeof DiffSideSchema>;

/** The differences between two job graphs or plans. Every list is sorted: by ref, or by the first output. */
export const GraphDiffSchema = z.object({
  schemaVersion: z.literal(DIFF_SCHEMA_VERSION),
  same: z.boolean().describe('Whether both ask for the same, of the same jobs, and do the same.'),
  old: DiffSideSchema,
  new: DiffSideSchema,
  outputs: z
    .object({ removed: z.array(PartitionRefSchema), added: z.array(PartitionRefSchema) })
    .describe('Changes to the refs that were asked for.'),
  jobs: z
    .object({ removed: z.array(z.string()), added: z.array(z.string()), changed: z.array(ChangedJobSchema) })
    .describe('Changes to the jobs of the graph, by label, whether or not they make anything here.'),
  tasks: z.object({
    removed: z.array(DiffTaskSchema),
    added: z.array(DiffTaskSchema),
    changed: z.array(ChangedTaskSchema),
  }),
  partitions: z.object({
    removed: z.array(PartitionSchema),
    added: z.array(PartitionSchema),
    changed: z
      .array(ChangedPartitionSchema)
      .describe('Partitions that are made by another task, by a changed one, or moved between run and pruned.'),
  }),
});
export type GraphDiff = z.infer<typeof GraphDiffSchema>;
