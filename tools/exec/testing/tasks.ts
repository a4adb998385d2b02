import type { Manifest, PartitionRef, PlannedTask } from '../../base/model/index.js';
import type { JobPolicy } from '../index.js';

export const ref = (text: string): PartitionRef => text as PartitionRef;

/** The policy of `//t:job`, unless a test changes it. */
export const POLICY: JobPolicy = {
  batch: 1,
  retries: 0,
  retryDelayMs: 0,
  timeoutMs: 0,
  expectedDurationMs: 0,
  resources: {},
  validity: 'version',
  codeDigest: 'd'.repeat(64),
};

/** A task `name` that makes the partition `name` from the inputs, and queries the queries. */
export function task(
  name: string,
  inputs: readonly string[] = [],
  more: Partial<PlannedTask['config']> = {},
  queries: readonly string[] = [],
): PlannedTask {
  return {
    id: `id-${name}`,
    job: '//t:job',
    jobVersion: '1.2.3',
    config: {
      outputs: [ref(name)],
      inputs: [
        ...inputs.map((input) => ({ depType: 'materialize' as const, ref: ref(input) })),
        ...queries.map((query) => ({ depType: 'query' as const, ref: ref(query) })),
      ],
      args: [name],
      env: {},
      executable: '/bin/sh',
      ...more,
    },
    dependsOn: [],
    versionKey: `key-${name}`,
    contentKey: `content-${name}`,
    reason: { kind: 'missing', refs: [ref(name)] },
  };
}

/** Fills in `dependsOn`. */
export function plan(...tasks: PlannedTask[]): PlannedTask[] {
  const ids = new Map(tasks.flatMap(({ id, config }) => config.outputs.map((output) => [output, id] as const)));
  return tasks.map((one) => ({
    ...one,
    dependsOn: one.config.inputs.flatMap((input) => ids.get(input.ref) ?? []),
  }));
}

/** A manifest of the partition `name`, made by another job. */
export const manifest = (name: string): Manifest => ({
  schemaVersion: 1,
  id: `old-${name}`,
  outputs: [ref(name)],
  inputs: [],
  job: '//t:other',
  jobVersion: '0.0.0',
  config: task(name).config,
  startTime: '2024-01-01T00:00:00.000Z',
  endTime: '2024-01-01T00:00:01.000Z',
  buildId: 'b',
  taskId: 't',
  host: 'h',
  attempt: 1,
  exitCode: 0,
  versionKey: `old-key-${name}`,
  metadata: {},
});
