import * as z from 'zod';
import { lazily, type Inferred } from './lazily.js';
import { partitionRefSchema } from './ref.js';

/**
 * `materialize`: must exist before the job runs; the graph builds it.
 * `query`: the job reads it if it exists; the graph never builds it for this job.
 */
export const depTypeSchema = lazily(() => z.enum(['materialize', 'query']));
export type DepType = Inferred<typeof depTypeSchema>;

export const dataDepSchema = lazily(() => z.strictObject({ depType: depTypeSchema(), ref: partitionRefSchema() }));
export type DataDep = Inferred<typeof dataDepSchema>;

/**
 * Whether a text can be passed to a process unchanged: it has no NUL (which ends a C string) and no half of a
 * surrogate pair (which has no UTF-8).
 */
export function isArgument(text: string): boolean {
  return !text.includes('\0') && text.isWellFormed();
}

export const argumentSchema = lazily(() =>
  z.string().refine(isArgument, {
    error: 'has a NUL character or is not well-formed Unicode, so it cannot be passed to a process',
  }),
);

/** Name of an environment variable. */
export const ENV_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const envNameSchema = lazily(() =>
  z.string().regex(ENV_NAME, {
    error: 'is not a valid variable name; use letters, digits and "_", and begin with a letter or "_"',
  }),
);

/** One fully parameterised run of a job, as `configure` prints it. */
export const jobConfigSchema = lazily(() =>
  z.strictObject({
    outputs: z.array(partitionRefSchema()).min(1).describe('The partitions that this run produces.'),
    inputs: z.array(dataDepSchema()).default([]).describe('What it reads.'),
    args: z.array(argumentSchema()).default([]).describe('Arguments of the run executable, passed through unchanged.'),
    env: z.record(envNameSchema(), argumentSchema()).default({}).describe('Environment on top of the fixed one.'),
    executable: argumentSchema()
      .min(1)
      .optional()
      .describe("Runfiles path of what to run; the job's `run` binary when left out."),
  }),
);
export type JobConfig = Inferred<typeof jobConfigSchema>;

/** What `configure` prints. */
export const configureOutputSchema = lazily(() => z.array(jobConfigSchema()));
