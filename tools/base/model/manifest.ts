import * as z from 'zod';
import { CodeDigestSchema, DataVersionSchema } from './descriptor.js';
import { DepTypeSchema } from './job_config.js';
import { TaskConfigSchema } from './job_graph.js';
import { FileNameSchema, NameSchema } from './names.js';
import { PartitionRefSchema, type PartitionRef } from './ref.js';

export const MANIFEST_SCHEMA_VERSION = 1;

/** The timestamps that `TimestampSchema` accepts. */
export const TIMESTAMP = z.regexes.datetime({ precision: 3 });

const TimestampSchema = z.iso.datetime({ precision: 3 }).describe('RFC 3339, UTC, milliseconds.');

/** A digest of the data of a partition, as its job computes it: equal digests mean equal data. */
export const DigestSchema = NameSchema;

export const ManifestInputSchema = z.object({
  depType: DepTypeSchema,
  ref: PartitionRefSchema,
  manifest: NameSchema.nullable().describe(
    'Id of the manifest that was current when the task started; null where none was.',
  ),
  versionKey: NameSchema.nullable(),
  digest: DigestSchema.optional().describe('Digest of its data, if the run that made it reported one.'),
  unchangedSince: NameSchema.optional().describe('As its manifest had it, if that was of origin `unchanged`.'),
});
export type ManifestInput = z.infer<typeof ManifestInputSchema>;

/**
 * The origin of a manifest. `built`: a task ran. `adopted`: the partition was built elsewhere. `blessed`: an existing
 * partition was accepted under new keys. `unchanged`: the task did not run, because its changed inputs had the same data
 * as before.
 */
export const OriginSchema = z.enum(['built', 'adopted', 'blessed', 'unchanged']);
export type Origin = z.infer<typeof OriginSchema>;

const ManifestFieldsSchema = z.object({
  schemaVersion: z.literal(MANIFEST_SCHEMA_VERSION),
  id: NameSchema.describe('Unique; sorts by time.'),
  outputs: z.array(PartitionRefSchema).min(1),
  inputs: z.array(ManifestInputSchema),
  job: NameSchema,
  jobVersion: DataVersionSchema,
  config: TaskConfigSchema,
  startTime: TimestampSchema,
  endTime: TimestampSchema,
  buildId: FileNameSchema,
  taskId: FileNameSchema,
  host: NameSchema,
  attempt: z.int().min(1),
  exitCode: z.literal(0),
  versionKey: NameSchema,
  contentKey: NameSchema.optional(),
  codeDigest: CodeDigestSchema.optional().describe('Code digest of the run executable.'),
  plan: NameSchema.optional().describe('Id of the plan that the task belongs to.'),
  origin: OriginSchema.optional().describe('Left out: built.'),
  unchangedSince: NameSchema.optional().describe(
    'Only if the origin is `unchanged`: id of the manifest under which the data was recorded first.',
  ),
  digests: z
    .record(PartitionRefSchema, DigestSchema)
    .optional()
    .describe('Digest of the data of each output for which the job reported one.'),
  metadata: z
    .record(z.string(), z.json())
    .describe('What the job wrote into DATABUILD_METADATA_FILE, without `digests`.'),
});

/** The durable record of one finished task: what it produced, from what, when and how. */
export const ManifestSchema = ManifestFieldsSchema.superRefine(({ digests = {}, outputs }, context) => {
  for (const ref of strangersIn(digests, outputs)) {
    context.addIssue({ code: 'custom', path: ['digests', ref], message: 'is not an output' });
  }
});
export type Manifest = z.infer<typeof ManifestSchema>;

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
