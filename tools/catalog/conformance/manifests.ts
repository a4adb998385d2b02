import type { Manifest, PartitionRef } from '../../base/model/index.js';

/** What a damaged row of a manifest may hold. One of the inputs can still be read: `y`. */
export const DAMAGED_BODIES = [
  '',
  '{',
  '[]',
  '{"inputs":1}',
  '{"inputs":["x",1,null,{"depType":"materialize"},{"depType":"materialize","ref":""}]}',
  '{"inputs":[{"depType":"materialize","ref":"of two\\nlines"},{"depType":"materialize","ref":"y"}]}',
];

/** A ref for a test. The text must be well-formed. */
export function ref(text: string): PartitionRef {
  return text as PartitionRef;
}

/** A minimal manifest with the fields that a test gives. */
export function manifestOf(id: string, outputs: readonly string[], more: Partial<Manifest> = {}): Manifest {
  return {
    schemaVersion: 1,
    id,
    outputs: outputs.map(ref),
    inputs: [],
    job: '//jobs:j',
    jobVersion: '1.0.0',
    config: { outputs: outputs.map(ref), inputs: [], args: [], env: {}, executable: 'jobs/j' },
    startTime: '2024-03-01T00:00:00.000Z',
    endTime: '2024-03-01T00:00:01.000Z',
    buildId: 'build',
    taskId: '0123456789abcdef',
    host: 'host',
    attempt: 1,
    exitCode: 0,
    versionKey: `version of ${id}`,
    metadata: {},
    ...more,
  };
}

/** The times of a task that took `ms` milliseconds. */
export function took(ms: number): Pick<Manifest, 'startTime' | 'endTime'> {
  const start = Date.parse('2024-03-01T00:00:00.000Z');
  return { startTime: new Date(start).toISOString(), endTime: new Date(start + ms).toISOString() };
}

/** An input whose current manifest has this id. */
export function inputOf(text: string, manifest: string): Manifest['inputs'][number] {
  return { depType: 'materialize', ref: ref(text), manifest, versionKey: `version of ${manifest}` };
}
