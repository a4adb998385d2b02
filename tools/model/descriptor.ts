import * as z from 'zod';

/** `MAJOR.MINOR.PATCH`; nothing else, so that what is masked is never in doubt. */
export const DATA_VERSION = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** Version of what a job's data means. */
export const DataVersionSchema = z.string().regex(DATA_VERSION);

/** A label as descriptors write it. Keys rely on there being no control character in it. */
export const LabelSchema = z.string().regex(/^(@@[^/:]*)?\/\/[^\p{Cc}]+$/u);

export const JobDescriptorSchema = z.object({
  label: LabelSchema.describe('Label as the BUILD file names it, absolute: `//pkg:job`, `@@repo+//pkg:job`.'),
  configure: z.string().describe('Runfiles path of the configure executable.'),
  run: z.string().describe('Runfiles path of the run executable.'),
  version: DataVersionSchema.describe('Data version; `0.0.0` when the BUILD file gives none.'),
  refsFrom: z.enum(['args', 'stdin']).describe('How `configure` takes its refs.'),
});
export type JobDescriptor = z.infer<typeof JobDescriptorSchema>;

/** Written by the rules at analysis time, read by every phase of a graph. */
export const GraphDescriptorSchema = z.object({
  schemaVersion: z.literal(1),
  kind: z.literal('graph'),
  label: LabelSchema,
  package: z.string().describe("Package that relative labels in lookup's answer belong to."),
  lookup: z.string().describe('Runfiles path of the lookup executable.'),
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
