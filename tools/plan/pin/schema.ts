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
  /** Only where the config says another one than the job. */
  executable: z.string().min(1).optional(),
  /** The first output of each task that must finish first. */
  dependsOn: z.array(PartitionRefSchema),
  /** In an empty catalog there is no other. */
  reason: z.literal('missing'),
});
export type PinnedTask = z.infer<typeof PinnedTaskSchema>;

/**
 * What a plan from nothing says, without all that depends on code, machine or catalog: ids, keys, digests, and where
 * executables lie. It is for people to read and for version control to keep.
 */
export const PinSchema = z.strictObject({
  schemaVersion: z.literal(PIN_SCHEMA_VERSION),
  graph: LabelSchema,
  outputs: z.array(PartitionRefSchema),
  tasks: z.array(PinnedTaskSchema),
});
export type Pin = z.infer<typeof PinSchema>;
