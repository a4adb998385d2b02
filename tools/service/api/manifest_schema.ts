import { z } from '@hono/zod-openapi';
import { ORIGINS, type Manifest } from '../../base/model/index.js';

/**
 * A manifest in an answer. The schema of its file holds any JSON as metadata, which the generator of the document cannot follow;
 * this one only describes it, and checks nothing.
 */
export const manifestAnswer = z
  .looseObject({
    schemaVersion: z.literal(1),
    id: z.string().describe('Unique; sorts by time.'),
    outputs: z.array(z.string()),
    inputs: z.array(
      z.looseObject({
        depType: z.enum(['materialize', 'query']),
        ref: z.string(),
        manifest: z.string().nullable().describe('Id of the manifest that was current when the task started.'),
        versionKey: z.string().nullable(),
        digest: z.string().optional().describe('Digest of its data, if the run that made it reported one.'),
      }),
    ),
    job: z.string(),
    jobVersion: z.string(),
    config: z.looseObject({
      args: z.array(z.string()),
      env: z.record(z.string(), z.string()),
      executable: z.string().describe('Runfiles path of what ran.'),
    }),
    versionKey: z.string(),
    contentKey: z.string().optional(),
    codeDigest: z.string().optional().describe('Code digest of the run executable.'),
    startTime: z.string(),
    endTime: z.string(),
    buildId: z.string(),
    taskId: z.string(),
    host: z.string(),
    attempt: z.int(),
    origin: z.enum(ORIGINS).optional().describe('Left out: built.'),
    unchangedSince: z.string().optional().describe('Id of the manifest under which the data was recorded first.'),
    plan: z.string().optional().describe('Id of the plan that the task belongs to.'),
    digests: z.record(z.string(), z.string()).optional().describe('Digest of the data of outputs.'),
    metadata: z.record(z.string(), z.unknown()).describe('What the job reported.'),
  })
  .openapi('Manifest', {
    description: 'The record of one finished task; docs/schemas/manifest.json has all fields.',
  }) as unknown as z.ZodType<Manifest>;
