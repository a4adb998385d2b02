import * as z from 'zod';
import { codeDigestSchema, dataVersionSchema, validitySchema } from './descriptor.js';
import { argumentSchema, jobConfigSchema } from './job_config.js';
import { lazily, type Inferred } from './lazily.js';
import { partitionRefSchema } from './ref.js';

/** Version of the job graph and plan file. Changes only together with docs/schemas. */
export const PLAN_SCHEMA_VERSION = 1;

/** A task id: 16 hexadecimal digits. */
export const TASK_ID = /^[0-9a-f]{16}$/;

/** Why a task of a plan runs. */
export const reasonSchema = lazily(() =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('missing'),
      refs: z.array(partitionRefSchema()).min(1).describe('The outputs that the catalog does not have.'),
    }),
    z.object({ kind: z.literal('job-major-changed'), from: dataVersionSchema(), to: dataVersionSchema() }),
    z.object({ kind: z.literal('input-changed'), refs: z.array(partitionRefSchema()).min(1) }),
    z.object({
      kind: z.literal('input-refreshed'),
      refs: z
        .array(partitionRefSchema())
        .min(1)
        .describe(
          'The materialize inputs that may get other data under the same keys, because of `--refresh` or `--reread`.',
        ),
    }),
    z.object({ kind: z.literal('content-changed'), fields: z.array(z.string()).min(1) }),
    z.object({ kind: z.literal('forced') }),
    z.object({ kind: z.literal('refreshed') }),
  ]),
);
export type Reason = Inferred<typeof reasonSchema>;

/** How long a task takes according to the catalog's records of its job; `unknown` if there are none. */
export const estimateSchema = lazily(() =>
  z.union([
    z.object({
      ms: z.int().min(0).describe('Median duration, in milliseconds.'),
      samples: z.int().min(1).describe('How many recorded runs it rests on.'),
    }),
    z.literal('unknown'),
  ]),
);
export type Estimate = Inferred<typeof estimateSchema>;

/** How long a whole plan takes. Tasks of unknown duration count as 0, so with any of them these are lower bounds. */
export const planEstimateSchema = lazily(() =>
  z.object({
    totalMs: z.int().min(0).describe('All tasks one after the other.'),
    criticalPathMs: z.int().min(0).describe('The longest chain of tasks that wait for each other.'),
    unknownTasks: z.int().min(0),
    samples: z.int().min(0).describe('How many recorded runs this rests on, over all jobs.'),
  }),
);
export type PlanEstimate = Inferred<typeof planEstimateSchema>;

/**
 * A job as it was when the graph was analyzed: what keys are computed from. How it is built and run is in its
 * `JobDescriptor`.
 */
export const jobDefinitionSchema = lazily(() =>
  z.object({
    version: dataVersionSchema(),
    configure: codeDigestSchema().describe(
      'Code digest of its configure executable, or the digest of the template in place of one.',
    ),
    run: codeDigestSchema().describe('Code digest of its run executable.'),
  }),
);
export type JobDefinition = Inferred<typeof jobDefinitionSchema>;

/** What a task of a plan depends on to run. */
export const runsIfSchema = lazily(() => z.enum(['inputs-differ']));

export const taskConfigSchema = lazily(() => jobConfigSchema().extend({ executable: argumentSchema().min(1) }));
export type TaskConfig = Inferred<typeof taskConfigSchema>;

export const taskSchema = lazily(() =>
  z.object({
    id: z.string().regex(TASK_ID).describe('Derived from job and outputs: the same task has the same id anywhere.'),
    job: z.string().describe('Label of the job.'),
    jobVersion: dataVersionSchema(),
    config: taskConfigSchema(),
    dependsOn: z.array(z.string()).describe('Ids of the tasks of this graph that must finish first.'),
    versionKey: z.string().describe('Merkle key over job labels, major versions and outputs, upstream included.'),
    contentKey: z.string().describe('Merkle key over job labels, code, args, env and outputs, upstream included.'),
    reason: reasonSchema().optional().describe('Only in a plan: why this task runs.'),
    replaces: z
      .array(z.string())
      .optional()
      .describe('Only in a plan: ids of the manifests that its outputs have so far; left out where they have none.'),
    runsIf: runsIfSchema()
      .optional()
      .describe(
        'Only in a plan: `inputs-differ` for a task that runs only if its changed inputs have other data than before; left out: it runs.',
      ),
    estimate: estimateSchema().optional().describe('Only in a plan: how long it takes.'),
  }),
);
export type Task = Inferred<typeof taskSchema>;

export const prunedSchema = lazily(() =>
  z.object({
    ref: partitionRefSchema(),
    manifest: z.string().describe('Id of the manifest that proves it.'),
    note: z
      .enum(['valid', 'masked-minor-change', 'masked-major-change'])
      .describe(
        'What changed since it was made and does not count by its validity; only presence masks a major, here or upstream.',
      ),
  }),
);
export type Pruned = Inferred<typeof prunedSchema>;

/** One file format: a plan is a job graph with `reason`, `pruned` and `catalog` filled in. */
export const jobGraphSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(PLAN_SCHEMA_VERSION),
    graph: z.string().describe('Label of the graph.'),
    graphDigest: z
      .string()
      .describe('SHA-256 over all that the graph is: its jobs, their versions, and the code of every executable.'),
    jobs: z.record(z.string(), jobDefinitionSchema()).describe('Every job of the graph, by label.'),
    outputs: z.array(partitionRefSchema()).describe('The refs that were asked for.'),
    tasks: z.array(taskSchema()).describe('In topological order.'),
  }),
);
export type JobGraph = Inferred<typeof jobGraphSchema>;

export const plannedTaskSchema = lazily(() => taskSchema().extend({ reason: reasonSchema() }));
export type PlannedTask = Inferred<typeof plannedTaskSchema>;

export const planSchema = lazily(() =>
  jobGraphSchema().extend({
    id: z.string().describe('SHA-256 over all else that the plan says.'),
    validity: validitySchema().optional().describe("As the command line had it; left out: each job's own."),
    tasks: z.array(plannedTaskSchema()),
    pruned: z.array(prunedSchema()),
    catalog: z.object({ snapshot: z.string() }),
    estimate: planEstimateSchema().optional(),
  }),
);
export type Plan = Inferred<typeof planSchema>;
