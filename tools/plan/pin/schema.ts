import * as z from 'zod';
import {
  argumentSchema,
  dataDepSchema,
  dataVersionSchema,
  labelSchema,
  lazily,
  partitionRefSchema,
  type Inferred,
} from '../../base/model/index.js';

export const PIN_SCHEMA_VERSION = 1;

export const pinnedTaskSchema = lazily(() =>
  z.strictObject({
    job: labelSchema(),
    jobVersion: dataVersionSchema(),
    outputs: z.array(partitionRefSchema()).min(1),
    inputs: z.array(dataDepSchema()),
    args: z.array(argumentSchema()),
    env: z.record(z.string(), argumentSchema()),
    /** Only if it is not the executable of the job. */
    executable: z.string().min(1).optional(),
    /** The first output of each task that must finish first. */
    dependsOn: z.array(partitionRefSchema()),
    /** An empty catalog allows no other reason. */
    reason: z.literal('missing'),
  }),
);
export type PinnedTask = Inferred<typeof pinnedTaskSchema>;

/**
 * A plan made with an empty catalog, without everything that depends on code, machine or catalog: ids, keys, digests,
 * and paths of executables. People read it, and version control keeps it.
 */
export const pinSchema = lazily(() =>
  z.strictObject({
    schemaVersion: z.literal(PIN_SCHEMA_VERSION),
    graph: labelSchema(),
    outputs: z.array(partitionRefSchema()),
    tasks: z.array(pinnedTaskSchema()),
  }),
);
export type Pin = Inferred<typeof pinSchema>;
