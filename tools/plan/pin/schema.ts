import * as z from 'zod';
import {
  ArgumentSchema,
  DataDepSchema,
  DataVersionSchema,
  LabelSchema,
  PartitionRefSchema,
} from '../../base/model/index.js';

export const PIN_SCHEMA_VERSION = 1;

export const PinnedTaskSchema = z.strictObject({
  job: LabelSchema,
  jobVersion: DataVersionSchema,
  outputs: z.array(PartitionRefSchema).min(1),
  inputs: z.array(DataDepSchema),
  args: z.array(ArgumentSchema),
  env: z.record(z.string(), ArgumentSchema),
  /** Only if it is not the executable of the job. */
  executable: z.string().min(1).optional(),
  /** The first output of each task that must finish first. */
  dependsOn: z.array(PartitionRefSchema),
  /** An empty catalog allows no other reason. */
  reason: z.literal('missing'),
});
export type PinnedTask = z.infer<typeof PinnedTaskSchema>;

/**
 * A plan made with an empty catalog, without everything that depends on code, machine or catalog: ids, keys, digests,
 * and paths of executables. People read it, and version control keeps it.
 */
export const PinSchema = z.strictObject({
  schemaVersion: z.literal(PIN_SCHEMA_VERSION),
  graph: LabelSchema,
  outputs: z.array(PartitionRefSchema),
  tasks: z.array(PinnedTaskSchema),
});
export type Pin = z.infer<typeof PinSchema>;
