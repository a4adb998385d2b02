import * as z from 'zod';
import {
  digestSchema,
  fileNameSchema,
  lazily,
  manifestInputSchema,
  nameSchema,
  partitionRefSchema,
  TASK_ID,
} from '../../base/model/index.js';
import type { TaskProblem } from '../index.js';
import { RESULT_FORMAT_VERSION, type AttemptResult } from './attempt_result.js';

const timestampSchema = lazily(() => z.iso.datetime({ precision: 3 }).describe('RFC 3339, UTC, milliseconds.'));

const durationSchema = lazily(() =>
  z.int().min(0).describe('Milliseconds from the start of the attempt; the tasks of a batch share them.'),
);

const endSchema = lazily(() =>
  z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('succeeded'),
      reported: z.boolean().optional().describe('Whether the program itself reported that the task is done.'),
      metadata: z
        .record(z.string(), z.json())
        .describe('What the job wrote into DATABUILD_METADATA_FILE, without `digests`.'),
      digests: z.record(partitionRefSchema(), digestSchema()).optional(),
      durationMs: durationSchema(),
    }),
    z.object({
      kind: z.literal('failed'),
      problem: z
        .looseObject({
          reason: z.string().describe('In kebab-case, for example exit-non-zero. The other fields are its details.'),
        })
        .transform((problem) => problem as unknown as TaskProblem),
      durationMs: durationSchema(),
      shared: z.boolean().optional().describe('Whether several tasks of a batch failed together.'),
    }),
    z.object({ kind: z.literal('not-started') }),
  ]),
);

/** The result file of an attempt: see `AttemptResult`. */
export const attemptResultSchema = lazily(
  () =>
    z.object({
      formatVersion: z.literal(RESULT_FORMAT_VERSION),
      attempt: fileNameSchema().describe('Id of the attempt.'),
      buildId: fileNameSchema(),
      plan: nameSchema().describe('Id of the plan.'),
      host: nameSchema().describe('Name of the machine on which it ran.'),
      startTime: timestampSchema(),
      endTime: timestampSchema(),
      signal: z.string().optional().describe('The signal that ended it early, such as SIGTERM.'),
      tasks: z
        .array(
          z.object({
            id: z.string().regex(TASK_ID),
            number: z.int().min(1).describe("Number of the task's attempt."),
            token: z.int().optional().describe('Token of the lease under which the task ran.'),
            end: endSchema(),
            record: z
              .object({
                manifest: nameSchema().describe('Id of its manifest.'),
                inputs: z.array(manifestInputSchema()),
              })
              .optional()
              .describe('How its success is recorded, if the attempt records it itself.'),
          }),
        )
        .min(1)
        .describe('In the order in which the attempt was given them.'),
    }) satisfies z.ZodType<AttemptResult>,
);
