import { z } from 'zod';
import { PartitionRefSchema } from './ref.js';

/**
 * `materialize`: must exist before the job runs, the graph builds it.
 * `query`: the job reads whatever is there; never built on its account.
 */
export const DepTypeSchema = z.enum(['materialize', 'query']);
export type DepType = z.infer<typeof DepTypeSchema>;

export const DataDepSchema = z.object({ depType: DepTypeSchema, ref: PartitionRefSchema });
export type DataDep = z.infer<typeof DataDepSchema>;

/** What `configure` prints: an array of these. One is one fully parameterised run of a job. */
export const JobConfigSchema = z.strictObject({
  outputs: z.array(PartitionRefSchema).min(1).describe('The partitions that this run produces.'),
  inputs: z.array(DataDepSchema).default([]).describe('What it reads.'),
  args: z.array(z.string()).default([]).describe('Arguments of the run executable, passed through unchanged.'),
  env: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/), z.string())
    .default({})
    .describe('Environment on top of the fixed one.'),
  executable: z
    .string()
    .min(1)
    .optional()
    .describe("Runfiles path of what to run; the job's `run` binary when left out."),
});
export type JobConfig = z.infer<typeof JobConfigSchema>;

export const ConfigureOutputSchema = z.array(JobConfigSchema);
