import * as z from 'zod';
import { codeDigestSchema, dataVersionSchema } from './descriptor.js';
import { depTypeSchema } from './job_config.js';
import { taskConfigSchema } from './job_graph.js';
import { lazily, type Inferred } from './lazily.js';
import { fileNameSchema, nameSchema } from './names.js';
import { partitionRefSchema, type PartitionRef } from './ref.js';

export const MANIFEST_SCHEMA_VERSION = 1;

/** The timestamps that `timestampSchema` accepts. */
export const timestampPattern = lazily(() => z.regexes.datetime({ precision: 3 }));

const timestampSchema = lazily(() => z.iso.datetime({ precision: 3 }).describe('RFC 3339, UTC, milliseconds.'));

/** A digest of the data of a partition, as its job computes it: equal digests mean equal data. */
export const digestSchema = lazily(() => nameSchema());

export const manifestInputSchema = lazily(() =>
  z.object({
    depType: depTypeSchema(),
    ref: partitionRefSchema(),
    manifest: nameSchema()
      .nullable()
      .describe('Id of the manifest that was current when the task started; null where none was.'),
    versionKey: nameSchema().nullable(),
    digest: digestSchema().optional().describe('Digest of its data, if the run that made it reported one.'),
    unchangedSince: nameSchema().optional().describe('As its manifest had it, if that was of origin `unchanged`.'),
  }),
);
export type ManifestInput = Inferred<typeof manifestInputSchema>;

/**
 * The origin of a manifest. `built`: a task ran. `adopted`: the partition was built elsewhere. `blessed`: an existing
 * partition was accepted under new keys. `unchanged`: the task did not run, because its changed inputs had the same data
 * as before.
 */
export const ORIGINS = ['built', 'adopted', 'blessed', 'unchanged'] as const;
export const originSchema = lazily(() => z.enum(ORIGINS));
export type Origin = Inferred<typeof originSchema>;

const manifestFieldsSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(MANIFEST_SCHEMA_VERSION),
    id: nameSchema().describe('Unique; sorts by time.'),
    outputs: z.array(partitionRefSchema()).min(1),
    inputs: z.array(manifestInputSchema()),
    job: nameSchema(),
    jobVersion: dataVersionSchema(),
    config: taskConfigSchema(),
    startTime: timestampSchema(),
    endTime: timestampSchema(),
    buildId: fileNameSchema(),
    taskId: fileNameSchema(),
    host: nameSchema(),
    attempt: z.int().min(1),
    exitCode: z.literal(0),
    versionKey: nameSchema(),
    contentKey: nameSchema().optional(),
    codeDigest: codeDigestSchema().optional().describe('Code digest of the run executable.'),
    plan: nameSchema().optional().describe('Id of the plan that the task belongs to.'),
    origin: originSchema().optional().describe('Left out: built.'),
    unchangedSince: nameSchema()
      .optional()
      .describe('Only if the origin is `unchanged`: id of the manifest under which the data was recorded first.'),
    digests: z
      .record(partitionRefSchema(), digestSchema())
      .optional()
      .describe('Digest of the data of each output for which the job reported one.'),
    metadata: z
      .record(z.string(), z.json())
      .describe('What the job wrote into DATABUILD_METADATA_FILE, without `digests`.'),
  }),
);

/** The durable record of one finished task: what it produced, from what, when and how. */
export const manifestSchema = lazily(() =>
  manifestFieldsSchema().superRefine(({ digests = {}, outputs }, context) => {
    for (const ref of strangersIn(digests, outputs)) {
      context.addIssue({ code: 'custom', path: ['digests', ref], message: 'is not an output' });
    }
  }),
);
export type Manifest = Inferred<typeof manifestSchema>;

/** The refs with a digest that are no outputs. */
export function strangersIn(digests: Readonly<Record<string, unknown>>, outputs: readonly PartitionRef[]): string[] {
  const named = Object.keys(digests);
  if (named.length === 0) return named;
  const known = new Set<string>(outputs);
  return named.filter((ref) => !known.has(ref));
}

/** Whether the manifest was recorded by a run of the plan for this task. */
export function isRunOf(manifest: Manifest, taskId: string, plan: string): boolean {
  return manifest.plan === plan && manifest.taskId === taskId;
}
