import * as z from 'zod';
import {
  dataDepSchema,
  lazily,
  partitionRefSchema,
  prunedSchema,
  reasonSchema,
  type Inferred,
} from '../../base/model/index.js';

/** Version of the difference as JSON. */
export const DIFF_SCHEMA_VERSION = 1;

const valueSchema = lazily(() => z.string().nullable());

/** Fields that contain a single text. */
const textFieldSchema = lazily(() => z.enum(['job', 'jobVersion', 'executable', 'versionKey', 'contentKey']));
export type TextField = Inferred<typeof textFieldSchema>;

/** One change of a task. Null stands for a value that one side does not have. */
export const taskChangeSchema = lazily(() =>
  z.discriminatedUnion('field', [
    z.object({ field: textFieldSchema(), old: valueSchema(), new: valueSchema() }),
    z.object({
      field: z.literal('args'),
      index: z.int().min(0).describe('Index, in both lists, of the first argument that differs.'),
      old: z.array(z.string()).describe('The arguments there before; empty where some were put in.'),
      new: z.array(z.string()).describe('The arguments there now; empty where some were taken out.'),
    }),
    z.object({ field: z.literal('env'), name: z.string(), old: valueSchema(), new: valueSchema() }),
    z.object({ field: z.literal('inputs'), removed: z.array(dataDepSchema()), added: z.array(dataDepSchema()) }),
    z.object({
      field: z.literal('outputs'),
      removed: z.array(partitionRefSchema()),
      added: z.array(partitionRefSchema()),
    }),
    z.object({
      field: z.literal('dependsOn'),
      removed: z
        .array(z.string())
        .describe('Ids of tasks that both sides have; the others come and go with their tasks.'),
      added: z.array(z.string()).describe('As for `removed`.'),
    }),
    z.object({ field: z.literal('reason'), old: reasonSchema().nullable(), new: reasonSchema().nullable() }),
  ]),
);
export type TaskChange = Inferred<typeof taskChangeSchema>;

/** One change of a job. */
export const jobChangeSchema = lazily(() =>
  z.object({
    field: z.enum(['version', 'run', 'configure']).describe('The data version, or whose code digest it is.'),
    old: z.string(),
    new: z.string(),
  }),
);
export type JobChange = Inferred<typeof jobChangeSchema>;

export const changedJobSchema = lazily(() =>
  z.object({ label: z.string(), changes: z.array(jobChangeSchema()).min(1) }),
);
export type ChangedJob = Inferred<typeof changedJobSchema>;

export const diffTaskSchema = lazily(() =>
  z.object({
    id: z.string(),
    job: z.string(),
    outputs: z.array(partitionRefSchema()),
    reason: reasonSchema().optional().describe('Why it runs; only where it comes from a plan.'),
  }),
);
export type DiffTask = Inferred<typeof diffTaskSchema>;

export const changedTaskSchema = lazily(() => diffTaskSchema().extend({ changes: z.array(taskChangeSchema()).min(1) }));
export type ChangedTask = Inferred<typeof changedTaskSchema>;

/** What a plan does with a partition. */
export const partitionStateSchema = lazily(() =>
  z.discriminatedUnion('state', [
    z.object({
      state: z.literal('run'),
      task: z.string().describe('Id of the task that makes it.'),
      job: z.string(),
      reason: reasonSchema().optional(),
    }),
    z.object({ state: z.literal('pruned'), ...prunedSchema().pick({ manifest: true, note: true }).shape }),
  ]),
);
export type PartitionState = Inferred<typeof partitionStateSchema>;

export const partitionSchema = lazily(() => z.object({ ref: partitionRefSchema(), is: partitionStateSchema() }));
export type Partition = Inferred<typeof partitionSchema>;

export const changedPartitionSchema = lazily(() =>
  z.object({
    ref: partitionRefSchema(),
    old: partitionStateSchema(),
    new: partitionStateSchema(),
  }),
);
export type ChangedPartition = Inferred<typeof changedPartitionSchema>;

export const diffSideSchema = lazily(() =>
  z.object({
    graph: z.string().describe('Label of the graph.'),
    kind: z.enum(['plan', 'job-graph']),
    tasks: z.int().min(0).describe('How many tasks it has.'),
    pruned: z.int().min(0).describe('How many refs it leaves alone.'),
    snapshot: z.string().optional().describe('Snapshot of the catalog that a plan was made against.'),
  }),
);
export type DiffSide = Inferred<typeof diffSideSchema>;

/** The differences between two job graphs or plans. Every list is sorted: by ref, or by the first output. */
export const graphDiffSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(DIFF_SCHEMA_VERSION),
    same: z.boolean().describe('Whether both ask for the same, of the same jobs, and do the same.'),
    old: diffSideSchema(),
    new: diffSideSchema(),
    outputs: z
      .object({ removed: z.array(partitionRefSchema()), added: z.array(partitionRefSchema()) })
      .describe('Changes to the refs that were asked for.'),
    jobs: z
      .object({ removed: z.array(z.string()), added: z.array(z.string()), changed: z.array(changedJobSchema()) })
      .describe('Changes to the jobs of the graph, by label, whether or not they make anything here.'),
    tasks: z.object({
      removed: z.array(diffTaskSchema()),
      added: z.array(diffTaskSchema()),
      changed: z.array(changedTaskSchema()),
    }),
    partitions: z.object({
      removed: z.array(partitionSchema()),
      added: z.array(partitionSchema()),
      changed: z
        .array(changedPartitionSchema())
        .describe('Partitions that are made by another task, by a changed one, or moved between run and pruned.'),
    }),
  }),
);
export type GraphDiff = Inferred<typeof graphDiffSchema>;
