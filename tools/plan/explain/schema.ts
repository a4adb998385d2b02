import * as z from 'zod';
import { TaskChangeSchema } from '../diff/index.js';
import {
  DataVersionSchema,
  OriginSchema,
  PartitionRefSchema,
  ReasonSchema,
  ValiditySchema,
} from '../../base/model/index.js';

/** Version of an explanation as JSON. */
export const EXPLANATION_SCHEMA_VERSION = 1;

const MoveSchema = z.object({ old: z.string().nullable(), new: z.string().nullable() });

/** How a partition was built, according to its manifest. */
export const ManifestSummarySchema = z.object({
  manifest: z.string().describe('Id of the manifest.'),
  endTime: z.string().describe('When the task ended: RFC 3339, UTC, milliseconds.'),
  job: z.string(),
  jobVersion: DataVersionSchema,
  buildId: z.string(),
  origin: OriginSchema,
  unchangedSince: z
    .string()
    .optional()
    .describe('Only if the origin is `unchanged`: id of the manifest under which the data was recorded first.'),
});
export type ManifestSummary = z.infer<typeof ManifestSummarySchema>;

export const QueryMoveSchema = z.object({
  ref: PartitionRefSchema,
  old: z.string().nullable().describe('Id of the manifest that was read; null where there was none.'),
  new: z.string().nullable().describe('Id of the manifest that it has now.'),
});
export type QueryMove = z.infer<typeof QueryMoveSchema>;

export const MissingOutputSchema = z.object({
  ref: PartitionRefSchema,
  forgotten: z.string().nullable().describe('When it was forgotten: RFC 3339, UTC; null: it was never made.'),
  manifest: z.string().nullable().describe('Id of the last manifest it had, if it had one.'),
});
export type MissingOutput = z.infer<typeof MissingOutputSchema>;

const COMPARISON = 'Id of the comparison that says what changed; null where there is none to make.';

const PartitionSchema = z.object({
  ref: PartitionRefSchema,
  task: z.string().describe('Id of the task that makes it.'),
  job: z.string(),
  validity: ValiditySchema.describe('By which it was judged.'),
});

const queries = z.array(QueryMoveSchema).describe('Query inputs that are not what they were; they never invalidate.');

/** Why a partition would be built again or not if it were requested now. */
export const PartitionExplanationSchema = z.discriminatedUnion('verdict', [
  PartitionSchema.extend({
    verdict: z.literal('valid'),
    made: ManifestSummarySchema.describe('What proves it.'),
    masked: z.string().nullable().describe('Id of the comparison with what changed and is masked; null: nothing is.'),
    queries,
  }),
  PartitionSchema.extend({
    verdict: z.literal('missing'),
    outputs: z.array(MissingOutputSchema).min(1).describe('What its task makes and the catalog does not have.'),
  }),
  PartitionSchema.extend({
    verdict: z.literal('stale'),
    reason: ReasonSchema.describe('The nearest cause, as a plan names it.'),
    comparison: z.string().nullable().describe(COMPARISON),
    queries,
  }),
]);
export type PartitionExplanation = z.infer<typeof PartitionExplanationSchema>;

export const ComparedInputSchema = z.object({
  ref: PartitionRefSchema,
  manifest: z.string().nullable().describe('Id of the manifest that was read; null where there was none.'),
  weight: z
    .enum(['version', 'content', 'nothing'])
    .describe('For which validity it counts; `nothing`: the change is masked, since the input itself is valid.'),
  versionKey: MoveSchema.optional().describe('Left out where it is what it was; so is `contentKey`.'),
  contentKey: MoveSchema.optional(),
  comparison: z.string().nullable().describe(COMPARISON),
});
export type ComparedInput = z.infer<typeof ComparedInputSchema>;

/** A planned task, compared with an earlier manifest. */
export const ComparisonSchema = z.object({
  id: z.string(),
  task: z.string(),
  job: z.string(),
  outputs: z.array(PartitionRefSchema),
  made: ManifestSummarySchema.describe('What the task is compared with.'),
  standing: z
    .enum(['valid', 'stale', 'missing'])
    .describe('How the outputs of the task stand now, whatever they are compared with here.'),
  versionKey: MoveSchema.optional().describe('Left out where it is what it was; so is all that follows.'),
  contentKey: MoveSchema.optional(),
  changes: z.array(TaskChangeSchema).describe('Job, version and config of the task itself.'),
  code: MoveSchema.optional().describe('Code digest of the run executable.'),
  inputs: z.array(ComparedInputSchema).describe('Materialize inputs whose keys are not what they were.'),
});
export type Comparison = z.infer<typeof ComparisonSchema>;

/**
 * Why partitions would be built again or not. The comparisons form a graph: partitions and inputs refer to
 * comparisons by id, so a shared cause appears once.
 */
export const ExplanationSchema = z.object({
  schemaVersion: z.literal(EXPLANATION_SCHEMA_VERSION),
  graph: z.string().describe('Label of the graph.'),
  snapshot: z.string().describe('Snapshot of the catalog.'),
  partitions: z.array(PartitionExplanationSchema).describe('What was asked about, in that order.'),
  comparisons: z.array(ComparisonSchema).describe('Each once, nearest first.'),
});
export type Explanation = z.infer<typeof ExplanationSchema>;
