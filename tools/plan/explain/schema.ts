import * as z from 'zod';
import { taskChangeSchema } from '../diff/index.js';
import {
  dataVersionSchema,
  lazily,
  originSchema,
  partitionRefSchema,
  reasonSchema,
  validitySchema,
  type Inferred,
} from '../../base/model/index.js';

/** Version of an explanation as JSON. */
export const EXPLANATION_SCHEMA_VERSION = 2;

const moveSchema = lazily(() => z.object({ old: z.string().nullable(), new: z.string().nullable() }));

/** How a partition was built, according to its manifest. */
export const manifestSummarySchema = lazily(() =>
  z.object({
    manifest: z.string().describe('Id of the manifest.'),
    endTime: z.string().describe('When the task ended: RFC 3339, UTC, milliseconds.'),
    job: z.string(),
    jobVersion: dataVersionSchema(),
    buildId: z.string(),
    origin: originSchema(),
    unchangedSince: z
      .string()
      .optional()
      .describe('Only if the origin is `unchanged`: id of the manifest under which the data was recorded first.'),
  }),
);
export type ManifestSummary = Inferred<typeof manifestSummarySchema>;

export const queryMoveSchema = lazily(() =>
  z.object({
    ref: partitionRefSchema(),
    old: z.string().nullable().describe('Id of the manifest that was read; null where there was none.'),
    new: z.string().nullable().describe('Id of the manifest that it has now.'),
  }),
);
export type QueryMove = Inferred<typeof queryMoveSchema>;

export const missingOutputSchema = lazily(() =>
  z.object({
    ref: partitionRefSchema(),
    forgotten: z.string().nullable().describe('When it was forgotten: RFC 3339, UTC; null: it was never made.'),
    manifest: z.string().nullable().describe('Id of the last manifest it had, if it had one.'),
  }),
);
export type MissingOutput = Inferred<typeof missingOutputSchema>;

export const missingOfTaskSchema = lazily(() =>
  z.object({
    task: z.string().describe('Id of the task.'),
    outputs: z.array(missingOutputSchema()).min(1).describe('What the task makes and the catalog does not have.'),
  }),
);
export type MissingOfTask = Inferred<typeof missingOfTaskSchema>;

const COMPARISON = 'Id of the comparison that says what changed; null where there is none to make.';

const partitionSchema = lazily(() =>
  z.object({
    ref: partitionRefSchema(),
    task: z.string().describe('Id of the task that makes it.'),
    job: z.string(),
    validity: validitySchema().describe('By which it was judged.'),
  }),
);

const queriesSchema = lazily(() =>
  z.array(queryMoveSchema()).describe('Query inputs that are not what they were; they never invalidate.'),
);

/** Why a partition would be built again or not if it were requested now. */
export const partitionExplanationSchema = lazily(() =>
  z.discriminatedUnion('verdict', [
    partitionSchema().extend({
      verdict: z.literal('valid'),
      made: manifestSummarySchema().describe('What proves it.'),
      masked: z.string().nullable().describe('Id of the comparison with what changed and is masked; null: nothing is.'),
      queries: queriesSchema(),
    }),
    partitionSchema().extend({
      verdict: z.literal('missing').describe('What is missing is listed in `missing`, by the id of the task.'),
    }),
    partitionSchema().extend({
      verdict: z.literal('stale'),
      reason: reasonSchema().describe('The nearest cause, as a plan names it.'),
      comparison: z.string().nullable().describe(COMPARISON),
      runsIf: z
        .literal('inputs-differ')
        .optional()
        .describe('Its task does not run if its changed inputs turn out to have the same data as before.'),
      queries: queriesSchema(),
    }),
  ]),
);
export type PartitionExplanation = Inferred<typeof partitionExplanationSchema>;

export const comparedInputSchema = lazily(() =>
  z.object({
    ref: partitionRefSchema(),
    manifest: z.string().nullable().describe('Id of the manifest that was read; null where there was none.'),
    weight: z
      .enum(['version', 'content', 'nothing'])
      .describe('For which validity it counts; `nothing`: the change is masked, since the input itself is valid.'),
    versionKey: moveSchema().optional().describe('Left out where it is what it was; so is `contentKey`.'),
    contentKey: moveSchema().optional(),
    comparison: z.string().nullable().describe(COMPARISON),
  }),
);
export type ComparedInput = Inferred<typeof comparedInputSchema>;

/** A planned task, compared with an earlier manifest. */
export const comparisonSchema = lazily(() =>
  z.object({
    id: z.string(),
    task: z.string(),
    job: z.string(),
    outputs: z.array(partitionRefSchema()),
    made: manifestSummarySchema().describe('What the task is compared with.'),
    standing: z
      .enum(['valid', 'stale', 'missing'])
      .describe('How the outputs of the task stand now, whatever they are compared with here.'),
    versionKey: moveSchema().optional().describe('Left out where it is what it was; so is all that follows.'),
    contentKey: moveSchema().optional(),
    changes: z.array(taskChangeSchema()).describe('Job, version and config of the task itself.'),
    code: moveSchema().optional().describe('Code digest of the run executable.'),
    inputs: z.array(comparedInputSchema()).describe('Materialize inputs whose keys are not what they were.'),
  }),
);
export type Comparison = Inferred<typeof comparisonSchema>;

/**
 * Why partitions would be built again or not. The comparisons form a graph: partitions and inputs refer to
 * comparisons by id, so a shared cause appears once.
 */
export const explanationSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(EXPLANATION_SCHEMA_VERSION),
    graph: z.string().describe('Label of the graph.'),
    snapshot: z.string().describe('Snapshot of the catalog.'),
    partitions: z.array(partitionExplanationSchema()).describe('What was asked about, in that order.'),
    missing: z.array(missingOfTaskSchema()).describe('The tasks of the partitions that are missing, each once.'),
    comparisons: z.array(comparisonSchema()).describe('Each once, nearest first.'),
  }),
);
export type Explanation = Inferred<typeof explanationSchema>;
