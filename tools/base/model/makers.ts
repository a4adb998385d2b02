import type { JobConfig } from './job_config.js';
import type { PartitionRef } from './ref.js';

/** The refs that must exist before a config can run, in its order. */
export function materialized({ inputs }: Pick<JobConfig, 'inputs'>): PartitionRef[] {
  return inputs.flatMap(({ depType, ref }) => (depType === 'materialize' ? [ref] : []));
}

/** Which config makes each ref, by index. If two configs make the same ref, the later one counts. */
export function makersOf(configs: readonly Pick<JobConfig, 'outputs'>[]): Map<PartitionRef, number> {
  const makers = new Map<PartitionRef, number>();
  for (const [index, { outputs }] of configs.entries()) for (const ref of outputs) makers.set(ref, index);
  return makers;
}
