import * as z from 'zod';

/** `MAJOR.MINOR.PATCH` only, so that it is always clear which part of a version changed. */
export const DATA_VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** The version of a job's data. */
export const DataVersionSchema = z.string().regex(DATA_VERSION);

/** The first part of a data version. A change of it means that the meaning of the data changed. */
export function majorOf(version: string): string {
  return version.slice(0, version.indexOf('.'));
}

/** A label as descriptors write it. It has no control character: keys rely on that. */
export const LabelSchema = z.string().regex(/^(@@?[^/:]*)?\/\/[^\p{Cc}]+$/u);

/**
 * What makes a partition valid. `presence`: it has a manifest. `version`: the version key of its manifest also equals
 * the task's. `content`: the content key also equals the task's.
 */
export const ValiditySchema = z.enum(['presence', 'version', 'content']);
export type Validity = z.infer<typeof ValiditySchema>;

/** SHA-256 over a program and everything that it runs with, in hexadecimal digits. */
export const CODE_DIGEST = /^[0-9a-f]{64}$/;
export const CodeDigestSchema = z.string().regex(CODE_DIGEST);

/**
 * How one job is configured and run: its programs, and the attributes of its BUILD file with their defaults. Part of
 * every descriptor.
 */
export const JobDescriptorSchema = z.object({
  label: LabelSchema.describe('Label as the BUILD file names it, absolute: `//pkg:job`, `@module//pkg:job`.'),
  configure: z.string().describe('Runfiles path of the configure executable.'),
  run: z.string().describe('Runfiles path of the run executable.'),
  check: z.string().optional().describe('Runfiles path of the check executable; left out: outputs are not checked.'),
  configureDigest: z.string().describe('Runfiles path of a file with the code digest of `configure`.'),
  runDigest: z.string().describe('Runfiles path of a file with the code digest of `run`.'),
  version: DataVersionSchema.describe('Data version; `0.0.0` when the BUILD file gives none.'),
  validity: ValiditySchema.describe(
    'What has to be equal for its partitions to be valid, where the command line says nothing.',
  ),
  refsFrom: z.enum(['args', 'stdin']).describe('How `configure` takes its refs.'),
  retries: z.int().min(0).describe('How many more times a failed task is started.'),
  retryDelayMs: z.int().min(0).describe('Wait before the first of these; doubles with each further one.'),
  timeoutMs: z.int().min(0).describe('An attempt that takes longer is ended; 0: none is.'),
  expectedDurationMs: z.int().min(0).describe('How long a task takes, until the catalog knows; 0: nobody says.'),
  resources: z
    .record(z.string(), z.int().min(0))
    .describe('What a running task takes of `cpu` (processors), `memory_mb` and whatever else the user counts.'),
});
export type JobDescriptor = z.infer<typeof JobDescriptorSchema>;

/** Written by the rules at analysis time, read by every phase of a graph. */
export const GraphDescriptorSchema = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('graph'),
  label: LabelSchema,
  package: z.string().describe("Package that relative labels in lookup's answer belong to."),
  repositories: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'Repositories that the BUILD file does not call by the name of their module: name → `@module`, or empty for the main repository.',
    ),
  lookup: z.string().describe('Runfiles path of the lookup executable.'),
  lookupDigest: z.string().describe('Runfiles path of a file with the code digest of `lookup`.'),
  jobs: z.array(JobDescriptorSchema).min(1),
});
export type GraphDescriptor = z.infer<typeof GraphDescriptorSchema>;

/** The same for a job's own targets (`:j.cfg`, `:j.exec`). */
export const SingleJobDescriptorSchema = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('job'),
  label: LabelSchema,
  package: z.string(),
  job: JobDescriptorSchema,
});
export type SingleJobDescriptor = z.infer<typeof SingleJobDescriptorSchema>;
