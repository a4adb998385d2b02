import * as z from 'zod';
import { argumentSchema, labelSchema, lazily, partitionRefSchema, type Inferred } from '../../base/model/index.js';

/** What a second run has to leave as it was. */
export const SAMENESS = ['bytes', 'names'] as const;

/** What a `databuild_job_test` says about its job. The rule writes it, and the tools read it. */
export const trialSchema = lazily(() =>
  z.strictObject({
    schemaVersion: z.literal(1),
    label: labelSchema().describe('Label of the test.'),
    refs: z.array(partitionRefSchema()).min(1).describe('Refs that the job makes.'),
    badRefs: z.array(partitionRefSchema()).describe('Refs that the job must refuse, or fail to make.'),
    fixtures: z
      .record(z.string(), z.string())
      .describe('Files that are there before the run: path in the data directory to runfiles path.'),
    files: z.array(z.string()).describe('Paths in the data directory that must exist after the run.'),
    same: z
      .enum(SAMENESS)
      .describe('What a second run has to leave as it was: the bytes of all files, or their names.'),
    env: z.record(z.string(), argumentSchema()).describe('Variables for all programs of the job.'),
  }),
);
export type Trial = Inferred<typeof trialSchema>;
