import type { JobDescriptor, Plan, PlannedTask } from '../../base/model/index.js';
import { PIN_SCHEMA_VERSION, type Pin, type PinnedTask } from './schema.js';

/**
 * Extracts the part of a plan to pin.
 *
 * @param plan made with an empty catalog
 * @param jobs every job of the graph
 */
export function pin(plan: Plan, jobs: readonly Pick<JobDescriptor, 'label' | 'run'>[]): Pin {
  const runs = new Map(jobs.map(({ label, run }) => [label, run]));
  const names = new Map(plan.tasks.map(({ id, config }) => [id, config.outputs[0]]));
  const pinTask = ({ job, jobVersion, config, dependsOn }: PlannedTask): PinnedTask => {
    const { outputs, inputs, args, env, executable } = config;
    return {
      job,
      jobVersion,
      outputs,
      inputs,
      args,
      env: Object.fromEntries(Object.entries(env).sort(([left], [right]) => (left < right ? -1 : 1))),
      ...(executable !== runs.get(job) && { executable }),
      dependsOn: dependsOn.flatMap((id) => names.get(id) ?? []),
      reason: 'missing',
    };
  };
  return {
    schemaVersion: PIN_SCHEMA_VERSION,
    graph: plan.graph,
    outputs: plan.outputs,
    tasks: plan.tasks.map(pinTask),
  };
}
